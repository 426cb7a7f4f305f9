import { beforeAll, describe, expect, test } from 'vitest'
import { drawBatch } from '../../../src-main/distillation/batches'
import type { TrainingData } from '../../../src-main/distillation/gaussian-fit'
import { denoiserGraph, denoiserSlots, denoiserTrainingGraph } from '../../../src-main/distillation/graphs'
import { FedNetwork, TrainableNetwork } from '../../../src-main/distillation/trainable'
import { freshState, initialParameters } from '../../../src-main/distillation/training-state'
import { optimiser } from '../../../src-main/distillation/update-step'
import { validateDenoiser, validationSigmas } from '../../../src-main/distillation/validation'
import { RandomStream } from '../../../src-main/numerics/random'
import { float32 } from '../../../src-main/runtime/session'
import { noise, randomModel, smallNetwork, whiteModel } from '../networks/gaussian-model'
import { rejection } from '../refusal'

const gaussian = randomModel()
const configuration = { network: smallNetwork, gaussian, gate: 0 }
const { slots, size: count } = denoiserSlots(configuration)
const { size } = gaussian
const width = 2 * size * size

/** Two-phase fields, which a Gaussian denoiser does badly on. */
const data: TrainingData = {
  size,
  channels: 2,
  count: 6,
  states: noise(6 * width, 'states').map((z, p) => Math.sign(z + 3 * Math.sin(0.9 * p))),
  conditions: noise(12, 'conditions').map((z) => Math.tanh(z)),
  parameters: new Float64Array(0),
}
const range = { logMean: -0.5, logDeviation: 1, minimum: 0.05, maximum: 5 }
const batch = drawBatch(data, [], 4, range, new RandomStream(1))
const schedule = { rate: 0.01, decay: 0.5 }

describe('the update of a denoiser', () => {
  let losses: Float32Array[]
  let network: TrainableNetwork
  beforeAll(async () => {
    network = await TrainableNetwork.load(
      denoiserTrainingGraph(configuration, count, 4),
      freshState(initialParameters(slots, count, 1), optimiser.memory),
      1,
    )
    losses = []
    for (let i = 0; i < 40; i++) losses.push((await network.update(batch, schedule)).loss)
  })

  test('starts from a loss that is the mean square of (D - x) / c_out, sample by sample', async () => {
    const judge = await FedNetwork.load(denoiserGraph(configuration, { size: count }), 1)
    const { clean, sigma, condition } = batch
    const noisy = (clean.data as Float32Array).map(
      (x, p) => x + (sigma.data as Float32Array)[Math.floor(p / width)]! * (batch.noise.data as Float32Array)[p]!,
    )
    const { estimate } = await judge.run(
      { x: float32(noisy, clean.dims), sigma, condition },
      initialParameters(slots, count, 1),
    )
    // c_out from a network with all weights at zero but the last bias, which then says one everywhere.
    const ones = new Float32Array(count)
    const bias = slots.find(({ name }) => name === 'out.bias')!
    ones.fill(1, bias.offset, bias.offset + 2)
    const run = async (parameters: Float32Array) =>
      (await judge.run({ x: float32(noisy, clean.dims), sigma, condition }, parameters))['estimate']!
    const [said, silent] = [await run(ones), await run(new Float32Array(count))]
    for (let i = 0; i < 4; i++) {
      let sum = 0
      for (let p = i * width; p < (i + 1) * width; p++) {
        sum += ((estimate![p]! - (clean.data as Float32Array)[p]!) / (said[p]! - silent[p]!)) ** 2 / width
      }
      expect(losses[0]![i]! / sum).toBeCloseTo(1, 2)
    }
  })

  test('learns a batch by heart: the loss falls to less than half', () => {
    const mean = (values: Float32Array): number => values.reduce((a, b) => a + b, 0) / values.length
    expect(mean(losses.at(-1)!)).toBeLessThan(0.5 * mean(losses[0]!))
  })

  test('counts its steps and keeps an average that follows the weights', () => {
    const { state } = network
    expect(state.step).toBe(40)
    const distance = Math.hypot(...state.average.map((value, i) => value - state.parameters[i]!))
    expect(distance).toBeGreaterThan(0)
    expect(distance).toBeLessThan(0.2 * Math.hypot(...state.parameters))
  })

  test('leaves the state as it was when the gradient is not finite', async () => {
    const before = { ...network.state }
    const broken = { ...batch, clean: float32(new Float32Array(4 * width).fill(NaN), batch.clean.dims) }
    const { gradientNorm } = await network.update(broken, schedule)
    expect(gradientNorm).toBeNaN()
    expect(network.state).toEqual(before)
  })
})

