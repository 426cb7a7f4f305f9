import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contourLevels, isolineLabels, isolines } from '../../../src-renderer/scene/contours'
import { heightField, valueAt } from '../../../src-renderer/scene/height-field'
import { payload } from './fields'

type Point = readonly [x: number, y: number]

function segmentsOf(segments: Float32Array): (readonly [Point, Point])[] {
  return Array.from({ length: segments.length / 4 }, (_, k) => {
    const [a, b, c, d] = segments.subarray(4 * k, 4 * k + 4)
    return [
      [a!, b!],
      [c!, d!],
    ] as const
  })
}

describe('the isolines of a cone', () => {
  const cone = (n: number) => heightField(payload(n, n, (x, y) => Math.hypot(x - 0.5, y - 0.5), { staggering: 'node' }))
  const radius = 0.31

  it('are circles, with the second order of linear interpolation', () => {
    const errors = [17, 33, 65, 129].map((n) => {
      const [line] = isolines(cone(n), [radius])
      const off = segmentsOf(line!.segments).flatMap((segment) =>
        segment.map(([x, y]) => Math.abs(Math.hypot(x - 0.5, y - 0.5) - radius)),
      )
      return Math.max(...off)
    })
    for (const i of [1, 2, 3]) expect(Math.log2(errors[i - 1]! / errors[i]!)).toBeGreaterThan(1.6)
    expect(errors[3]).toBeLessThan(5e-5)
  })

  it('are as long as the circle is round', () => {
    const [line] = isolines(cone(129), [radius])
    const length = segmentsOf(line!.segments).reduce((sum, [[a, b], [c, d]]) => sum + Math.hypot(c - a, d - b), 0)
    expect(length).toBeCloseTo(2 * Math.PI * radius, 3)
  })

  it('close: every end is the beginning of exactly one other segment', () => {
    const [line] = isolines(cone(65), [radius])
    const ends = segmentsOf(line!.segments).flat().map(String)
    const counts = new Map<string, number>()
    for (const end of ends) counts.set(end, (counts.get(end) ?? 0) + 1)
    expect(new Set(counts.values())).toEqual(new Set([2]))
  })
})

describe('isolines', () => {
  it('have exactly their level at every point, on the edges of the net', () => {
    const field = heightField(payload(12, 9, (x, y) => Math.sin(5 * x) + Math.cos(7 * y)))
    fc.assert(
      fc.property(fc.double({ min: -1.5, max: 1.5, noNaN: true }), (level) => {
        for (const segment of segmentsOf(isolines(field, [level])[0]!.segments)) {
          for (const [x, y] of segment) {
            const onEdge = [field.x, field.y].some((axis, k) =>
              axis.some((p) => Math.abs(p - (k === 0 ? x : y)) < 1e-6),
            )
            // On the diagonals bilinear interpolation is another one; there the two nodes decide.
            if (onEdge) expect(valueAt(field, x, y)).toBeCloseTo(level, 4)
          }
        }
      }),
    )
  })

  it('come with their levels from low to high, whatever the order they were asked in', () => {
    const field = heightField(payload(8, 8, (x) => x))
    expect(isolines(field, [0.7, 0.2]).map(({ level }) => level)).toEqual([0.2, 0.7])
  })

  it('pass the nodes that lie on the level once', () => {
    const field = heightField(payload(5, 5, (x) => x, { staggering: 'node' }))
    const [line] = isolines(field, [0.5])
    const length = segmentsOf(line!.segments).reduce((sum, [[a, b], [c, d]]) => sum + Math.hypot(c - a, d - b), 0)
    expect(length).toBeCloseTo(1, 6)
  })

  it('leave out the cells that touch a gap', () => {
    const field = heightField(
      payload(16, 16, (x, y) => (Math.hypot(x - 0.5, y - 0.5) < 0.2 ? NaN : x), { staggering: 'node' }),
    )
    const [line] = isolines(field, [0.52])
    expect(line!.segments.length).toBeGreaterThan(0)
    for (const [[, y]] of segmentsOf(line!.segments)) expect(Math.abs(y - 0.5)).toBeGreaterThan(0.15)
    expect(line!.segments.some(Number.isNaN)).toBe(false)
  })

  it('are none of a constant field', () => {
    expect(isolines(heightField(payload(8, 8, () => 1)), [1])[0]!.segments.length).toBe(0)
  })
})

describe('the levels', () => {
  it('are round numbers within the range, as the ticks of the colour bar', () => {
    expect(contourLevels({ minimum: 0, maximum: 1.03 }, 5)).toEqual({
      values: [0.2, 0.4, 0.6, 0.8, 1].map((value) => expect.closeTo(value, 12)),
      labels: ['0.2', '0.4', '0.6', '0.8', '1.0'],
    })
  })
  it.each([3, 5, 8, 10, 15, 20])('are %d or thereabouts, whatever the range', (count) => {
    for (const maximum of [0.7, 1, 1.3, 1.9, 2.4, 3.7, 5.1, 8.2]) {
      const found = contourLevels({ minimum: 0, maximum }, count).values.length
      expect(found).toBeGreaterThanOrEqual(0.6 * count - 1)
      expect(found).toBeLessThanOrEqual(1.4 * count + 1)
    }
  })
  it('leave out the ends of the range, where the field only touches', () => {
    expect(contourLevels({ minimum: -1, maximum: 1 }, 4).values).toEqual([-0.5, 0, 0.5])
  })
  it('are none when none are asked for', () => expect(contourLevels({ minimum: 0, maximum: 1 }, 0).values).toEqual([]))
})

describe('the texts on isolines', () => {
  const field = heightField(payload(64, 64, (x, y) => Math.hypot(x - 0.5, y - 0.5)))
  const levels = [0.1, 0.2, 0.3, 0.4]
  const texts = new Map(levels.map((level) => [level, String(level)]))
  const labels = isolineLabels(isolines(field, levels), texts, { x: 1, y: 1 }, 0.08)

  it('stand on their lines, clear of the border and of each other', () => {
    expect(labels.map(({ text }) => text)).toEqual(['0.1', '0.2', '0.3', '0.4'])
    labels.forEach(({ x, y, text }, i) => {
      expect(Math.hypot(x - 0.5, y - 0.5)).toBeCloseTo(Number(text), 2)
      expect(Math.min(x, y, 1 - x, 1 - y)).toBeGreaterThanOrEqual(0.08)
      for (const other of labels.slice(i + 1)) expect(Math.hypot(other.x - x, other.y - y)).toBeGreaterThanOrEqual(0.08)
    })
  })
  it('are left out where there is no room', () => {
    expect(isolineLabels(isolines(field, levels), texts, { x: 1, y: 1 }, 0.6)).toEqual([])
  })
})
