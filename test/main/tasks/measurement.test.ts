import { describe, expect, test } from 'vitest'
import type { Support } from '../../../src-main/field/interpolation'
import { largestMagnitude } from '../../../src-main/field/norms'
import { supportOf, type Observations } from '../../../src-main/field/observations'
import { RandomStream } from '../../../src-main/numerics/random'
import { burgers } from '../../../src-main/problems/burgers/burgers'
import { darcy } from '../../../src-main/problems/darcy/darcy'
import { darcyLognormal } from '../../../src-main/problems/darcy-lognormal/darcy-lognormal'
import { heat } from '../../../src-main/problems/heat/heat'
import { helmholtz } from '../../../src-main/problems/helmholtz/helmholtz'
import { navierStokes } from '../../../src-main/problems/navier-stokes/navier-stokes'
import { defaultParameters } from '../../../src-main/problems/parameters'
import { poisson } from '../../../src-main/problems/poisson/poisson'
import type { Problem } from '../../../src-main/problems/problem'
import { fieldScale } from '../../../src-main/tasks/field-scale'
import { fieldOperator, measurementOf, predictionsOf } from '../../../src-main/tasks/measurement'

const size = 16
const cells = size * size

/** A point, a line and a box. */
const support: Support = {
  x: [0.31, 0.1, 0.25],
  y: [0.62, 0.2, 0.25],
  averages: {
    shape: Uint8Array.of(0, 1, 2),
    x2: Float64Array.of(NaN, 0.9, 0.75),
    y2: Float64Array.of(NaN, 0.7, 1),
  },
}

function normals(label: string, count: number): Float64Array {
  const draw = new Float64Array(count)
  new RandomStream(9, label).fillNormal(draw)
  return draw
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0)
const measure = (problem: Problem, key: string) =>
  measurementOf(problem, problem.grid(size), defaultParameters(problem), key, support)

const cases = [
  { problem: poisson, key: 'f' },
  { problem: helmholtz, key: 'u' },
  { problem: burgers, key: 'u' },
  { problem: navierStokes, key: 'wT' },
  { problem: darcy, key: 'u' },
  { problem: darcy, key: 'a' },
  { problem: darcyLognormal, key: 'a' },
]

describe.each(cases)('what is read of $key of $problem.id', ({ problem, key }) => {
  const measurement = measure(problem, key)
  const field = normals('field', cells)

  test('is differentiated by its tangent', () => {
    const direction = normals('direction', cells)
    // The normalisation is in single precision, which a step must stay above.
    const h = 0.02
    const at = (step: number) => measurement.predict(field.map((x, i) => x + step * direction[i]!))
    const difference = at(h).map((value, p) => (value - at(-h)[p]!) / (2 * h))
    const tangent = measurement.tangent(field, direction)
    expect(largestMagnitude(tangent.map((value, p) => value - difference[p]!))).toBeLessThan(3e-4)
    expect(largestMagnitude(tangent)).toBeGreaterThan(0.01)
  })

  test('has the transpose of its tangent as pullback', () => {
    const direction = normals('direction', cells)
    const residuals = normals('residuals', 3)
    const there = dot(measurement.tangent(field, direction), residuals)
    expect(there).toBeCloseTo(dot(direction, measurement.pull(field, residuals)), 9)
  })

  test('is what the averages of the physical field are, normalised', () => {
    const parameters = defaultParameters(problem)
    const scale = fieldScale(problem, parameters, key)
    const physical = scale.denormalise(field)
    const means = new Float64Array(3)
    fieldOperator(problem, problem.grid(size), key, support).apply(physical, means)
    const read = scale.denormalise(measurement.predict(field))
    for (const p of [1, 2]) expect(read[p]! / means[p]!).toBeCloseTo(1, 5)
  })
})

test('only the averages of a coefficient on a logarithmic scale are curved', () => {
  expect(measure(darcy, 'a').linear).toBe(false)
  expect(measure(darcyLognormal, 'a').linear).toBe(false)
  expect([measure(darcy, 'u'), measure(poisson, 'f'), measure(burgers, 'u')].every(({ linear }) => linear)).toBe(true)
  const points = { x: support.x, y: support.y }
  expect(measurementOf(darcy, darcy.grid(size), defaultParameters(darcy), 'a', points).linear).toBe(true)
})

test('half of a two-phase medium in each phase averages to the mean of both, not to the mean of their logarithms', () => {
  const field = Float64Array.from({ length: cells }, (_, c) => (c % size < size / 2 ? -1 : 1))
  const half = { x: [0], y: [0], averages: { shape: Uint8Array.of(2), x2: Float64Array.of(1), y2: Float64Array.of(1) } }
  const parameters = defaultParameters(darcy)
  const { predict } = measurementOf(darcy, darcy.grid(size), parameters, 'a', half)
  expect(fieldScale(darcy, parameters, 'a').denormalise(predict(field))[0]).toBeCloseTo(7.5, 4)
})

test('a field continues to the walls as its boundary condition says', () => {
  const corner = { x: [0], y: [0.5] }
  const atWall = (problem: Problem, key: string) => {
    const out = new Float64Array(1)
    fieldOperator(problem, problem.grid(size), key, corner).apply(new Float64Array(cells).fill(2), out)
    return out[0]
  }
  expect(atWall(darcy, 'u')).toBe(0)
  expect(atWall(darcy, 'a')).toBe(2)
  // Nothing flows through the walls of heat conduction, so that its temperature stands there as inside.
  expect(atWall(heat, 'uT')).toBe(2)
})

test('predictions come in physical units and in the order of the observations, points interpolated as in the fit', () => {
  const parameters = defaultParameters(darcy)
  const grid = darcy.grid(size)
  const { fields } = darcy.sample(size, parameters, new RandomStream(3, 'predictions'))
  const observations: Observations = {
    fields: ['u', 'a'],
    field: Uint8Array.of(1, 0, 1, 0),
    x: Float64Array.of(0.31, 0.4, 0.1, 0.2),
    y: Float64Array.of(0.62, 0.5, 0.2, 0.9),
    averages: {
      shape: Uint8Array.of(0, 0, 2, 1),
      x2: Float64Array.of(NaN, NaN, 0.9, 0.7),
      y2: Float64Array.of(NaN, NaN, 0.7, 0.3),
    },
    value: new Float64Array(4),
    sigma: new Float64Array(4),
    line: new Uint32Array(4),
  }
  const predictions = predictionsOf(darcy, grid, parameters, fields, observations)
  const read = (key: string, points: number[]) => {
    const scale = fieldScale(darcy, parameters, key)
    const where = supportOf(observations, Uint32Array.from(points))
    return scale.denormalise(measurementOf(darcy, grid, parameters, key, where).predict(scale.normalise(fields[key]!)))
  }
  const [a, u] = [read('a', [0, 2]), read('u', [1, 3])]
  const expected = [a[0]!, u[0]!, a[1]!, u[1]!]
  predictions.forEach((value, p) => expect(value / expected[p]!).toBeCloseTo(1, 5))
})
