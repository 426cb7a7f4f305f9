import { describe, expect, test } from 'vitest'
import { denoiserGraph, denoiserSlots } from '../../../src-main/distillation/graphs'
import { generatorGraph } from '../../../src-main/networks/generator-graph'
import { initialParameters } from '../../../src-main/distillation/training-state'
import { GraphBuilder, type Value } from '../../../src-main/graph/builder'
import { gradients } from '../../../src-main/graph/gradient'
import { reduceMean, square } from '../../../src-main/graph/operators'
import { ParameterVector } from '../../../src-main/graph/parameters'
import { serialise } from '../../../src-main/graph/serialise'
import { denoiser, type DenoiserConfiguration } from '../../../src-main/networks/denoiser'
import type { LinearGaussian } from '../../../src-main/networks/linear-gaussian'
import { DenseCholesky } from '../../../src-main/numerics/dense-cholesky'
import { float32, Session } from '../../../src-main/runtime/session'
import { denseGaussian, noise, randomModel, spectralMatrix, whiteModel } from './gaussian-model'

const network = { channels: [4, 8], blocks: [1, 1], embedding: 6, groupSize: 4 }
const configurationOf = (gaussian: LinearGaussian): DenoiserConfiguration => ({ network, gaussian })
const model = randomModel()
const { size } = model
const width = 2 * size * size

/** A denoiser of that model whose network says nothing: all parameters are zero. */
function silent(gaussian: LinearGaussian): Uint8Array {
  const configuration = configurationOf(gaussian)
  return serialise(denoiserGraph(configuration, { stored: new Float32Array(denoiserSlots(configuration).size) }))
}

const batchOf = (count: number, sigma: readonly number[], condition: readonly number[]) => ({
  sigma: float32(
    Float32Array.from({ length: count }, (_, i) => sigma[i % sigma.length]!),
    [count, 1],
  ),
  condition: float32(
    Float32Array.from({ length: count * condition.length }, (_, i) => condition[i % condition.length]!),
    [count, condition.length],
  ),
})

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

