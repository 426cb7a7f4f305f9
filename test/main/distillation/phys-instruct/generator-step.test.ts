import { beforeAll, describe, expect, test } from 'vitest'
import { denoiserGraph, denoiserSlots } from '../../../../src-main/distillation/graphs'
import type { Combination } from '../../../../src-main/distillation/phys-instruct/combination'
import { generatorStepGraph } from '../../../../src-main/distillation/phys-instruct/generator-step'
import { FedNetwork, TrainableNetwork } from '../../../../src-main/distillation/trainable'
import { freshState, initialParameters } from '../../../../src-main/distillation/training-state'
import { adam } from '../../../../src-main/graph/optimisers/adam'
import type { Optimiser } from '../../../../src-main/graph/optimisers/optimiser'
import { sgd } from '../../../../src-main/graph/optimisers/sgd'
import { float32 } from '../../../../src-main/runtime/session'
import { batchOf, noise, randomModel, smallNetwork } from '../../networks/gaussian-model'

const gaussian = randomModel()
const { size } = gaussian
const [batch, width] = [2, 2 * size * size]
const dims = [batch, 2, size, size]
const configuration = { network: smallNetwork, gaussian, gate: 0.1 }
const { slots, size: count } = denoiserSlots(configuration)
const start = initialParameters(slots, count, 1)

const state = (label: string) => noise(batch * width, label)
const step = { noisy: float32(state('noisy'), dims), ...batchOf(batch, [0.4, 2], [0.1, -0.3]) }
const zero = new Float32Array(batch * width)

const load = (combination: Combination, rule: Optimiser = adam()) =>
  TrainableNetwork.load(
    generatorStepGraph(configuration, count, batch, combination, rule),
    freshState(start, rule.memory),
    1,
  )

let descents: Record<Combination, TrainableNetwork>
beforeAll(async () => {
  const rule = sgd({ momentum: 0 })
  descents = { fixed: await load('fixed', rule), 'conflict-free': await load('conflict-free', rule) }
})

/** What one update of plain gradient descent changes, along the clipped gradient. */
async function change(
  combination: Combination,
  divergence: Float32Array,
  residual: Float32Array,
  guidance: number,
): Promise<Float32Array> {
  const network = descents[combination]
  Object.assign(network.state, freshState(start, Object.keys(network.state.memory)))
  await network.update(
    {
      ...step,
      divergence: float32(divergence, dims),
      residual: float32(residual, dims),
      guidance: float32(Float32Array.of(guidance), []),
    },
    { rate: 0.1, decay: 0 },
  )
  return network.state.parameters.map((value, i) => value - start[i]!)
}

const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0)
const cosine = (a: Float32Array, b: Float32Array): number => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))

describe('the update of a generator', () => {
  test('moves its samples against the cotangent it is given', async () => {
    const target = state('target').map((z) => 0.3 * z)
    const network = await load('fixed')
    const sampler = await FedNetwork.load(denoiserGraph(configuration, { size: count }), 1)
    const { noisy: x, ...level } = step
    const sample = async () => (await sampler.run({ x, ...level }, network.state.parameters))['estimate']!
    const distance = (of: Float32Array): number => Math.hypot(...of.map((value, p) => value - target[p]!))
    const before = await sample()
    for (let i = 0; i < 30; i++) {
      // The gradient of |x - target|^2 / 2.
      const cotangent = (await sample()).map((value, p) => (value - target[p]!) / width)
      const { loss } = await network.update(
        {
          ...step,
          divergence: float32(cotangent, dims),
          residual: float32(zero, dims),
          guidance: float32(Float32Array.of(0), []),
        },
        { rate: 0.01, decay: 0.5 },
      )
      if (i > 0) continue
      for (const n of [0, 1]) {
        const part = (of: Float32Array): Float32Array => of.subarray(n * width, (n + 1) * width)
        expect(loss[n]! / dot(part(before), part(cotangent))).toBeCloseTo(1, 3)
      }
    }
    // The gate lets only part of the way be gone.
    expect(distance(await sample())).toBeLessThan(0.95 * distance(before))
  })

  test('with a fixed weight follows the sum of both losses', async () => {
    const [divergence, residual] = [state('divergence'), state('residual')]
    const sum = divergence.map((value, i) => value + 3 * residual[i]!)
    const both = await change('fixed', divergence, residual, 3)
    const one = await change('fixed', sum, zero, 0)
    expect(cosine(both, one)).toBeCloseTo(1, 5)
    expect(cosine(both, await change('fixed', divergence, zero, 0))).toBeLessThan(0.9)
  })

  test('without conflict lowers both losses, though their cotangents are nearly opposed', async () => {
    const divergence = state('divergence')
    const residual = state('residual').map((z, i) => 0.3 * z - divergence[i]!)
    const alone = [await change('fixed', divergence, zero, 0), await change('fixed', residual, zero, 0)] as const
    expect(cosine(...alone)).toBeLessThan(-0.5)
    const both = await change('conflict-free', divergence, residual, 1)
    const [a, b] = [cosine(both, alone[0]), cosine(both, alone[1])]
    expect(a).toBeGreaterThan(0.05)
    expect(b / a).toBeCloseTo(1, 2)
    // A fixed weight that is too high gives the distribution up.
    expect(cosine(await change('fixed', divergence, residual, 3), alone[0])).toBeLessThan(0)
  })
})
