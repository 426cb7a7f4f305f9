import { describe, expect, test } from 'vitest'
import { coordinate, unitSquare, type Grid } from '../../../src-main/field/grid'
import { RandomStream } from '../../../src-main/numerics/random'
import { proposeSensors } from '../../../src-main/tasks/next-sensor'

const size = 16
const cells = size * size
const grid = unitSquare(size, 'cell', 'm')

/** Members in antithetic pairs: sums of patterns with independent normal coefficients. */
function ensemble(members: number, patterns: readonly Float64Array[], seed = 1): Float64Array {
  const samples = new Float64Array(members * cells)
  for (let m = 0; m < members; m += 1) {
    const coefficients = new Float64Array(patterns.length)
    new RandomStream(seed, 'sensor test', m >> 1).fillNormal(coefficients)
    patterns.forEach((pattern, k) =>
      pattern.forEach((value, cell) => (samples[m * cells + cell]! += (m % 2 ? -1 : 1) * coefficients[k]! * value)),
    )
  }
  return samples
}

/** A bump of the given height and width about a cell. */
const bump = (i: number, j: number, height: number, width: number): Float64Array =>
  Float64Array.from({ length: cells }, (_, cell) => {
    const squared = ((cell % size) - i) ** 2 + (Math.floor(cell / size) - j) ** 2
    return height * Math.exp(-squared / (2 * width * width))
  })

const at = (i: number, j: number) => ({ x: coordinate(i, size, 'cell', 1), y: coordinate(j, size, 'cell', 1) })

describe('the next sensors', () => {
  test('stand on what varies most, one after another, and leave out what the earlier ones tell', () => {
    const samples = ensemble(200, [bump(3, 4, 3, 2), bump(12, 11, 2, 2), bump(3, 13, 1, 1)])
    const places = proposeSensors({ samples, members: 200, grid, sigma: 0.3 })
    expect(places.map(({ x, y }) => ({ x, y }))).toEqual([at(3, 4), at(12, 11), at(3, 13)])
    // The bumps hardly overlap, so that each is a share of its own of the variance, h^2 w^2; 100 pairs tell it to 14 %.
    const shares = [36, 16, 1].map((share) => share / 53)
    places.forEach(({ gain }, i) => expect(Math.abs(gain - shares[i]!)).toBeLessThan(0.08))
    expect(places[0]!.std).toBeCloseTo(3, 0)
  })

  test('gain what a dense search over the exact covariance gains', () => {
    const patterns = [bump(2, 2, 2, 3), bump(9, 6, 2, 3), bump(13, 13, 1.5, 4), bump(5, 12, 1, 5)]
    const sigma = 0.5
    const covariance = (p: number, q: number) => patterns.reduce((sum, pattern) => sum + pattern[p]! * pattern[q]!, 0)
    const total = Array.from({ length: cells }, (_, p) => covariance(p, p)).reduce((a, b) => a + b, 0)
    const gains = Array.from({ length: cells }, (_, c) => {
      let removed = 0
      for (let p = 0; p < cells; p += 1) removed += covariance(p, c) ** 2 / (covariance(c, c) + sigma * sigma)
      return removed / total
    })
    const members = 400
    const [place] = proposeSensors({ samples: ensemble(members, patterns), members, grid, sigma, count: 1 })
    expect(place!.gain).toBeCloseTo(Math.max(...gains), 1)
    const cell = Math.round(place!.y * size - 0.5) * size + Math.round(place!.x * size - 0.5)
    expect(gains[cell]! / Math.max(...gains)).toBeGreaterThan(0.98)
  })

  test('promise no gain from chance correlations of few members', () => {
    // Independent cells: a sensor tells of itself alone, 1/256 of the variance.
    const white = new Float64Array(16 * cells)
    for (let pair = 0; pair < 8; pair += 1) {
      const draw = white.subarray(2 * pair * cells, (2 * pair + 1) * cells)
      new RandomStream(pair, 'white members').fillNormal(draw)
      draw.forEach((value, cell) => (white[(2 * pair + 1) * cells + cell] = -value))
    }
    const places = proposeSensors({ samples: white, members: 16, grid, sigma: 0 })
    // Unadjusted, the squared correlation of 8 draws alone would promise 1/8.
    for (const { gain } of places) expect(gain).toBeLessThan(0.06)
  })

  test('keep off each other across a periodic edge, and off what is known', () => {
    const periodic: Grid = unitSquare(size, 'periodic', 'm')
    const noise = Array.from({ length: 6 }, (_, k) => bump(k % 2 ? 15 : 0, 8, 1, 0.8 + 0.1 * k))
    const samples = ensemble(60, [...noise, bump(8, 2, 0.1, 1)])
    const places = proposeSensors({ samples, members: 60, grid: periodic, sigma: 0.5 })
    const gap = (a: number, b: number) => Math.min(Math.abs(a - b), 1 - Math.abs(a - b))
    places.forEach((a, i) => {
      for (const b of places.slice(0, i)) expect(Math.max(gap(a.x, b.x), gap(a.y, b.y))).toBeGreaterThan(1 / 16)
      expect(a.std).toBeGreaterThan(0)
    })
    const known = ensemble(60, [bump(8, 8, 1, 3).map((value, cell) => (cell % size < 8 ? 0 : value))])
    for (const { x } of proposeSensors({ samples: known, members: 60, grid, sigma: 0.1 }))
      expect(x).toBeGreaterThan(0.5)
  })

  test('are none of too few members, and of members that agree', () => {
    const samples = ensemble(4, [bump(3, 4, 3, 2)])
    expect(proposeSensors({ samples, members: 4, grid, sigma: 0.1 })).toEqual([])
    expect(proposeSensors({ samples: new Float64Array(16 * cells).fill(2), members: 16, grid, sigma: 0.1 })).toEqual([])
  })
})
