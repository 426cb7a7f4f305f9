import { beforeAll, describe, expect, test } from 'vitest'
import { GraphBuilder } from '../../../src-main/graph/builder'
import { serialise } from '../../../src-main/graph/serialise'
import { gaussianGraph } from '../../../src-main/networks/gaussian-graph'
import { featureCount, GaussianNodes, quadraticFeatures } from '../../../src-main/networks/linear-gaussian'
import { float32, Session } from '../../../src-main/runtime/session'
import { denseGaussian, noise, randomModel, spectralMatrix } from './gaussian-model'

const model = randomModel()
const { size } = model
const width = 2 * size * size
const conditions = [
  [0, 0],
  [0.7, -0.9],
]
const condition = float32(Float32Array.from(conditions.flat()), [2, 2])

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, x, i) => sum + x * b[i]!, 0)
const half = <T extends Float32Array | Float64Array>(array: T, i: number): T =>
  array.slice(i * width, (i + 1) * width) as T

describe.each([
  ['cosines and sines', model],
  ['other bases along x than along y', randomModel(['dct-fourier', 'dst-nodes'])],
  ['channels turned mode by mode', randomModel(['fourier', 'fourier'], { turned: true })],
])('the Gaussian model as graph nodes, in %s', (_, model) => {
  let outputs: Record<string, Float32Array>
  const x = noise(2 * width, 'x')
  const sigma = 0.4

  beforeAll(async () => {
    const graph = new GraphBuilder('test')
    const state = graph.input('x', 'float32', ['N', 2, size, size])
    const nodes = new GaussianNodes(graph, model, graph.input('condition', 'float32', ['N', 2]))
    const level = graph.scalar(sigma * sigma, 'float32')
    const v = nodes.analyse(state)
    graph.output('v', v)
    graph.output('back', nodes.synthesise(v))
    graph.output('forth', nodes.analyse(nodes.synthesise(state)))
    graph.output('mean', nodes.mean)
    graph.output('variance', nodes.variance)
    graph.output('pixelVariance', nodes.pixelVariance(nodes.variance))
    graph.output('posteriorMean', nodes.posteriorMean(v, level))
    graph.output('posteriorDeviation', nodes.posteriorDeviation(level))
    graph.output('confined', nodes.confine(state, sigma * sigma))
    graph.output('noisy', nodes.noisyCoefficients(state, sigma))
    const session = await Session.load(serialise(graph.finish()), { threads: 1 })
    outputs = await session.run({ x: float32(x, [2, 2, size, size]), condition })
  })

  test('analyses and synthesises as inverses of each other', () => {
    for (const name of ['back', 'forth']) outputs[name]!.forEach((value, i) => expect(value).toBeCloseTo(x[i]!, 5))
  })

  test('analyses orthonormally: white noise stays white', () => {
    for (const i of [0, 1])
      expect(dot(half(outputs['v']!, i), half(outputs['v']!, i))).toBeCloseTo(dot(half(x, i), half(x, i)), 3)
  })

  test.each([0, 1])('has the coefficients, means and variances of its definition (sample %d)', (i) => {
    const { modes, mean, variances } = denseGaussian(model, conditions[i]!)
    const state = half(x, i)
    modes.forEach((mode, k) => {
      expect(outputs['v']![i * width + k]).toBeCloseTo(dot(mode, state), 4)
      expect(outputs['mean']![i * width + k]).toBeCloseTo(dot(mode, mean), 4)
      expect(outputs['variance']![i * width + k]! / variances[k]!).toBeCloseTo(1, 5)
    })
  })

  test.each([0, 1])('has per channel the mean over pixels of the diagonal of the covariance (sample %d)', (i) => {
    const dense = denseGaussian(model, conditions[i]!)
    const error = (variance: number): number => (variance * sigma ** 2) / (variance + sigma ** 2)
    const trace = (f: (variance: number) => number, channel: number): number => {
      const matrix = spectralMatrix(dense, f)
      const pixels = size * size
      let sum = 0
      for (let p = channel * pixels; p < (channel + 1) * pixels; p++) sum += matrix[p * width + p]!
      return sum / pixels
    }
    for (const channel of [0, 1]) {
      expect(outputs['pixelVariance']![2 * i + channel]).toBeCloseTo(
        trace((l) => l, channel),
        5,
      )
      expect(outputs['posteriorDeviation']![2 * i + channel]).toBeCloseTo(Math.sqrt(trace(error, channel)), 5)
    }
  })

  test('blends mean and observation mode by mode, and colours white noise', () => {
    for (const i of [0, 1]) {
      const { modes, mean, variances } = denseGaussian(model, conditions[i]!)
      const noisy = half(x, i)
      const expected = Float64Array.from(mean)
      modes.forEach((mode, k) => {
        const gain = variances[k]! / (variances[k]! + sigma ** 2)
        const amplitude = gain * (dot(mode, noisy) - dot(mode, mean))
        mode.forEach((value, p) => (expected[p] = expected[p]! + amplitude * value))
        const coloured = dot(mode, mean) + Math.sqrt(variances[k]! + sigma ** 2) * noisy[k]!
        expect(outputs['noisy']![i * width + k]).toBeCloseTo(coloured, 4)
      })
      expected.forEach((value, p) => expect(outputs['posteriorMean']![i * width + p]).toBeCloseTo(value, 4))
    }
  })

  test('confines a field to what the model has: its mode k times l_k / (l_k + e^2)', () => {
    for (const i of [0, 1]) {
      const { modes, variances } = denseGaussian(model, conditions[i]!)
      const [field, confined] = [half(x, i), half(outputs['confined']!, i)]
      modes.forEach((mode, k) => {
        const gain = variances[k]! / (variances[k]! + sigma ** 2)
        expect(dot(mode, confined)).toBeCloseTo(gain * dot(mode, field), 4)
      })
    }
  })
})