describe('a state', () => {
  const graph = denoiserTrainingGraph(configuration, count, 4)
  const load = (parameters: Float32Array, memory: readonly string[]) =>
    rejection(TrainableNetwork.load(graph, freshState(parameters, memory), 1))

  test('of a network of another size, or of another optimiser, is refused before a step is taken', async () => {
    const size = await load(new Float32Array(count + 1), optimiser.memory)
    const received = `${count + 1} in parameters`
    expect(size.detail).toMatchObject({ code: 'checkpoint-network', expected: `${count} in parameters`, received })
    const memory = await load(new Float32Array(count), ['velocity'])
    expect(memory.detail).toMatchObject({ code: 'checkpoint-network', expected: 'memory firstMoment, secondMoment' })
  })
})

describe('the starting weights', () => {
  test('depend on the seed and the name of their slot alone', () => {
    const all = initialParameters(slots, count, 1)
    const some = slots.filter((_, i) => i % 3 === 0)
    const alone = initialParameters(some, count, 1)
    for (const { offset, shape } of some) {
      const end = offset + shape.reduce((n, d) => n * d, 1)
      expect(alone.slice(offset, end)).toEqual(all.slice(offset, end))
    }
    expect(initialParameters(slots, count, 2)).not.toEqual(all)
  })

  test('have the deviations that their slots ask for', () => {
    const wide = [
      { name: 'a', shape: [50, 80], offset: 0, initial: { normal: 0.1 } },
      { name: 'b', shape: [7], offset: 4000, initial: { constant: 0.5 } },
    ]
    const parameters = initialParameters(wide, 4007, 1)
    const squares = parameters.subarray(0, 4000).reduce((sum, x) => sum + x * x, 0) / 4000
    expect(Math.sqrt(squares) / 0.1).toBeCloseTo(1, 1)
    expect(parameters.subarray(4000)).toEqual(new Float32Array(7).fill(0.5))
  })

  test('are copied into a state, so that training cannot change them', () => {
    const parameters = Float32Array.of(1, 2)
    const state = freshState(parameters, optimiser.memory)
    state.parameters[0] = 9
    expect([parameters[0], state.average[0], state.step]).toEqual([1, 1, 0])
    expect(state.memory).toEqual({ firstMoment: new Float32Array(2), secondMoment: new Float32Array(2) })
  })
})

describe('validation', () => {
  test('of the ideal denoiser of white noise finds its error s^2 sigma^2 / (s^2 + sigma^2) at every level', async () => {
    const deviation = 0.7
    const white = { ...configuration, gaussian: whiteModel(size, deviation) }
    const silent = new Float32Array(denoiserSlots(white).size)
    const judge = await FedNetwork.load(denoiserGraph(white, { size: silent.length }), 1)
    const fields = 30
    const clean: TrainingData = {
      ...data,
      count: 40,
      states: noise(40 * width, 'white').map((z) => deviation * z),
      conditions: new Float32Array(40),
    }
    const losses = await validateDenoiser(judge, silent, clean, fields, 7)
    expect(losses.map(({ sigma }) => sigma)).toEqual([...validationSigmas])
    for (const { sigma, mse } of losses) {
      expect(mse).toHaveLength(2)
      const expected = (deviation * sigma) ** 2 / (deviation ** 2 + sigma ** 2)
      // 30 fields of 64 numbers: the mean square is known to three per cent.
      for (const error of mse) expect(Math.abs(error / expected - 1)).toBeLessThan(0.1)
    }
  })
})
