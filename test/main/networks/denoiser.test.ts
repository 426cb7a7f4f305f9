import { describe, expect, test } from 'vitest'
import { denoiserGraph, denoiserSlots } from '../../../src-main/distillation/graphs'
import { initialParameters } from '../../../src-main/distillation/training-state'
import { GraphBuilder } from '../../../src-main/graph/builder'
import { ParameterVector } from '../../../src-main/graph/parameters'
import { serialise } from '../../../src-main/graph/serialise'
import { denoiser, type DenoiserConfiguration } from '../../../src-main/networks/denoiser'
import type { LinearGaussian } from '../../../src-main/networks/linear-gaussian'
import { DenseCholesky } from '../../../src-main/numerics/dense-cholesky'
import { float32, Session } from '../../../src-main/runtime/session'
import { batchOf, denseGaussian, noise, randomModel, smallNetwork, spectralMatrix, whiteModel } from './gaussian-model'

const configurationOf = (gaussian: LinearGaussian, gate = 0): DenoiserConfiguration => ({
  network: smallNetwork,
  gaussian,
  gate,
})
const model = randomModel()
const { size } = model
const width = 2 * size * size

/** A denoiser of that model whose network says nothing: all parameters are zero. */
function silent(gaussian: LinearGaussian): Uint8Array {
  const configuration = configurationOf(gaussian)
  return serialise(denoiserGraph(configuration, { stored: new Float32Array(denoiserSlots(configuration).size) }))
}

describe('a denoiser whose network says nothing', () => {
  test.each([0.05, 1, 20])(
    'is the Wiener filter mean + C (C + sigma^2 I)^-1 (x - mean), at sigma %d',
    async (sigma) => {
      const condition = [0.5, -0.3]
      const dense = denseGaussian(model, condition)
      const noisy = noise(width, 'noisy').map((z, p) => dense.mean[p]! + sigma * z)
      const session = await Session.load(silent(model), { threads: 1 })
      const { estimate } = await session.run({
        x: float32(noisy, [1, 2, size, size]),
        ...batchOf(1, [sigma], condition),
      })

      // The filter as a dense system in the pixels, without any transform or rotation.
      const covariance = spectralMatrix(dense, (variance) => variance)
      const system = covariance.map((value, i) => value + (i % (width + 1) === 0 ? sigma ** 2 : 0))
      const deviation = Float64Array.from(noisy, (value, p) => value - dense.mean[p]!)
      const solution = DenseCholesky.factorInPlace(width, system)!.solve(deviation)
      const expected = dense.mean.map((value, p) => {
        let sum = value
        for (let q = 0; q < width; q++) sum += covariance[p * width + q]! * solution[q]!
        return sum
      })
      const error = Math.hypot(...expected.map((value, p) => value - estimate![p]!)) / Math.hypot(...expected)
      expect(error).toBeLessThan(1e-5)
    },
  )

  test("is EDM's scalar skip for a white spectrum: c_skip = s^2 / (s^2 + sigma^2)", async () => {
    const deviation = 0.5
    const sigmas = [0.01, 0.3, 5]
    const session = await Session.load(silent(whiteModel(size, deviation)), { threads: 1 })
    const x = noise(3 * width, 'white')
    const { estimate } = await session.run({ x: float32(x, [3, 2, size, size]), ...batchOf(3, sigmas, [0.8]) })
    x.forEach((value, i) => {
      const sigma = sigmas[Math.floor(i / width)]!
      expect(estimate![i]).toBeCloseTo((deviation ** 2 / (deviation ** 2 + sigma ** 2)) * value, 5)
    })
  })
})

/**
 * Estimate and preconditioning of a denoiser with fresh weights, and what its network is `shown` (the scaled state and the
 * `skip`, with the noise `level`) and answers (`network`).
 */
async function inspect(
  gaussian: LinearGaussian,
  sigmas: readonly number[],
  x: Float32Array,
  condition: readonly number[],
  gate = 0,
) {
  const configuration = configurationOf(gaussian, gate)
  const { slots, size: count } = denoiserSlots(configuration)
  const graph = new GraphBuilder('inspected')
  const parameters = new ParameterVector(
    graph.initializer('parameters', { type: 'float32', dims: [count], data: initialParameters(slots, count, 1) }),
  )
  const state = graph.input('x', 'float32', ['N', 2, size, size])
  const sigma = graph.input('sigma', 'float32', ['N', 1])
  const given = graph.input('condition', 'float32', ['N', condition.length])
  const parts = denoiser(parameters, configuration, { state }, sigma, given)
  graph.output('estimate', parts.estimate)
  graph.output('scale', parts.scale)
  // The network's first layer takes the state beside the skip, its embedding ends in the condition.
  const joins = graph.steps.filter(({ node }) => node?.op === 'Concat').map(({ inputs }) => inputs)
  const [shown, skip] = joins.find(([first]) => first!.shape.length === 4)!
  graph.output('shown', shown!)
  graph.output('skip', skip!)
  graph.output('level', joins.find((inputs) => inputs.at(-1) === given)![0]!)
  graph.output('network', graph.steps.findLast(({ node }) => node?.op === 'Conv')!.outputs[0]!)
  const session = await Session.load(serialise(graph.finish()), { threads: 1 })
  const n = sigmas.length
  return session.run({ x: float32(x, [n, 2, size, size]), ...batchOf(n, sigmas, condition) })
}

