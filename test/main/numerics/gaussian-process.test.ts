import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type CorrelationName, correlationNames } from '../../../src-main/numerics/covariance'
import { DenseCholesky } from '../../../src-main/numerics/dense-cholesky'
import { GaussianProcess, type ScatteredValues } from '../../../src-main/numerics/gaussian-process'
import { nelderMead } from '../../../src-main/numerics/nelder-mead'
import { RandomStream } from '../../../src-main/numerics/random'

interface Prediction {
  mean: number[]
  std: number[]
}
interface Fixture {
  x: number[]
  y: number[]
  value: number[]
  noiseWeight: number[]
  targetX: number[]
  targetY: number[]
  length: number
  variance: number
  nugget: number
  cases: Record<CorrelationName, { simple: Prediction & { logLikelihood: number }; ordinary: Prediction }>
}

const fixturePath = join(import.meta.dirname, '../../fixtures/kriging/kriging.json')
const fixture = JSON.parse(readFileSync(fixturePath, 'utf8')) as Fixture
const data: ScatteredValues = {
  x: Float64Array.from(fixture.x),
  y: Float64Array.from(fixture.y),
  value: Float64Array.from(fixture.value),
  noiseWeight: Float64Array.from(fixture.noiseWeight),
}
const targets = [Float64Array.from(fixture.targetX), Float64Array.from(fixture.targetY)] as const
const shapeOf = (correlation: CorrelationName) => ({ correlation, length: fixture.length, nugget: fixture.nugget })

function expectClose(received: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
  expect(received.length).toBe(expected.length)
  for (let i = 0; i < expected.length; i += 1) {
    expect(Math.abs(received[i]! - expected[i]!), `entry ${i}`).toBeLessThan(tolerance)
  }
}

function without(index: number): ScatteredValues {
  const drop = (column: Float64Array) => column.filter((_, i) => i !== index)
  return { x: drop(data.x), y: drop(data.y), value: drop(data.value), noiseWeight: drop(data.noiseWeight) }
}

describe('a Gaussian process', () => {
  test.each(correlationNames)('predicts as scikit-learn does with a known mean (%s)', (correlation) => {
    const { simple } = fixture.cases[correlation]
    const process = GaussianProcess.condition(data, shapeOf(correlation), { mean: 0, variance: fixture.variance })!
    const { mean, std } = process.predict(...targets)
    expectClose(mean, simple.mean, 1e-9)
    expectClose(std, simple.std, 1e-9)
    expect(process.logLikelihood).toBeCloseTo(simple.logLikelihood, 8)
  })

  test.each(correlationNames)(
    'predicts as the ordinary kriging system does with an unknown mean (%s)',
    (correlation) => {
      const { ordinary } = fixture.cases[correlation]
      const process = GaussianProcess.condition(data, shapeOf(correlation), { variance: fixture.variance })!
      const { mean, std } = process.predict(...targets)
      expectClose(mean, ordinary.mean, 1e-9)
      expectClose(std, ordinary.std, 1e-9)
    },
  )

  test('estimates the mean and the variance at which the likelihood is largest', () => {
    const shape = shapeOf('matern32')
    const best = GaussianProcess.condition(data, shape)!
    const { mean, variance } = best
    expect(GaussianProcess.condition(data, shape, { mean, variance })!.logLikelihood).toBeCloseTo(
      best.logLikelihood,
      10,
    )
    for (const factor of [0.99, 1.01]) {
      const others = [
        { mean: mean * factor, variance },
        { mean, variance: variance * factor },
      ]
      for (const other of others) {
        expect(GaussianProcess.condition(data, shape, other)!.logLikelihood).toBeLessThan(best.logLikelihood)
      }
    }
  })

  test('leaves one out as if it had been left out', () => {
    const shape = shapeOf('matern52')
    const errors = GaussianProcess.condition(data, shape)!.leaveOneOutErrors()
    for (const index of [0, 17, 39]) {
      const others = GaussianProcess.condition(without(index), shape)!
      const { mean } = others.predict(data.x.subarray(index, index + 1), data.y.subarray(index, index + 1))
      expect(errors[index]).toBeCloseTo(data.value[index]! - mean[0]!, 9)
    }
  })

  test('passes through values that are exact', () => {
    const exact = { ...data, noiseWeight: new Float64Array(data.value.length) }
    const { mean, std } = GaussianProcess.condition(exact, shapeOf('matern32'))!.predict(data.x, data.y)
    expectClose(mean, data.value, 1e-6)
    expectClose(std, new Float64Array(data.value.length), 1e-4)
  })

  test('bears exact points that coincide', () => {
    const repeated = (column: Float64Array) => Float64Array.from([...column, ...column])
    const twice = { x: repeated(data.x), y: repeated(data.y), value: repeated(data.value) }
    const process = GaussianProcess.condition({ ...twice, noiseWeight: new Float64Array(80) }, shapeOf('matern32'))!
    expectClose(process.predict(data.x, data.y).mean, data.value, 1e-5)
  })

  test('does not exist where no covariance does', () => {
    expect(GaussianProcess.condition(data, { ...shapeOf('matern32'), length: Number.NaN })).toBeUndefined()
  })
})

