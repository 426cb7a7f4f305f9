import { describe, expect, it } from 'vitest'
import { heightField } from '../../../src-renderer/scene/height-field'
import {
  nearestOn,
  placesAlong,
  pointAlong,
  sliceLength,
  snapToAxis,
  valuesAlong,
} from '../../../src-renderer/scene/line-slice'
import { payload } from './fields'

describe('a field along a line', () => {
  it('that is bilinear is reproduced at every place, whichever way the line runs', () => {
    const plane = heightField(payload(9, 5, (x, y) => 2 + 3 * x - y + 4 * x * y, { staggering: 'node' }))
    for (const [x1, y1, x2, y2] of [
      [0.1, 0.9, 0.95, 0.05],
      [0.5, 0, 0.5, 1],
      [1, 0.3, 0, 0.3],
    ] as const) {
      const slice = { from: { x: x1, y: y1 }, to: { x: x2, y: y2 } }
      const { distances, points } = placesAlong(slice, plane)
      expect(distances[0]).toBe(0)
      expect(distances.at(-1)).toBe(sliceLength(slice))
      expect(points.at(-1)!.x).toBeCloseTo(x2, 14)
      valuesAlong(plane, points).forEach((value, i) => {
        const { x, y } = points[i]!
        expect(value).toBeCloseTo(2 + 3 * x - y + 4 * x * y, 5)
        expect(Math.hypot(x - x1, y - y1)).toBeCloseTo(distances[i]!, 12)
      })
    }
  })

  it('converges with the second power of the spacing to a smooth field', () => {
    const slice = { from: { x: 0.12, y: 0.2 }, to: { x: 0.81, y: 0.77 } }
    const wave = (x: number, y: number): number => Math.sin(4 * x) * Math.cos(3 * y)
    const errorOn = (n: number): number => {
      const field = heightField(payload(n, n, wave, { staggering: 'node' }))
      const { points } = placesAlong(slice, field)
      return Math.max(
        ...valuesAlong(field, points).map((value, i) => Math.abs(value! - wave(points[i]!.x, points[i]!.y))),
      )
    }
    const order = Math.log2(errorOn(17) / errorOn(33))
    expect(order).toBeGreaterThan(1.7)
    expect(order).toBeLessThan(2.3)
  })

  it('has no value outside of the domain, and measures in the units of its edges', () => {
    const field = heightField(payload(8, 8, (x) => x, { extent: { x: 3, y: 4 } }))
    const slice = { from: { x: 0, y: 0 }, to: { x: 3, y: 4 } }
    expect(sliceLength(slice)).toBe(5)
    expect(pointAlong(slice, 2.5)).toEqual({ x: 1.5, y: 2 })
    expect(
      valuesAlong(field, [
        { x: -0.1, y: 1 },
        { x: 1.5, y: 4.5 },
      ]),
    ).toEqual([null, null])
  })

  it('is as dense as the grid that it crosses, not denser than a screen', () => {
    const wide = heightField(payload(64, 64, () => 1, { staggering: 'node' }))
    const across = { from: { x: 0, y: 0.5 }, to: { x: 1, y: 0.5 } }
    expect(placesAlong(across, wide).distances).toHaveLength(3 * 63 + 1)
    const huge = heightField(payload(400, 4, () => 1, { staggering: 'node' }))
    expect(placesAlong(across, huge).distances).toHaveLength(601)
  })
})

describe('a point beside a line', () => {
  const slice = { from: { x: 0, y: 0 }, to: { x: 3, y: 4 } }

  it('is measured along it and away from it', () => {
    expect(nearestOn(slice, { x: 1.5 - 0.8, y: 2 + 0.6 })).toEqual({
      along: expect.closeTo(2.5, 12) as number,
      away: expect.closeTo(1, 12) as number,
    })
    expect(nearestOn(slice, { x: -3, y: -4 })).toEqual({ along: 0, away: 5 })
  })

  it('snaps a line to the axis that it is nearer to', () => {
    expect(snapToAxis({ from: { x: 0.2, y: 0.2 }, to: { x: 0.9, y: 0.4 } }).to).toEqual({ x: 0.9, y: 0.2 })
    expect(snapToAxis({ from: { x: 0.2, y: 0.2 }, to: { x: 0.3, y: 0.9 } }).to).toEqual({ x: 0.2, y: 0.9 })
  })
})