describe('the preconditioning', () => {
  test("has EDM's c_out = sigma s / sqrt(sigma^2 + s^2) for a white spectrum", async () => {
    const deviation = 0.5
    const sigmas = [0.002, 0.3, 80]
    const { scale } = await inspect(whiteModel(size, deviation), sigmas, noise(3 * width, 'x'), [0])
    sigmas.forEach((sigma, i) => {
      const expected = (sigma * deviation) / Math.hypot(sigma, deviation)
      for (const channel of [0, 1]) expect(scale![2 * i + channel]! / expected).toBeCloseTo(1, 4)
    })
  })

  test("shows the network EDM's c_in x = x / sqrt(s^2 + sigma^2) and c_noise = ln(sigma) / 4", async () => {
    const deviation = 0.5
    const sigmas = [0.002, 0.3, 80]
    const x = noise(3 * width, 'x')
    const { shown, level } = await inspect(whiteModel(size, deviation), sigmas, x, [0.3])
    sigmas.forEach((sigma, i) => {
      expect(level![i]).toBeCloseTo(Math.log(sigma) / 4, 5)
      for (let p = i * width; p < (i + 1) * width; p++) {
        expect(shown![p]! * Math.hypot(deviation, sigma)).toBeCloseTo(x[p]!, 4)
      }
    })
  })

  test('gives the network a target of unit variance in every channel and at every noise level', async () => {
    const condition = [0.2, 0.4]
    const dense = denseGaussian(model, condition)
    const samples = 160
    for (const sigma of [0.05, 0.7, 10]) {
      const clean = new Float32Array(samples * width)
      const noisy = noise(samples * width, `noise ${sigma}`)
      for (let i = 0; i < samples; i++) {
        const z = noise(width, `sample ${i}`)
        const field = Float64Array.from(dense.mean)
        dense.modes.forEach((mode, k) => {
          const amplitude = Math.sqrt(dense.variances[k]!) * z[k]!
          mode.forEach((value, p) => (field[p] = field[p]! + amplitude * value))
        })
        clean.set(field, i * width)
      }
      clean.forEach((value, i) => (noisy[i] = value + sigma * noisy[i]!))
      const { skip, scale } = await inspect(
        model,
        Array.from({ length: samples }, () => sigma),
        noisy,
        condition,
      )
      for (const channel of [0, 1]) {
        let squares = 0
        for (let i = 0; i < clean.length; i++) {
          if (Math.floor(i / (width / 2)) % 2 !== channel) continue
          squares += ((clean[i]! - skip![i]!) / scale![Math.floor(i / (width / 2))]!) ** 2
        }
        // 160 fields of some ten effective modes: the mean square is known to a few per cent.
        expect(squares / (samples * (width / 2))).toBeGreaterThan(0.9)
        expect(squares / (samples * (width / 2))).toBeLessThan(1.1)
      }
    }
  })

  test('puts the estimate together from skip, scale and the network, which starts nearly silent', async () => {
    const outputs = await inspect(model, [0.1, 3], noise(2 * width, 'x'), [0.5, 0.5])
    outputs['estimate']!.forEach((value, i) => {
      const scale = outputs['scale']![Math.floor(i / (width / 2))]!
      expect(value).toBeCloseTo(outputs['skip']![i]! + scale * outputs['network']![i]!, 4)
    })
    const loudness = Math.sqrt(outputs['network']!.reduce((sum, f) => sum + f * f, 0) / (2 * width))
    expect(loudness).toBeGreaterThan(0.001)
    expect(loudness).toBeLessThan(0.5)
  })
})

describe('a gate of size e', () => {
  const gate = 0.3
  const condition = [0.5, -0.4]
  const dense = denseGaussian(model, condition)
  const component = (mode: Float64Array, field: Float32Array): number =>
    mode.reduce((sum, value, p) => sum + value * field[p]!, 0)

  test("multiplies mode k of the network's correction by l_k / (l_k + e^2), and leaves the skip as it is", async () => {
    const x = noise(width, 'x')
    const open = await inspect(model, [0.7], x, condition)
    const gated = await inspect(model, [0.7], x, condition, gate)
    expect(gated['skip']).toEqual(open['skip'])
    const correction = ({ estimate, skip }: Record<string, Float32Array>): Float32Array =>
      estimate!.map((value, p) => value - skip![p]!)
    const [before, after] = [correction(open), correction(gated)]
    const size = Math.hypot(...before)
    dense.modes.forEach((mode, k) => {
      const gain = dense.variances[k]! / (dense.variances[k]! + gate ** 2)
      expect((component(mode, after) - gain * component(mode, before)) / size).toBeCloseTo(0, 5)
    })
    expect(Math.hypot(...after) / size).toBeLessThan(0.9)
  })

  test('keeps the network out of modes that the data does not have', async () => {
    const logVariance = model.logVariance.slice()
    // Mode 20 of the first channel stands outside the rotated block.
    for (let p = 0; p < logVariance.length / width; p++) logVariance[p * width + 20] = p === 0 ? Math.log(1e-10) : 0
    const empty = { ...model, logVariance }
    const { estimate, skip } = await inspect(empty, [3], noise(width, 'x'), condition, gate)
    const correction = estimate!.map((value, p) => value - skip![p]!)
    expect(Math.abs(component(dense.modes[20]!, correction))).toBeLessThan(1e-6)
    expect(Math.abs(component(dense.modes[19]!, correction))).toBeGreaterThan(1e-4)
  })
})
