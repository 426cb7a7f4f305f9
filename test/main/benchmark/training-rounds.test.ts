import { expect, test } from 'vitest'
import { TrainingRounds } from '../../../src-main/benchmark/training-rounds'
import { denoiserSlots, denoiserTrainingGraph } from '../../../src-main/distillation/graphs'
import { TrainableNetwork } from '../../../src-main/distillation/trainable'
import { freshState, initialParameters } from '../../../src-main/distillation/training-state'
import { optimiser } from '../../../src-main/distillation/update-step'
import { float32 } from '../../../src-main/runtime/session'
import { noise, randomModel } from '../networks/gaussian-model'

test('four training steps in one run give the weights of four runs of one step, bit for bit', async () => {
  const gaussian = randomModel()
  const configuration = { network: { channels: [4], blocks: [1], embedding: 6, groupSize: 4 }, gaussian, gate: 0 }
  const { slots, size } = denoiserSlots(configuration)
  const parameters = initialParameters(slots, size, 1)
  const graph = denoiserTrainingGraph(configuration, size, 2)
  const fields = [2, 2, gaussian.size, gaussian.size]
  const field = (label: string) => float32(Float32Array.from(noise(4 * gaussian.size ** 2, label)), fields)
  const batches = Array.from({ length: 8 }, (_, i) => ({
    clean: field(`clean ${i}`),
    noise: field(`noise ${i}`),
    sigma: float32(Float32Array.of(0.5, 1 + i), [2, 1]),
    condition: float32(Float32Array.from(noise(2 * gaussian.conditions, `condition ${i}`)), [2, gaussian.conditions]),
  }))
  const schedule = { rate: 0.01, decay: 0.5 }
  const one = await TrainableNetwork.load(graph, freshState(parameters, optimiser.memory), 1)
  for (const batch of batches) await one.update(batch, schedule)
  const inOne = await TrainingRounds.load(graph, 4, parameters, 1)
  for (const start of [0, 4]) await inOne.update(batches.slice(start, start + 4), schedule)
  expect(inOne.parameters).toEqual(one.state.parameters)
  expect(inOne.parameters).not.toEqual(parameters)
})
