import { describe, expect, it } from 'vitest'
import type { VectorField } from '../../../src-main/contract/calls'
import { arrows, flowOf, largestMagnitude } from '../../../src-renderer/scene/flow'
import { streamlines, type Streamline } from '../../../src-renderer/scene/streamlines'
import { payload } from './fields'

type Staggering = 'cell' | 'node' | 'periodic'

function vectors(
  n: number,
  x: (x: number, y: number) => number,
  y: (x: number, y: number) => number,
  staggering: Staggering = 'node',
): VectorField {
  const [along, across] = [payload(n, n, x, { staggering }), payload(n, n, y, { staggering })]
  return { of: 'u', name: 'Velocity', unit: 'm/s', grid: along.grid, x: along.data, y: across.data }
}
const pointsOf = (line: Streamline) =>
  Array.from({ length: line.length / 2 }, (_, k) => ({ x: line[2 * k]!, y: line[2 * k + 1]! }))
const separation = 1 / 16

/** Smallest distance between points of different lines. */
function nearest(lines: readonly Streamline[]): number {
  const points = lines.flatMap((line, of) => pointsOf(line).map((point) => ({ ...point, of })))
  let least = Infinity
  for (const [k, one] of points.entries()) {
    for (const other of points.slice(k + 1)) {
      if (one.of !== other.of) least = Math.min(least, Math.hypot(one.x - other.x, one.y - other.y))
    }
  }
  return least
}

describe('the streamlines of a rotation', () => {
  const flow = flowOf(
    vectors(
      33,
      (_x, y) => 0.5 - y,
      (x) => x - 0.5,
    ),
  )
  const lines = streamlines(flow, separation)

  // Bilinear interpolation is exact for it, so that only the integration is measured.
  it('stay on their circles', () => {
    for (const line of lines) {
      const radii = pointsOf(line).map(({ x, y }) => Math.hypot(x - 0.5, y - 0.5))
      expect(Math.max(...radii) - Math.min(...radii)).toBeLessThan(1e-4)
    }
  })

  it('close where the circle lies within the domain', () => {
    const inner = lines.filter((line) => Math.hypot(line[0]! - 0.5, line[1]! - 0.5) < 0.48)
    expect(inner.length).toBeGreaterThan(4)
    const closed = inner.filter((line) => line[0] === line.at(-2) && line[1] === line.at(-1))
    expect(closed).toHaveLength(inner.length)
  })

  it('keep their distance', () => {
    expect(nearest(lines)).toBeGreaterThanOrEqual(0.5 * separation * (1 - 1e-6))
  })

  it('leave no place far from all of them', () => {
    const points = lines.flatMap(pointsOf)
    for (let k = 0; k < 400; k += 1) {
      const place = { x: ((k % 20) + 0.5) / 20, y: (Math.floor(k / 20) + 0.5) / 20 }
      const distance = Math.min(...points.map(({ x, y }) => Math.hypot(x - place.x, y - place.y)))
      expect(distance).toBeLessThan(1.8 * separation)
    }
  })

  it('are the same every time', () => expect(streamlines(flow, separation)).toEqual(lines))
})

describe('the streamlines of a uniform flow', () => {
  it('are straight and run from wall to wall', () => {
    const lines = streamlines(
      flowOf(
        vectors(
          16,
          () => 1,
          () => 0,
          'cell',
        ),
      ),
      separation,
    )
    expect(lines.length).toBeGreaterThanOrEqual(14)
    for (const line of lines) {
      const points = pointsOf(line)
      expect(Math.max(...points.map(({ y }) => Math.abs(y - points[0]!.y)))).toBeLessThan(1e-6)
      expect(points.at(-1)!.x - points[0]!.x).toBeGreaterThan(1 - 0.3 * separation)
    }
  })

  it('run on across the seam of a periodic domain, in pieces that stay within it', () => {
    const lines = streamlines(
      flowOf(
        vectors(
          16,
          () => 1,
          () => 0.25,
          'periodic',
        ),
      ),
      separation,
    )
    const points = lines.flatMap(pointsOf)
    for (const { x, y } of points) expect(Math.min(x, y, 1 - x, 1 - y)).toBeGreaterThanOrEqual(0)
    expect(points.some(({ x }) => x === 0)).toBe(true)
    expect(points.some(({ x }) => x === 1)).toBe(true)
    for (const line of lines) {
      const steps = pointsOf(line)
        .slice(1)
        .map(({ x }, k) => x - line[2 * k]!)
      for (const step of steps) expect(Math.abs(step)).toBeLessThan(separation / 4)
    }
  })

  it('have a bounded length where nothing ends them', () => {
    const lines = streamlines(
      flowOf(
        vectors(
          16,
          () => 1,
          () => 0.618,
          'periodic',
        ),
      ),
      separation,
    )
    const total = lines.flatMap((line) => pointsOf(line)).length
    expect(total).toBeLessThan(20_000)
  })
})

it('there are none where nothing flows', () => {
  const still = vectors(
    8,
    () => 0,
    () => 0,
  )
  expect(streamlines(flowOf(still), separation)).toEqual([])
  expect(arrows(flowOf(still), 8)).toHaveLength(0)
})

it('ends lines at a gap', () => {
  const lines = streamlines(
    flowOf(
      vectors(
        32,
        (x) => (x > 0.4 && x < 0.6 ? NaN : 1),
        () => 0,
      ),
    ),
    separation,
  )
  expect(lines.length).toBeGreaterThan(10)
  for (const { x } of lines.flatMap(pointsOf)) expect(Math.abs(x - 0.5)).toBeGreaterThan(0.09)
})

describe('arrows', () => {
  const field = vectors(
    33,
    (x) => 3 * x,
    () => 0,
  )
  it('point along the flow, as long as it is fast, the fastest nearly as long as they are apart', () => {
    const found = arrows(flowOf(field), 10)
    expect(largestMagnitude(field)).toBeCloseTo(3)
    for (let k = 0; k < found.length; k += 4) {
      const [x, , dx, dy] = found.subarray(k, k + 4)
      expect(dy).toBe(0)
      expect(dx).toBeCloseTo(0.95 * 0.1 * x!, 5)
    }
    expect(found.length / 4).toBe(100)
  })
  it('are left out where there is next to no flow', () => {
    const found = arrows(flowOf(field), 100)
    expect(found.length / 4).toBe(98 * 100)
  })
  it('stand as far apart along a short edge as along a long one', () => {
    const wide = { ...field, grid: { ...field.grid, extent: { x: 2, y: 1, unit: 'm' } } }
    expect(arrows(flowOf(wide), 10).length / 4).toBe(50)
  })
})