describe.each([
  ['with one basis per channel', model],
  ['with turned channels', randomModel(['fourier', 'fourier'], { turned: true })],
])('the Gaussian model as a generator, %s', (_, model) => {
  test.each([0, 0.6])('has the pixel variance of its samples, noise of size %d included', async (sigma) => {
    const session = await Session.load(serialise(gaussianGraph(model, sigma)), { threads: 1 })
    const count = 2000
    const feeds = {
      latent: float32(noise(count * width, 'latents'), [count, 2, size, size]),
      condition: float32(
        Float32Array.from({ length: 2 * count }, (_, i) => conditions[1]![i % 2]!),
        [count, 2],
      ),
    }
    const states = (await session.run(feeds))['state']!
    const { mean, modes, variances } = denseGaussian(model, conditions[1]!)
    for (const channel of [0, 1]) {
      const pixels = Array.from({ length: size * size }, (_, p) => channel * size * size + p)
      const sampled = pixels.map((p) => {
        let sum = 0
        for (let i = 0; i < count; i++) sum += (states[i * width + p]! - mean[p]!) ** 2 / count
        return sum
      })
      const expected = pixels.map(
        (p) => sigma ** 2 + modes.reduce((sum, mode, k) => sum + variances[k]! * mode[p]! ** 2, 0),
      )
      const [found, truly] = [sampled, expected].map((list) => list.reduce((a, b) => a + b, 0))
      // 2000 fields of some ten effective modes: known to a per cent.
      expect(Math.abs(found! / truly! - 1)).toBeLessThan(0.03)
    }
  })

  test('has exactly the mean and the covariance of the model at every condition', async () => {
    const session = await Session.load(serialise(gaussianGraph(model)), { threads: 1 })
    for (const c of conditions) {
      const dense = denseGaussian(model, c)
      // The origin and every unit latent: a linear map is known by its columns.
      const count = width + 1
      const latents = new Float32Array(count * width)
      for (let k = 0; k < width; k++) latents[(k + 1) * width + k] = 1
      const feeds = {
        latent: float32(latents, [count, 2, size, size]),
        condition: float32(
          Float32Array.from({ length: 2 * count }, (_, i) => c[i % 2]!),
          [count, 2],
        ),
      }
      const states = (await session.run(feeds))['state']!
      const origin = states.slice(0, width)
      origin.forEach((value, p) => expect(value).toBeCloseTo(dense.mean[p]!, 4))
      const covariance = spectralMatrix(dense, (variance) => variance)
      let worst = 0
      for (let i = 0; i < width; i += 5) {
        for (let j = 0; j < width; j++) {
          let sum = 0
          for (let k = 1; k < count; k++)
            sum += (states[k * width + i]! - origin[i]!) * (states[k * width + j]! - origin[j]!)
          worst = Math.max(worst, Math.abs(sum - covariance[i * width + j]!))
        }
      }
      expect(worst).toBeLessThan(1e-4)
    }
  })
})

describe('the quadratic features of a condition', () => {
  test('are all monomials of degree two at most, each once', () => {
    expect(quadraticFeatures([2, 3])).toEqual([1, 2, 3, 4, 6, 9])
    expect(quadraticFeatures([])).toEqual([1])
    for (const n of [0, 1, 2, 5]) expect(quadraticFeatures(new Float64Array(n))).toHaveLength(featureCount(n))
  })
})
