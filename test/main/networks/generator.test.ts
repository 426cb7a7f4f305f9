import { beforeAll, describe, expect, test } from 'vitest'
import { denoiserGraph, denoiserSlots } from '../../../src-main/distillation/graphs'
import { initialParameters } from '../../../src-main/distillation/training-state'
import { serialise } from '../../../src-main/graph/serialise'
import type { DenoiserConfiguration } from '../../../src-main/networks/denoiser'
import { gaussianGraph } from '../../../src-main/networks/gaussian-graph'
import { generatorGraph } from '../../../src-main/networks/generator-graph'
import { float32, Session } from '../../../src-main/runtime/session'
import { batchOf, denseGaussian, noise, randomModel, smallNetwork, type DenseGaussian } from './gaussian-model'

const models = [
  ['with one basis per channel', randomModel()],
  ['with turned channels', randomModel(['fourier', 'fourier'], { turned: true })],
] as const
const { size } = models[0][1]
const width = 2 * size * size
const condition = [-0.6, 0.9]

const load = (configuration: DenoiserConfiguration, levels: readonly number[], stored: Float32Array) =>
  Session.load(serialise(generatorGraph(configuration, levels, { stored })), { threads: 1 })

/** Feeds of a generator of `steps` steps: latents and noise `[count, steps * width]`, the latents first. */
function feedsOf(latents: Float32Array, renoise: Float32Array | undefined, count: number) {
  return {
    latent: float32(latents, [count, 2, size, size]),
    ...(renoise && { renoise: float32(renoise, [count, renoise.length / count / (size * size), size, size]) }),
    condition: batchOf(count, [1], condition).condition,
  }
}

/** sum_k amplitude(l_k) coefficient(k) mode_k */
function spectral(dense: DenseGaussian, amplitude: (l: number) => number, coefficient: (k: number) => number) {
  const field = new Float64Array(width)
  dense.modes.forEach((mode, k) => {
    const a = amplitude(dense.variances[k]!) * coefficient(k)
    mode.forEach((value, p) => (field[p] = field[p]! + a * value))
  })
  return field
}

describe.each(models)('a generator of Gaussian data whose network says nothing, %s', (_what, gaussian) => {
  const configuration = { network: smallNetwork, gaussian, gate: 0.1 }
  const silent = new Float32Array(denoiserSlots(configuration).size)
  const dense = denseGaussian(gaussian, condition)

  test.each([0.3, 2])(
    'filters the flow stopped at sigma %d: latent k moves mode k alone, by l / sqrt(l + sigma^2)',
    async (start) => {
      const session = await load(configuration, [start], silent)
      const count = width + 1
      const latents = new Float32Array(count * width)
      for (let k = 0; k < width; k++) latents[(k + 1) * width + k] = 1
      const { state } = await session.run(feedsOf(latents, undefined, count))
      const origin = state!.slice(0, width)
      origin.forEach((value, p) => expect(value).toBeCloseTo(dense.mean[p]!, 4))
      dense.modes.forEach((mode, k) => {
        const amplitude = dense.variances[k]! / Math.sqrt(dense.variances[k]! + start ** 2)
        for (let p = 0; p < width; p += 7) {
          expect(state![(k + 1) * width + p]! - origin[p]!).toBeCloseTo(amplitude * mode[p]!, 4)
        }
      })
    },
  )

  test('gives in one step the posterior mean of the noisy draw that its flow starts from', async () => {
    const sigma = 0.8
    const latents = noise(width, 'latent')
    const feeds = feedsOf(latents, undefined, 1)
    const start = await Session.load(serialise(gaussianGraph(gaussian, sigma)), { threads: 1 })
    const noisy = (await start.run(feeds))['state']!
    const { state } = await (await load(configuration, [sigma], silent)).run(feeds)
    const posterior = spectral(
      dense,
      (l) => l / (l + sigma ** 2),
      (k) => dense.modes[k]!.reduce((sum, value, p) => sum + value * (noisy[p]! - dense.mean[p]!), 0),
    )
    state!.forEach((value, p) => expect(value).toBeCloseTo(dense.mean[p]! + posterior[p]!, 4))
  })

  test('filters what each later step adds: in two steps x = mean + g_2 (g_1 sqrt(l + s_1^2) z + s_2 eps)', async () => {
    const [first, second] = [1.5, 0.4]
    const [latents, renoise] = [noise(width, 'latent'), noise(width, 'renoise')]
    const { state } = await (await load(configuration, [first, second], silent)).run(feedsOf(latents, renoise, 1))
    const gain = (l: number, sigma: number): number => l / (l + sigma ** 2)
    const flow = spectral(
      dense,
      (l) => gain(l, second) * gain(l, first) * Math.sqrt(l + first ** 2),
      (k) => latents[k]!,
    )
    const added = spectral(
      dense,
      (l) => gain(l, second) * second,
      (k) => dense.modes[k]!.reduce((sum, value, p) => sum + value * renoise[p]!, 0),
    )
    state!.forEach((value, p) => expect(value).toBeCloseTo(dense.mean[p]! + flow[p]! + added[p]!, 4))
  })
})

describe('a generator of several steps', () => {
  const gaussian = models[0][1]
  const corrected: DenoiserConfiguration = { network: smallNetwork, gaussian, gate: 0.2 }
  const { slots, size: parameters } = denoiserSlots(corrected)
  const change = noise(parameters, 'change')
  const stored = initialParameters(slots, parameters, 3).map((value, i) => value + 0.05 * change[i]!)
  const count = 3
  const all = [4, 1.2, 0.5, 0.1]
  let denoise: Session
  beforeAll(async () => {
    denoise = await Session.load(serialise(denoiserGraph(corrected, { stored })), { threads: 1 })
  })

  test.each([1, 2, 3, 4])(
    'is %d runs of its denoiser, renoised in between: the same weights in every step',
    async (k) => {
      const levels = all.slice(0, k)
      const latents = noise(count * width, 'latent')
      const renoise = noise(count * (k - 1) * width, 'renoise')
      const { state } = await (
        await load(corrected, levels, stored)
      ).run(feedsOf(latents, k > 1 ? renoise : undefined, count))

      const start = await Session.load(serialise(gaussianGraph(gaussian, levels[0])), { threads: 1 })
      let noisy = (await start.run(feedsOf(latents, undefined, count)))['state']!
      let estimate = noisy
      for (const [j, sigma] of levels.entries()) {
        const x = float32(noisy, [count, 2, size, size])
        estimate = (await denoise.run({ x, ...batchOf(count, [sigma], condition) }))['estimate']!
        // Of sample i, the noise of step j + 1 is row j of its k - 1 rows.
        noisy = estimate.map((value, at) => {
          const [i, p] = [Math.floor(at / width), at % width]
          return value + (levels[j + 1] ?? 0) * (renoise[(i * (k - 1) + j) * width + p] ?? 0)
        })
      }
      estimate.forEach((value, p) => expect(state![p]).toBeCloseTo(value, 4))
    },
  )

  test('has as many parameters as its denoiser, whatever the number of steps', async () => {
    const renoise = noise(width, 'renoise')
    const fed = await Session.load(serialise(generatorGraph(corrected, [1, 0.3], { size: parameters })), { threads: 1 })
    const feeds = feedsOf(noise(width, 'latent'), renoise, 1)
    const byFeeding = (await fed.run({ ...feeds, parameters: float32(stored, [parameters]) }))['state']!
    const byFile = (await (await load(corrected, [1, 0.3], stored)).run(feeds))['state']!
    byFeeding.forEach((value, p) => expect(value).toBeCloseTo(byFile[p]!, 5))
  })
})
