import { describe, expect, test } from 'vitest'
import {
  fitGaussian,
  lowBlockIndices,
  whiteGaussian,
  type TrainingData,
} from '../../../src-main/distillation/gaussian-fit'
import { denoiserGraph, denoiserSlots } from '../../../src-main/distillation/graphs'
import { Failure } from '../../../src-main/field/failure'
import { RandomStream } from '../../../src-main/numerics/random'
import { serialise } from '../../../src-main/graph/serialise'
import { float32, Session } from '../../../src-main/runtime/session'
import { inverseDct } from '../../../src-main/numerics/transforms'
import { denseGaussian, randomModel, spectralMatrix } from '../networks/gaussian-model'

const truth = randomModel()
const { size, bases } = truth
const width = 2 * size * size

/** Samples of a Gaussian model with means of one or two conditions over [-1, 1]^2. */
function draw(count: number): TrainingData {
  const states = new Float32Array(count * width)
  const conditions = new Float32Array(2 * count)
  for (let i = 0; i < count; i++) {
    const random = new RandomStream(9, 'fit', i)
    // A few conditions only, because writing the model out densely is slow.
    const c = [random.integer(9), random.integer(9)].map((cell) => (cell - 4) / 4)
    conditions.set(c, 2 * i)
    const { mean, modes, variances } = known(c)
    const field = Float64Array.from(mean)
    modes.forEach((mode, k) => {
      const amplitude = Math.sqrt(variances[k]!) * random.normal()
      for (let p = 0; p < width; p++) field[p] = field[p]! + amplitude * mode[p]!
    })
    states.set(field, i * width)
  }
  return { size, channels: 2, count, states, conditions, parameters: new Float64Array(0) }
}

const cache = new Map<string, ReturnType<typeof denseGaussian>>()
function known(condition: readonly number[]): ReturnType<typeof denseGaussian> {
  const key = condition.join()
  if (!cache.has(key)) cache.set(key, denseGaussian(truth, condition))
  return cache.get(key)!
}

function relativeError(found: Float64Array, expected: Float64Array): number {
  return Math.hypot(...expected.map((value, i) => value - found[i]!)) / Math.hypot(...expected)
}

describe('fitting a Gaussian model to samples of a known one', () => {
  const data = draw(3000)
  const before = data.states.slice()
  const fitted = fitGaussian(data, bases, { block: truth.block, bins: 4 })

  test.each([
    [0, 0],
    [0.75, -0.75],
    [-1, 0.5],
  ])('recovers mean and covariance at the condition (%d, %d)', (...condition) => {
    const expected = denseGaussian(truth, condition)
    const found = denseGaussian(fitted, condition)
    const [truly, here] = [expected, found].map((dense) => spectralMatrix(dense, (variance) => variance))
    // Statistics of 3000 samples with six terms a mode: the mean to the noise over sqrt(3000), variances to a tenth.
    const noise = Math.sqrt(expected.variances.reduce((a, b) => a + b, 0) / 3000)
    expect(Math.hypot(...expected.mean.map((value, p) => value - found.mean[p]!))).toBeLessThan(6 * noise)
    expect(relativeError(here!, truly!)).toBeLessThan(0.2)
  })

  test('tells the covariances of different conditions apart', () => {
    const corner = [0.75, 0.75]
    const truly = spectralMatrix(known(corner), (variance) => variance)
    const [here, elsewhere] = [corner, [-0.75, -0.75]].map((c) =>
      spectralMatrix(denseGaussian(fitted, c), (variance) => variance),
    )
    expect(relativeError(here!, truly)).toBeLessThan(relativeError(elsewhere!, truly) / 3)
  })

  test('gives axes that are orthonormal, those of the largest variance first', () => {
    const { rotation } = fitted
    const n = Math.sqrt(rotation.length)
    for (let p = 0; p < n; p++) {
      for (let q = 0; q <= p; q++) {
        let dot = 0
        for (let i = 0; i < n; i++) dot += rotation[i * n + p]! * rotation[i * n + q]!
        expect(dot).toBeCloseTo(p === q ? 1 : 0, 5)
      }
    }
    const { modes } = denseGaussian(fitted, [0, 0])
    const pooled = Array.from(lowBlockIndices(size, 2, truth.block), (k) => {
      let squares = 0
      for (let i = 0; i < data.count; i++) {
        const c = Array.from(data.conditions.slice(2 * i, 2 * i + 2))
        const { mean } = known(c)
        const dot = modes[k]!.reduce((sum, value, p) => sum + value * (data.states[i * width + p]! - mean[p]!), 0)
        squares += dot * dot
      }
      return squares / data.count
    })
    // Neighbours of nearly equal variance may have changed places.
    for (let k = 1; k < pooled.length; k++) expect(pooled[k]! / pooled[k - 1]!).toBeLessThan(1.05)
  })

  test('does not change the data', () => {
    expect(data.states).toEqual(before)
  })
})