/** Outputs and preconditioning of a denoiser with fresh weights. */
async function inspect(
  gaussian: LinearGaussian,
  sigmas: readonly number[],
  x: Float32Array,
  condition: readonly number[],
) {
  const configuration = configurationOf(gaussian)
  const { slots, size: count } = denoiserSlots(configuration)
  const graph = new GraphBuilder('inspected')
  const parameters = new ParameterVector(
    graph.initializer('parameters', { type: 'float32', dims: [count], data: initialParameters(slots, count, 1) }),
  )
  const state = graph.input('x', 'float32', ['N', 2, size, size])
  const sigma = graph.input('sigma', 'float32', ['N', 1])
  const given = graph.input('condition', 'float32', ['N', condition.length])
  const parts = denoiser(parameters, configuration, { state }, sigma, given)
  for (const [name, value] of Object.entries(parts)) graph.output(name, value as Value)
  // What the network is shown: its first layer takes the state beside the skip, its embedding ends in the condition.
  const joins = graph.steps.filter(({ node }) => node?.op === 'Concat').map(({ inputs }) => inputs)
  graph.output('shown', joins.find((inputs) => inputs.at(-1) === parts.skip)![0]!)
  graph.output('level', joins.find((inputs) => inputs.at(-1) === given)![0]!)
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

describe('a generator whose network says nothing', () => {
  test.each([0.3, 2])(
    'filters the flow stopped at sigma %d: covariance C (C + sigma^2)^-1 C about the mean',
    async (start) => {
      const condition = [-0.6, 0.9]
      const dense = denseGaussian(model, condition)
      const configuration = configurationOf(model)
      const stored = new Float32Array(denoiserSlots(configuration).size)
      const session = await Session.load(serialise(generatorGraph(configuration, start, { stored })), { threads: 1 })
      const count = width + 1
      const latents = new Float32Array(count * width)
      for (let k = 0; k < width; k++) latents[(k + 1) * width + k] = 1
      const { condition: conditions } = batchOf(count, [start], condition)
      const { state } = await session.run({ latent: float32(latents, [count, 2, size, size]), condition: conditions })
      const origin = state!.slice(0, width)
      origin.forEach((value, p) => expect(value).toBeCloseTo(dense.mean[p]!, 4))
      dense.modes.forEach((mode, k) => {
        // Latent k moves mode k alone, by l / sqrt(l + sigma^2).
        const amplitude = dense.variances[k]! / Math.sqrt(dense.variances[k]! + start ** 2)
        for (let p = 0; p < width; p += 7) {
          expect(state![(k + 1) * width + p]! - origin[p]!).toBeCloseTo(amplitude * mode[p]!, 4)
        }
      })
    },
  )
})

describe('the network', () => {
  test('asks for the same parameters in the same order as the shipped files hold them', () => {
    const { slots, size: count } = denoiserSlots(configurationOf(model))
    expect(count).toBe(4148)
    expect(slots.map(({ name, shape, offset }) => `${offset} ${name} [${shape.join()}]`)).toMatchInlineSnapshot(`
      [
        "0 embed.0.weight [15,6]",
        "90 embed.0.bias [6]",
        "96 embed.1.weight [6,6]",
        "132 embed.1.bias [6]",
        "138 in.weight [4,4,3,3]",
        "282 in.bias [4]",
        "286 down0.0.norm0.scale.weight [6,4]",
        "310 down0.0.norm0.scale.bias [4]",
        "314 down0.0.norm0.shift.weight [6,4]",
        "338 down0.0.norm0.shift.bias [4]",
        "342 down0.0.conv0.weight [4,4,3,3]",
        "486 down0.0.conv0.bias [4]",
        "490 down0.0.norm1.scale.weight [6,4]",
        "514 down0.0.norm1.scale.bias [4]",
        "518 down0.0.norm1.shift.weight [6,4]",
        "542 down0.0.norm1.shift.bias [4]",
        "546 down0.0.conv1.weight [4,4,3,3]",
        "690 down0.0.conv1.bias [4]",
        "694 down1.0.norm0.scale.weight [6,4]",
        "718 down1.0.norm0.scale.bias [4]",
        "722 down1.0.norm0.shift.weight [6,4]",
        "746 down1.0.norm0.shift.bias [4]",
        "750 down1.0.conv0.weight [8,4,3,3]",
        "1038 down1.0.conv0.bias [8]",
        "1046 down1.0.norm1.scale.weight [6,8]",
        "1094 down1.0.norm1.scale.bias [8]",
        "1102 down1.0.norm1.shift.weight [6,8]",
        "1150 down1.0.norm1.shift.bias [8]",
        "1158 down1.0.conv1.weight [8,8,3,3]",
        "1734 down1.0.conv1.bias [8]",
        "1742 down1.0.skip.weight [8,4,1,1]",
        "1774 down1.0.skip.bias [8]",
        "1782 attention.norm.scale.weight [6,8]",
        "1830 attention.norm.scale.bias [8]",
        "1838 attention.norm.shift.weight [6,8]",
        "1886 attention.norm.shift.bias [8]",
        "1894 attention.query.weight [8,8,1,1]",
        "1958 attention.query.bias [8]",
        "1966 attention.key.weight [8,8,1,1]",
        "2030 attention.key.bias [8]",
        "2038 attention.value.weight [8,8,1,1]",
        "2102 attention.value.bias [8]",
        "2110 attention.out.weight [8,8,1,1]",
        "2174 attention.out.bias [8]",
        "2182 up1.0.norm0.scale.weight [6,8]",
        "2230 up1.0.norm0.scale.bias [8]",
        "2238 up1.0.norm0.shift.weight [6,8]",
        "2286 up1.0.norm0.shift.bias [8]",
        "2294 up1.0.conv0.weight [8,8,3,3]",
        "2870 up1.0.conv0.bias [8]",
        "2878 up1.0.norm1.scale.weight [6,8]",
        "2926 up1.0.norm1.scale.bias [8]",
        "2934 up1.0.norm1.shift.weight [6,8]",
        "2982 up1.0.norm1.shift.bias [8]",
        "2990 up1.0.conv1.weight [8,8,3,3]",
        "3566 up1.0.conv1.bias [8]",
        "3574 up0.narrow.weight [4,8,1,1]",
        "3606 up0.narrow.bias [4]",
        "3610 up0.0.norm0.scale.weight [6,4]",
        "3634 up0.0.norm0.scale.bias [4]",
        "3638 up0.0.norm0.shift.weight [6,4]",
        "3662 up0.0.norm0.shift.bias [4]",
        "3666 up0.0.conv0.weight [4,4,3,3]",
        "3810 up0.0.conv0.bias [4]",
        "3814 up0.0.norm1.scale.weight [6,4]",
        "3838 up0.0.norm1.scale.bias [4]",
        "3842 up0.0.norm1.shift.weight [6,4]",
        "3866 up0.0.norm1.shift.bias [4]",
        "3870 up0.0.conv1.weight [4,4,3,3]",
        "4014 up0.0.conv1.bias [4]",
        "4018 out.norm.scale.weight [6,4]",
        "4042 out.norm.scale.bias [4]",
        "4046 out.norm.shift.weight [6,4]",
        "4070 out.norm.shift.bias [4]",
        "4074 out.weight [2,4,3,3]",
        "4146 out.bias [2]",
      ]
    `)
  })

  test('answers each field of a batch as if it were alone', async () => {
    const configuration = configurationOf(model)
    const { slots, size: count } = denoiserSlots(configuration)
    const stored = initialParameters(slots, count, 2)
    const session = await Session.load(serialise(denoiserGraph(configuration, { stored })), { threads: 1 })
    const x = noise(3 * width, 'batch')
    const sigmas = [0.1, 1, 10]
    const together = (await session.run({ x: float32(x, [3, 2, size, size]), ...batchOf(3, sigmas, [0.1, 0.2]) }))[
      'estimate'
    ]!
    for (const [i, sigma] of sigmas.entries()) {
      const one = float32(x.slice(i * width, (i + 1) * width), [1, 2, size, size])
      const alone = (await session.run({ x: one, ...batchOf(1, [sigma], [0.1, 0.2]) }))['estimate']!
      alone.forEach((value, p) => expect(value).toBeCloseTo(together[i * width + p]!, 5))
    }
  })

  test('has the parameter gradient that differences give along a random direction', async () => {
    const configuration = configurationOf(model)
    const { slots, size: count } = denoiserSlots(configuration)
    const graph = new GraphBuilder('loss')
    const flat = graph.input('parameters', 'float32', [count])
    const parameters = new ParameterVector(flat)
    const state = graph.input('x', 'float32', [2, 2, size, size])
    const sigma = graph.input('sigma', 'float32', [2, 1])
    const parts = denoiser(parameters, configuration, { state }, sigma, graph.input('condition', 'float32', [2, 2]))
    const loss = reduceMean(square(parts.network), [0, 1, 2, 3], false)
    const seed = graph.scalar(1, 'float32')
    graph.output('gradient', parameters.gather(gradients(graph, [{ value: loss, seed }], parameters.values)))
    graph.output('loss', loss)
    const session = await Session.load(serialise(graph.finish()), { threads: 1 })
    const start = initialParameters(slots, count, 3)
    noise(count, 'start').forEach((z, i) => (start[i] = start[i]! + 0.05 * z))
    const direction = noise(count, 'direction')
    const at = async (step: number) =>
      session.run({
        parameters: float32(
          start.map((value, i) => value + step * direction[i]!),
          [count],
        ),
        x: float32(noise(2 * width, 'x'), [2, 2, size, size]),
        ...batchOf(2, [0.2, 5], [0.3, -0.7]),
      })
    const slope = (await at(0))['gradient']!.reduce((sum, g, i) => sum + g * direction[i]!, 0)
    // In single precision: four-point differences, whose truncation is of the fourth order, with a coarse step.
    const h = 4e-3
    const [a, b, c, d] = await Promise.all([2 * h, h, -h, -2 * h].map(async (step) => (await at(step))['loss']![0]!))
    const difference = (-a! + 8 * b! - 8 * c! + d!) / (12 * h)
    expect(Math.abs(slope - difference)).toBeLessThan(2e-3 * Math.abs(difference))
  })
})
