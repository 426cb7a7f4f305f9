import { describe, expect, test } from 'vitest'
import { coordinates, unitSquare, type Grid, type Staggering } from '../../../src-main/field/grid'
import { observationOperator, type BoundaryContinuation } from '../../../src-main/field/interpolation'
import { largestMagnitude } from '../../../src-main/field/norms'
import { RandomStream } from '../../../src-main/numerics/random'

const staggerings: Staggering[] = ['cell', 'node', 'periodic']
const continuations: BoundaryContinuation[] = ['dirichlet-zero', 'extend']

function sampled(grid: Grid, value: (x: number, y: number) => number): Float64Array {
  const x = coordinates(grid, 'x')
  const y = coordinates(grid, 'y')
  return Float64Array.from({ length: grid.ny * grid.nx }, (_, c) => value(x[c % grid.nx]!, y[Math.floor(c / grid.nx)]!))
}

function randomPoints(grid: Grid, count: number, margin = 0) {
  const random = new RandomStream(1, 'points')
  const draw = (extent: number) =>
    Float64Array.from({ length: count }, () => extent * (margin + (1 - 2 * margin) * random.uniform()))
  return { x: draw(grid.extent.x), y: draw(grid.extent.y) }
}

function interpolate(
  grid: Grid,
  field: ArrayLike<number>,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  boundary: BoundaryContinuation,
): Float64Array {
  const out = new Float64Array(x.length)
  observationOperator(grid, { x, y }, boundary).apply(field, out)
  return out
}

describe.each(staggerings)('on a %s grid', (staggering) => {
  const grid: Grid = {
    nx: 12,
    ny: 9,
    staggering: { x: staggering, y: staggering },
    extent: { x: 2, y: 0.5, unit: 'm' },
    symbols: { x: 'x', y: 'y' },
  }
  const bilinear = (x: number, y: number) => 1 + 2 * x - 3 * y + 4 * x * y

  test('bilinear fields are reproduced exactly between the samples', () => {
    const { x, y } = randomPoints(grid, 200, 1 / 8)
    const values = interpolate(grid, sampled(grid, bilinear), x, y, 'extend')
    const errors = values.map((value, p) => value - bilinear(x[p]!, y[p]!))
    expect(largestMagnitude(errors)).toBeLessThan(1e-13)
  })

  test.each(continuations)('the transpose is the adjoint (%s)', (boundary) => {
    const { x, y } = randomPoints(grid, 50)
    const operator = observationOperator(grid, { x, y }, boundary)
    const field = new Float64Array(grid.nx * grid.ny)
    const residuals = new Float64Array(50)
    new RandomStream(2).fillNormal(field)
    new RandomStream(3).fillNormal(residuals)
    const values = new Float64Array(50)
    const back = new Float64Array(field.length).fill(NaN)
    operator.apply(field, values)
    operator.applyTranspose(residuals, back)
    const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0)
    expect(dot(values, residuals)).toBeCloseTo(dot(field, back), 12)
  })

  test('a point on a sample gets its value', () => {
    const field = sampled(grid, (x, y) => Math.cos(3 * x) + y)
    const x = coordinates(grid, 'x')
    const y = Float64Array.from(x, (_, i) => coordinates(grid, 'y')[i % grid.ny]!)
    const values = interpolate(grid, field, x, y, 'dirichlet-zero')
    const expected = Float64Array.from(x, (position, i) => Math.cos(3 * position) + y[i]!)
    expect(largestMagnitude(values.map((value, i) => value - expected[i]!))).toBeLessThan(1e-13)
  })

  test('a constant stays constant up to the walls when it is extended', () => {
    const x = Float64Array.of(0, 2, 0, 2, 1, 0.001)
    const y = Float64Array.of(0, 0, 0.5, 0.5, 0.4999, 0.2)
    const values = interpolate(grid, new Float64Array(grid.nx * grid.ny).fill(3), x, y, 'extend')
    expect(largestMagnitude(values.map((value) => value - 3))).toBeLessThan(1e-14)
  })

  test('positions outside the domain are refused', () => {
    for (const [x, y] of [
      [-0.001, 0.1],
      [2.001, 0.1],
      [1, 0.51],
      [1, NaN],
    ] as const) {
      expect(() => observationOperator(grid, { x: [x], y: [y] }, 'extend')).toThrow('outside the domain')
    }
  })
})

describe('the error falls with order 2', () => {
  const { sin, cos, PI } = Math
  const cases: { staggering: Staggering; boundary: BoundaryContinuation; field: (x: number, y: number) => number }[] = [
    { staggering: 'cell', boundary: 'dirichlet-zero', field: (x, y) => sin(PI * x) * sin(2 * PI * y) },
    { staggering: 'node', boundary: 'extend', field: (x, y) => cos(2 * x) + sin(3 * x * y) },
    { staggering: 'periodic', boundary: 'extend', field: (x, y) => sin(2 * PI * x) + cos(2 * PI * (x - y)) },
  ]

  test.each(cases)('everywhere up to the walls, $staggering, $boundary', ({ staggering, boundary, field }) => {
    const error = (size: number) => {
      const grid = unitSquare(size, staggering, 'm')
      const { x, y } = randomPoints(grid, 20_000)
      const values = interpolate(grid, sampled(grid, field), x, y, boundary)
      return largestMagnitude(values.map((value, p) => value - field(x[p]!, y[p]!)))
    }
    expect(Math.log2(error(32) / error(128)) / 2).toBeCloseTo(2, 1)
  })

  test('but extending a Dirichlet field by its outermost value only reaches order 1', () => {
    const field = (x: number, y: number) => sin(PI * x) * sin(PI * y)
    const error = (size: number) => {
      const grid = unitSquare(size, 'cell', 'm')
      return Math.abs(interpolate(grid, sampled(grid, field), [0], [0.5], 'extend')[0]!)
    }
    expect(Math.log2(error(32) / error(128)) / 2).toBeCloseTo(1, 1)
  })
})

test('a Dirichlet field is zero on every wall and corner', () => {
  const grid = unitSquare(16, 'cell', 'm')
  const x = [0, 1, 0.3, 0.7, 0, 1]
  const y = [0.4, 0.6, 0, 1, 0, 1]
  const values = interpolate(grid, new Float64Array(256).fill(5), x, y, 'dirichlet-zero')
  expect(largestMagnitude(values)).toBe(0)
})