describe('fitting a Gaussian model to two channels that are bound mode by mode, u_k = r_k(c) f_k', () => {
  const [side, block, count] = [8, 2, 600]
  const pixels = side * side
  /** The ratio of mode k; both signs, from nearly nothing to far above one. */
  const ratio = (k: number, c: number): number => (k % 2 === 0 ? 1 : -1) * Math.exp(0.4 * c + (k - 30) / 20)
  const states = new Float32Array(count * 2 * pixels)
  const conditions = new Float32Array(count)
  for (let i = 0; i < count; i++) {
    const random = new RandomStream(9, 'bound', i)
    const c = 2 * random.uniform() - 1
    conditions[i] = c
    const f = Float64Array.from({ length: pixels }, (_, k) => Math.exp(-k / 40) * random.normal())
    const u = f.map((value, k) => ratio(k, c) * value)
    states.set(inverseDct(f, side, side), 2 * i * pixels)
    states.set(inverseDct(u, side, side), (2 * i + 1) * pixels)
  }
  const data = { size: side, channels: 2, count, states, conditions, parameters: new Float64Array(0) }
  const { angle, logVariance } = fitGaussian(data, ['dct', 'dct'], { block, bins: 6 })
  const at = (table: Float32Array, k: number, width: number, c: number): number =>
    table[k]! + c * table[width + k]! + c * c * table[2 * width + k]!

  test.each([-0.8, 0, 0.7])("recovers each mode's angle atan r_k(c) at the condition %d", (c) => {
    for (let k = 0; k < pixels; k++) {
      // An axis has no direction: angles are the same modulo half a turn.
      const error = at(angle!, k, pixels, c) - Math.atan(ratio(k, c))
      expect(Math.abs(Math.sin(error))).toBeLessThan(0.02)
    }
  })

  test('leaves no variance across the axis, and all of it along', () => {
    for (let k = 0; k < pixels; k++) {
      if (k % side < block && k < block * side) continue
      const [along, across] = [k, pixels + k].map((entry) => Math.exp(at(logVariance, entry, 2 * pixels, 0.3)))
      const expected = Math.exp(-k / 20) * (1 + ratio(k, 0.3) ** 2)
      expect(across! / along!).toBeLessThan(1e-3)
      // 600 samples: the variance is known to a tenth.
      expect(Math.abs(Math.log(along! / expected))).toBeLessThan(0.4)
    }
  })

  test('turns no channels whose modes differ', () => {
    expect(fitGaussian(data, ['dct', 'dst'], { block, bins: 6 })).not.toHaveProperty('angle')
  })
})

describe('fitting a Gaussian model', () => {
  test('keeps variances positive where the data has none', () => {
    const data = draw(200)
    const constant = { ...data, states: new Float32Array(data.states.length).fill(0.25) }
    const fitted = fitGaussian(constant, bases, { block: 2, bins: 3 })
    const { mean, variances } = denseGaussian(fitted, [0.5, 0.5])
    mean.forEach((value) => expect(value).toBeCloseTo(0.25, 4))
    variances.forEach((variance) => expect(variance / 1e-10).toBeCloseTo(1, 1))
  })

  test('refuses samples that are too few for the partition of the conditions', () => {
    const fit = (): unknown => fitGaussian(draw(40), bases, { block: 2, bins: 4 })
    expect(fit).toThrow(Failure)
    expect(fit).toThrow(/40 samples.*6 cells/)
  })
})

test('a white spectrum leaves the scalar skip of EDM, x / (1 + sigma^2)', async () => {
  const network = { channels: [4], blocks: [1], embedding: 4, groupSize: 4 }
  const configuration = { network, gaussian: whiteGaussian(draw(3), bases), gate: 0 }
  // Without parameters the network says nothing.
  const stored = new Float32Array(denoiserSlots(configuration).size)
  const session = await Session.load(serialise(denoiserGraph(configuration, { stored })))
  const x = new Float32Array(2 * width)
  new RandomStream(4, 'white').fillNormal(x)
  const { estimate } = await session.run({
    x: float32(x, [2, 2, size, size]),
    sigma: float32(Float32Array.of(0.5, 3), [2, 1]),
    condition: float32(new Float32Array(4), [2, 2]),
  })
  const worst = x.reduce(
    (most, value, i) => Math.max(most, Math.abs(estimate![i]! - value / (i < width ? 1.25 : 10))),
    0,
  )
  expect(worst).toBeLessThan(2e-6)
})
