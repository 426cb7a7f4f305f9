import { beforeAll, describe, expect, test } from 'vitest'
import { guidanceGraph, residualGradientGraph } from '../../../src-main/distillation/guidance-graph'
import { denoiserGraph } from '../../../src-main/distillation/graphs'
import { parametersAt } from '../../../src-main/distillation/measure'
import { part } from '../../../src-main/distillation/batches'
import type { TrainingData } from '../../../src-main/distillation/gaussian-fit'
import type { PackagedNetwork } from '../../../src-main/library/network'
import { serialise } from '../../../src-main/graph/serialise'
import { RandomStream } from '../../../src-main/numerics/random'
import { burgers } from '../../../src-main/problems/burgers/burgers'
import { darcy } from '../../../src-main/problems/darcy/darcy'
import { float32, Session } from '../../../src-main/runtime/session'
import { tinyNetwork } from './tiny-network'

const size = 16
const batch = 2
const sigma = 0.3

describe.each([
  ['Darcy flow', darcy],
  ["Burgers' equation", burgers],
])('the residual of an estimate of %s', (_name, problem) => {
  const channels = problem.fields.length
  const width = channels * size * size
  const dims = [batch, channels, size, size]
  let network: PackagedNetwork
  let data: TrainingData
  let guidance: Session
  let noisy: Float32Array

  const feeds = (x: Float32Array) => ({
    x: float32(x, dims),
    sigma: float32(new Float32Array(batch).fill(sigma), [batch, 1]),
    condition: float32(data.conditions, [batch, problem.conditionNames.length]),
  })
  beforeAll(async () => {
    const tiny = await tinyNetwork(problem, size)
    ;[network, data] = [tiny.network, part(tiny.data, 0, batch)]
    guidance = await Session.load(serialise(guidanceGraph(problem, network)), { threads: 1 })
    const random = new RandomStream(7, 'guidance')
    noisy = data.states.map((x) => x + sigma * random.normal())
  })

  test("is that of the denoiser's own estimate", async () => {
    const stored = serialise(denoiserGraph(network.configuration, { stored: network.parameters }))
    const { estimate: plain } = await (await Session.load(stored, { threads: 1 })).run(feeds(noisy))
    const { estimate, value } = await guidance.run(feeds(noisy))
    estimate!.forEach((x, j) => expect(x).toBeCloseTo(plain![j]!, 5))
    const { value: squares } = await (
      await Session.load(serialise(residualGradientGraph(problem, size)), { threads: 1 })
    ).run({ state: float32(plain!, dims), condition: feeds(noisy).condition })
    value!.forEach((v, i) => expect(v / Math.sqrt(squares![i]!)).toBeCloseTo(1, 4))
  })

  test('has the gradient with respect to the noisy state that differences show, in every channel', async () => {
    const { gradient } = await guidance.run(feeds(noisy))
    for (let channel = 0; channel < channels; channel++) {
      const inChannel = (j: number): boolean => Math.floor(j / (size * size)) % channels === channel
      const random = new RandomStream(7, 'direction', channel)
      const direction = noisy.map((_, j) => (inChannel(j) ? random.normal() : 0))
      const step = 1e-3
      const at = async (t: number): Promise<Float32Array> =>
        (await guidance.run(feeds(noisy.map((x, j) => x + t * direction[j]!))))['value']!
      const [ahead, behind] = [await at(step), await at(-step)]
      for (let i = 0; i < batch; i++) {
        const slope = dot(gradient!, direction, i * width, width)
        expect(Math.abs((ahead[i]! - behind[i]!) / (2 * step) / slope - 1)).toBeLessThan(0.01)
      }
    }
  })

  test('of a state itself is its mean square with the gradient that differences show, times the number of pixels', async () => {
    const session = await Session.load(serialise(residualGradientGraph(problem, size)), { threads: 1 })
    const run = (state: Float32Array) => session.run({ state: float32(state, dims), condition: feeds(noisy).condition })
    const { value, gradient } = await run(noisy)
    if (problem === darcy) {
      for (let i = 0; i < batch; i++) {
        const parameters = parametersAt(problem, data, i)
        const state = noisy.slice(i * width, (i + 1) * width)
        const { norms } = problem.residual(size, parameters, problem.denormalise(parameters, state))
        expect(value![i]! / norms.l2Relative ** 2).toBeCloseTo(1, 3)
      }
    }
    const random = new RandomStream(7, 'direction')
    const direction = noisy.map(() => random.normal())
    const step = 1e-3
    const ahead = (await run(noisy.map((x, j) => x + step * direction[j]!)))['value']!
    const behind = (await run(noisy.map((x, j) => x - step * direction[j]!)))['value']!
    for (let i = 0; i < batch; i++) {
      const slope = dot(gradient!, direction, i * width, width) / (size * size)
      expect(Math.abs((ahead[i]! - behind[i]!) / (2 * step) / slope - 1)).toBeLessThan(0.01)
    }
  })
})

function dot(a: Float32Array, b: Float32Array, start: number, width: number): number {
  let sum = 0
  for (let j = start; j < start + width; j++) sum += a[j]! * b[j]!
  return sum
}
