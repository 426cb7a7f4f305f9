import { describe, expect, test } from 'vitest'
import { coordinates, unitSquare, type Grid, type Staggering } from '../../../src-main/field/grid'
import { observationOperator, type BoundaryContinuation, type Support } from '../../../src-main/field/interpolation'
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

describe('averages', () => {
  const shapes = { point: 0, line: 1, box: 2 } as const
  const { sin, cos, PI } = Math

  function support(rows: readonly (readonly [keyof typeof shapes, number, number, number, number])[]): Support {
    const column = (k: 1 | 2 | 3 | 4) => Float64Array.from(rows, (row) => row[k])
    const shape = Uint8Array.from(rows, ([name]) => shapes[name])
    return { x: column(1), y: column(2), averages: { shape, x2: column(3), y2: column(4) } }
  }

  function read(grid: Grid, field: ArrayLike<number>, where: Support, boundary: BoundaryContinuation): Float64Array {
    const out = new Float64Array(where.x.length)
    observationOperator(grid, where, boundary).apply(field, out)
    return out
  }

  function gridOf(staggering: Staggering, nx: number, ny: number): Grid {
    return { ...unitSquare(nx, staggering, 'm'), ny, extent: { x: 2, y: 0.5, unit: 'm' } }
  }

  const everywhere = support([
    ['line', 0, 0, 2, 0.5],
    ['line', 0.3, 0.45, 1.7, 0.01],
    ['line', 1.3, 0.02, 1.3, 0.49],
    ['line', 0.01, 0.31, 1.99, 0.31],
    ['line', 1.3, 0.2, 1.3001, 0.2002],
    ['box', 0, 0, 2, 0.5],
    ['box', 0.31, 0.11, 1.77, 0.29],
    ['box', 1.9, 0.4, 2, 0.5],
    ['box', 0.7, 0.2, 0.7001, 0.2002],
    ['point', 0.7, 0.2, NaN, NaN],
  ])

  describe.each(staggerings)('on a %s grid', (staggering) => {
    const grid = gridOf(staggering, 12, 9)

    test.each(continuations)('are those of the interpolant, as many points along them give it (%s)', (boundary) => {
      const field = new Float64Array(grid.nx * grid.ny)
      new RandomStream(4).fillNormal(field)
      const means = read(grid, field, everywhere, boundary)
      const { x, y, averages } = everywhere
      means.forEach((mean, p) => {
        const [x2, y2, shape] = [averages!.x2[p]!, averages!.y2[p]!, averages!.shape[p]!]
        const count = shape === 2 ? 160 : 4000
        const middles = Float64Array.from({ length: count }, (_, k) => (k + 0.5) / count)
        const places =
          shape === 0
            ? [[0, 0]]
            : shape === 1
              ? Array.from(middles, (s) => [s, s])
              : [...middles].flatMap((s) => Array.from(middles, (r) => [s, r]))
        const along = (from: number, to: number, share: number) => (share === 0 ? from : from + share * (to - from))
        const values = interpolate(
          grid,
          field,
          places.map(([s]) => along(x[p]!, x2, s!)),
          places.map(([, r]) => along(y[p]!, y2, r!)),
          boundary,
        )
        expect(mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 3)
      })
    })

    test('of bilinear fields are exact between the samples', () => {
      // 1 + 2x - 3y + 4xy: its mean over a box is its value in the middle; along a line x(s) y(s) adds 4 dx dy/12.
      const bilinear = (x: number, y: number) => 1 + 2 * x - 3 * y + 4 * x * y
      const where = support([
        ['line', 0.3, 0.1, 1.6, 0.4],
        ['line', 1.6, 0.1, 0.3, 0.4],
        ['box', 0.3, 0.1, 1.6, 0.4],
      ])
      const means = read(grid, sampled(grid, bilinear), where, 'extend')
      const middle = bilinear(0.95, 0.25)
      const bend = (4 * 1.3 * 0.3) / 12
      expect(means[0]).toBeCloseTo(middle + bend, 12)
      expect(means[1]).toBeCloseTo(middle - bend, 12)
      expect(means[2]).toBeCloseTo(middle, 12)
    })

    test.each(continuations)('have their adjoint (%s)', (boundary) => {
      const operator = observationOperator(grid, everywhere, boundary)
      const field = new Float64Array(grid.nx * grid.ny)
      const residuals = new Float64Array(operator.pointCount)
      new RandomStream(5).fillNormal(field)
      new RandomStream(6).fillNormal(residuals)
      const values = new Float64Array(operator.pointCount)
      const back = new Float64Array(field.length).fill(NaN)
      operator.apply(field, values)
      operator.applyTranspose(residuals, back)
      const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0)
      expect(dot(values, residuals)).toBeCloseTo(dot(field, back), 12)
    })

    test('do not depend on the end or corner they are written from, and a constant is its own mean', () => {
      const { x, y, averages } = everywhere
      const { shape, x2, y2 } = averages!
      const keep = (p: number) => shape[p] === 0
      const turned: Support = {
        x: x2.map((value, p) => (keep(p) ? x[p]! : value)),
        y: y2.map((value, p) => (keep(p) ? y[p]! : value)),
        averages: { shape, x2: Float64Array.from(x), y2: Float64Array.from(y) },
      }
      const field = sampled(grid, (px, py) => sin(3 * px) + py ** 2)
      const [forth, back] = [read(grid, field, everywhere, 'extend'), read(grid, field, turned, 'extend')]
      expect(largestMagnitude(forth.map((value, p) => value - back[p]!))).toBeLessThan(1e-12)
      const constant = read(grid, new Float64Array(field.length).fill(3), everywhere, 'extend')
      expect(largestMagnitude(constant.map((value) => value - 3))).toBeLessThan(1e-13)
    })

    test('outside the domain, or over nothing, are refused', () => {
      for (const row of [
        ['line', 0.1, 0.1, 2.1, 0.2],
        ['box', 0.1, 0.1, 0.2, NaN],
        ['line', 0.1, 0.1, 0.1, 0.1],
        ['box', 0.1, 0.1, 0.1, 0.2],
      ] as const) {
        expect(() => observationOperator(grid, support([row]), 'extend')).toThrow(RangeError)
      }
    })
  })

  test('over the whole domain are the integral: of cells their mean, of nodes the trapezoidal rule', () => {
    const field = new Float64Array(12 * 9)
    new RandomStream(7).fillNormal(field)
    const whole = support([['box', 0, 0, 2, 0.5]])
    const mean = (weight: (i: number, j: number) => number) => {
      const weights = field.map((_, c) => weight(c % 12, Math.floor(c / 12)))
      return weights.reduce((sum, w, c) => sum + w * field[c]!, 0) / weights.reduce((sum, w) => sum + w, 0)
    }
    const ofGrid = (staggering: Staggering, boundary: BoundaryContinuation) =>
      read(gridOf(staggering, 12, 9), field, whole, boundary)[0]
    const atEnd = (i: number, n: number) => i === 0 || i === n - 1
    expect(ofGrid('cell', 'extend')).toBeCloseTo(
      mean(() => 1),
      12,
    )
    expect(ofGrid('periodic', 'extend')).toBeCloseTo(
      mean(() => 1),
      12,
    )
    const trapezoidal = mean((i, j) => (atEnd(i, 12) ? 0.5 : 1) * (atEnd(j, 9) ? 0.5 : 1))
    expect(ofGrid('node', 'extend')).toBeCloseTo(trapezoidal, 12)
    // Down to zero at the walls, half a cell further: the outermost cells count three quarters.
    const share = (i: number, n: number) => (atEnd(i, n) ? 0.75 : 1)
    expect(ofGrid('cell', 'dirichlet-zero')).toBeCloseTo(
      field.reduce((sum, value, c) => sum + value * share(c % 12, 12) * share(Math.floor(c / 12), 9), 0) / (12 * 9),
      12,
    )
  })

  test('wrap with a periodic field up to its far edge', () => {
    const grid = unitSquare(8, 'periodic', 'm')
    const field = sampled(grid, (x) => (x === 0 ? 1 : 0))
    // Hats of height 1 and half width 1/8 around 0 and around 1, which is the same sample.
    const where = support([
      ['box', 0.875, 0, 1, 1],
      ['line', 0, 0.3, 0.125, 0.3],
      ['line', 1, 0.3, 0.75, 0.3],
    ])
    expect(read(grid, field, where, 'extend')).toEqual(Float64Array.of(0.5, 0.5, 0.25))
  })

  test.each([
    ['cell', 'dirichlet-zero', (x: number, y: number) => sin(PI * x) * sin(2 * PI * y)],
    ['node', 'extend', (x: number, y: number) => cos(2 * x) + sin(3 * x * y)],
    ['periodic', 'extend', (x: number, y: number) => sin(2 * PI * x) + cos(2 * PI * (x - y))],
  ] as const)('of smooth fields converge with order 2 (%s)', (staggering, boundary, field) => {
    const where = support([
      ['line', 0.013, 0.021, 0.917, 0.654],
      ['box', 0.113, 0.05, 0.957, 0.461],
    ])
    const fine = 2000
    const middles = Array.from({ length: fine }, (_, k) => (k + 0.5) / fine)
    const truth = [
      middles.reduce((sum, s) => sum + field(0.013 + 0.904 * s, 0.021 + 0.633 * s), 0) / fine,
      middles.reduce((sum, s) => {
        const x = 0.113 + 0.844 * s
        return sum + middles.reduce((inner, r) => inner + field(x, 0.05 + 0.411 * r), 0) / fine
      }, 0) / fine,
    ]
    const errors = (size: number) => {
      const grid = unitSquare(size, staggering, 'm')
      return read(grid, sampled(grid, field), where, boundary).map((mean, p) => Math.abs(mean - truth[p]!))
    }
    const [coarse, finer] = [errors(32), errors(128)]
    coarse.forEach((error, p) => expect(Math.log2(error / finer[p]!) / 2).toBeCloseTo(2, 1))
  })
})
