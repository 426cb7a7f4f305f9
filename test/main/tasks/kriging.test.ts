import { describe, expect, test } from 'vitest'
import { Failure } from '../../../src-main/field/failure'
import { coordinate } from '../../../src-main/field/grid'
import { relativeError, rootMeanSquare } from '../../../src-main/field/norms'
import type { Observations } from '../../../src-main/field/observations'
import { RandomStream } from '../../../src-main/numerics/random'
import { burgers } from '../../../src-main/problems/burgers/burgers'
import { darcy } from '../../../src-main/problems/darcy/darcy'
import { drawParameters } from '../../../src-main/problems/parameters'
import { fewestPoints, krige, mostPoints } from '../../../src-main/tasks/kriging'

const size = 32
const grid = darcy.grid(size)
const at = (cell: number) => ({
  x: coordinate(cell % size, size, 'cell', 1),
  y: coordinate(Math.floor(cell / size), size, 'cell', 1),
})

function observe(field: string, values: ArrayLike<number>, cells: readonly number[], sigma = Number.NaN): Observations {
  return {
    fields: [field],
    field: new Uint8Array(cells.length),
    x: Float64Array.from(cells, (cell) => at(cell).x),
    y: Float64Array.from(cells, (cell) => at(cell).y),
    value: Float64Array.from(cells, (cell) => values[cell]!),
    sigma: new Float64Array(cells.length).fill(sigma),
    line: new Uint32Array(cells.length),
  }
}

function drawCells(count: number, random: RandomStream): number[] {
  const cells = new Set<number>()
  while (cells.size < count) cells.add(random.integer(size * size))
  return [...cells]
}

const random = new RandomStream(5, 'kriging test')
const sample = darcy.sample(size, drawParameters(darcy, random), random)
const cells = drawCells(120, random)

describe('kriging of Darcy fields from 120 of 1024 cells', () => {
  const head = sample.fields['u']!

  test('finds the head to a few per cent, and knows how well', () => {
    const { mean, std } = krige(observe('u', head, cells), 'u', grid)
    expect(relativeError(mean, head)).toBeLessThan(0.06)
    const unseen = [...head.keys()].filter((cell) => !cells.includes(cell))
    const scores = unseen.map((cell) => (mean[cell]! - head[cell]!) / std[cell]!)
    expect(rootMeanSquare(scores)).toBeGreaterThan(0.4)
    expect(rootMeanSquare(scores)).toBeLessThan(2.5)
  })

  test('gains from the boundary value where the problem prescribes one', () => {
    const plain = krige(observe('u', head, cells), 'u', grid)
    const told = krige(observe('u', head, cells), 'u', grid, { boundaryValue: 0 })
    expect(told.model.usesBoundary).toBe(true)
    expect(told.candidates).toHaveLength(8)
    expect(relativeError(told.mean, head)).toBeLessThan(0.9 * relativeError(plain.mean, head))
  })

  test('passes over a boundary value that contradicts the measurements', () => {
    const { model } = krige(observe('u', head, cells), 'u', grid, { boundaryValue: 5 })
    expect(model.usesBoundary).toBe(false)
  })

  test('tells the two phases of the medium apart in most cells', () => {
    const medium = sample.fields['a']!
    const { mean } = krige(observe('a', medium, cells), 'a', grid)
    const middle = (Math.min(...medium) + Math.max(...medium)) / 2
    const wrong = mean.reduce((count, value, i) => count + Number(value > middle !== medium[i]! > middle), 0)
    expect(wrong / medium.length).toBeLessThan(0.15)
  })

  test('orders its candidates by how well they predict the measurements', () => {
    const { candidates, model } = krige(observe('u', head, cells), 'u', grid, { boundaryValue: 0 })
    const errors = candidates.map(({ leaveOneOutRms }) => leaveOneOutRms)
    expect(errors).toEqual(errors.toSorted((a, b) => a - b))
    expect(model).toBe(candidates[0])
  })
})