describe('the dense Cholesky factor', () => {
  const n = 23
  const random = new RandomStream(1, 'cholesky')
  const root = Float64Array.from({ length: n * n }, () => random.normal())
  const matrix = Float64Array.from({ length: n * n }, (_, index) => {
    const i = Math.floor(index / n)
    const j = index % n
    let sum = i === j ? 0.5 : 0
    for (let k = 0; k < n; k += 1) sum += root[i * n + k]! * root[j * n + k]!
    return sum
  })
  const product = (v: Float64Array) =>
    Float64Array.from({ length: n }, (_, i) => v.reduce((sum, value, j) => sum + matrix[i * n + j]! * value, 0))

  test('solves', () => {
    const solution = Float64Array.from({ length: n }, (_, i) => Math.sin(i))
    expectClose(DenseCholesky.factorInPlace(n, matrix.slice())!.solve(product(solution)), solution, 1e-9)
  })

  test('knows the determinant and the diagonal of the inverse', () => {
    const factor = DenseCholesky.factorInPlace(n, matrix.slice())!
    const unit = (i: number) => Float64Array.from({ length: n }, (_, k) => (k === i ? 1 : 0))
    expectClose(
      factor.inverseDiagonal(),
      Float64Array.from({ length: n }, (_, i) => factor.solve(unit(i))[i]!),
      1e-10,
    )
    const scaled = DenseCholesky.factorInPlace(
      n,
      matrix.map((entry) => 3 * entry),
    )!
    expect(scaled.logDeterminant() - factor.logDeterminant()).toBeCloseTo(n * Math.log(3), 10)
    expect(DenseCholesky.factorInPlace(2, Float64Array.of(4, 9, 2, 10))!.logDeterminant()).toBeCloseTo(Math.log(36), 12)
  })

  test('does not exist for a matrix that is not positive definite', () => {
    expect(DenseCholesky.factorInPlace(2, Float64Array.of(1, 0, 2, 1))).toBeUndefined()
    expect(DenseCholesky.factorInPlace(2, Float64Array.of(1, 0, Number.NaN, 1))).toBeUndefined()
  })
})

describe('the simplex search', () => {
  test('finds the bottom of the Rosenbrock valley', () => {
    const { point } = nelderMead(([x, y]) => (1 - x!) ** 2 + 100 * (y! - x! ** 2) ** 2, [-1.2, 1], {
      step: 0.5,
      tolerance: 1e-7,
      maximumEvaluations: 1000,
    })
    expectClose(Float64Array.from(point), Float64Array.of(1, 1), 1e-5)
  })

  test('keeps away from where the objective is infinite', () => {
    const { point } = nelderMead(([x]) => (x! < 2 ? Infinity : x!), [3], {
      step: 0.5,
      tolerance: 1e-6,
      maximumEvaluations: 500,
    })
    expect(point[0]).toBeCloseTo(2, 5)
    expect(point[0]).toBeGreaterThanOrEqual(2)
  })

  test('stops at its budget', () => {
    let evaluations = 0
    const count = ([x]: readonly number[]) => {
      evaluations += 1
      return -x!
    }
    nelderMead(count, [0], { step: 1, tolerance: 0, maximumEvaluations: 20 })
    expect(evaluations).toBeLessThanOrEqual(22)
  })

  test('on a periodic axis knows a point from either side, and is as the chords of a circle are', () => {
    const period = { x: 1.5, y: 2 }
    const shape = { ...shapeOf('matern52'), period }
    const known = { mean: 0, variance: 1 }
    const [targetX, targetY] = targets
    const moved = { ...data, x: data.x.map((x, i) => x + 1.5 * (i % 3)), y: data.y.map((y, i) => y - 2 * (i % 2)) }
    const { mean, std } = GaussianProcess.condition(data, shape, known)!.predict(targetX, targetY)
    const again = GaussianProcess.condition(moved, shape, known)!.predict(targetX, targetY)
    expectClose(again.mean, [...mean], 1e-9)
    expectClose(again.std, [...std], 1e-9)
    // One value alone: the prediction is the correlation at the distance of the chord.
    const one = (x: number) => ({ x: Float64Array.of(x), y: Float64Array.of(0), value: Float64Array.of(1) })
    const single = GaussianProcess.condition({ ...one(0.2), noiseWeight: new Float64Array(1) }, shape, known)!
    const chord = (1.5 / Math.PI) * Math.sin((Math.PI * 0.4) / 1.5)
    const plain = GaussianProcess.condition(
      { ...one(0), noiseWeight: new Float64Array(1) },
      shapeOf('matern52'),
      known,
    )!
    const at = (process: GaussianProcess, x: number) =>
      process.predict(Float64Array.of(x), new Float64Array(1)).mean[0]!
    expect(at(single, 1.3)).toBeCloseTo(at(plain, chord), 12)
  })
})