describe('the fitted covariance', () => {
  test('has the nugget of the noise that was added', () => {
    const draw = new RandomStream(2, 'noise')
    const noise = 0.1
    const smooth = Float64Array.from({ length: size * size }, (_, cell) => {
      const { x, y } = at(cell)
      return Math.sin(4 * x) * Math.cos(5 * y) + noise * draw.normal()
    })
    const { model } = krige(observe('u', smooth, drawCells(300, draw), noise), 'u', grid)
    // 300 values fix a noise level to about 1/sqrt(600) = 4 %.
    expect(Math.sqrt(model.nugget * model.variance) / noise).toBeGreaterThan(0.84)
    expect(Math.sqrt(model.nugget * model.variance) / noise).toBeLessThan(1.16)
  })

  test('trusts a precise sensor more than a poor one at the same place', () => {
    const base = observe('u', sample.fields['u']!, cells)
    const place = (column: Float64Array, ...values: number[]) => Float64Array.from([...column, ...values])
    const typical = rootMeanSquare(base.value)
    const observations: Observations = {
      ...base,
      field: new Uint8Array(cells.length + 2),
      x: place(base.x, at(500).x, at(500).x),
      y: place(base.y, at(500).y, at(500).y),
      value: place(base.value, typical, 2 * typical),
      sigma: place(
        base.sigma.map(() => typical / 100),
        typical / 1000,
        typical,
      ),
      line: new Uint32Array(cells.length + 2),
    }
    const { mean } = krige(observations, 'u', grid)
    expect(Math.abs(mean[500]! - typical)).toBeLessThan(0.1 * typical)
  })

  test('of values that are all alike predicts that value', () => {
    const { mean } = krige(observe('a', new Float64Array(size * size).fill(12), cells), 'a', grid)
    expect(mean.every((value) => Math.abs(value - 12) < 1e-9)).toBe(true)
  })

  test('comes out the same every time', () => {
    const once = krige(observe('u', sample.fields['u']!, cells), 'u', grid)
    const again = krige(observe('u', sample.fields['u']!, cells), 'u', grid)
    expect(again).toEqual(once)
  })
})

describe('kriging is refused', () => {
  test.each([0, fewestPoints - 1, mostPoints + 1])('for %i points', (count) => {
    const observations = observe(
      'u',
      sample.fields['u']!,
      Array.from({ length: count }, (_, i) => i % 1024),
    )
    try {
      krige(observations, 'u', grid)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(Failure)
      expect((error as Failure).detail).toMatchObject({ code: 'kriging-point-count', received: `${count}` })
    }
  })

  test('for a field that was not observed', () => {
    expect(() => krige(observe('u', sample.fields['u']!, cells), 'a', grid)).toThrow(Failure)
  })
})

test('kriging of space and time goes around the ends of space and takes time for longer or shorter than space', () => {
  const times = burgers.grid(16)
  const wave = (x: number, t: number): number => Math.sin(2 * Math.PI * x) * Math.exp(-t / 3)
  const points = [0.05, 0.2, 0.35, 0.5, 0.65, 0.8].flatMap((x) => [0, 0.2, 0.4, 0.6, 0.8, 1].map((t) => ({ x, t })))
  const column = (of: (point: { x: number; t: number }) => number) => Float64Array.from(points, of)
  const observations: Observations = {
    fields: ['u'],
    field: new Uint8Array(points.length),
    x: column(({ x }) => x),
    y: column(({ t }) => t),
    value: column(({ x, t }) => wave(x, t)),
    sigma: new Float64Array(points.length),
    line: new Uint32Array(points.length),
  }
  const { mean, model } = krige(observations, 'u', times)
  const truth = Float64Array.from({ length: 256 }, (_, p) => wave((p % 16) / 16, Math.floor(p / 16) / 15))
  expect(relativeError(mean, truth)).toBeLessThan(0.1)
  expect(model.period).toEqual({ x: 1 })
  expect(model.stretch).toBeLessThan(0.7)
})
