import { describe, expect, test } from 'vitest'
import { quantile, quantileField } from '../../../src-main/numerics/quantiles'
import { RandomStream } from '../../../src-main/numerics/random'
import fixture from '../../fixtures/uncertainty/uncertainty.json'

function normals(count: number, ...labels: (string | number)[]): Float64Array {
  const out = new Float64Array(count)
  new RandomStream(3, 'quantiles test', ...labels).fillNormal(out)
  return out
}

describe('a quantile of a sample', () => {
  test("is NumPy's by Weibull's positions between the outermost values", () => {
    const { sample, levels, values } = fixture.quantiles
    levels.forEach((level, i) => expect(quantile(sample, level)).toBeCloseTo(values[i]!, 12))
  })

  test('lies above the next draw as often as its level says, also beyond all values', () => {
    const trials = 20_000
    const all = normals(17 * trials, 'trials')
    for (const level of [0.025, 0.05, 0.5, 0.9, 0.975]) {
      let below = 0
      for (let first = 0; first < all.length; first += 17) {
        if (all[first]! < quantile(all.slice(first + 1, first + 17).sort(), level)) below += 1
      }
      // Three standard deviations of the count, and what the normal tail of few values is off.
      const bound = 3 * Math.sqrt((level * (1 - level)) / trials) + 0.003
      expect(Math.abs(below / trials - level), String(level)).toBeLessThan(bound)
    }
  })

  test('rises with its level, is symmetric, and of one value that value', () => {
    const sample = [-4, -1, 0, 0.5, 3]
    const levels = Array.from({ length: 99 }, (_, i) => (i + 1) / 100)
    const values = levels.map((level) => quantile(sample, level))
    expect(values.toSorted((a, b) => a - b)).toEqual(values)
    const mirrored = sample.map((x) => -x).toReversed()
    levels.forEach((level, i) => expect(quantile(mirrored, 1 - level)).toBeCloseTo(-values[i]!, 9))
    expect([quantile(sample, 0), quantile(sample, 1)]).toEqual([-4, 3])
    for (const level of [0, 0.3, 1]) expect(quantile([7], level)).toBe(7)
  })

  test('is refused of no values, and at levels that are none', () => {
    for (const [values, level] of [
      [[], 0.5],
      [[1], 1.1],
      [[1], Number.NaN],
    ] as const) {
      expect(() => quantile(values, level)).toThrow(RangeError)
    }
  })
})

describe('quantiles of a field', () => {
  const [members, cells] = [9, 5]
  const samples = normals(members * cells, 'field')
  const column = (cell: number) =>
    Array.from({ length: members }, (_, m) => samples[m * cells + cell]!).toSorted((a, b) => a - b)

  test('are those of each cell over the members, whatever their order', () => {
    const found = quantileField(samples, members, 0.3)
    const turned = new Float64Array(samples.length)
    for (let m = 0; m < members; m += 1) turned.set(samples.subarray(m * cells, (m + 1) * cells), (8 - m) * cells)
    expect(quantileField(turned, members, 0.3)).toEqual(found)
    found.forEach((value, cell) => expect(value).toBe(quantile(column(cell), 0.3)))
  })

  test('stand off the median by the factor, within what the field can be', () => {
    const median = quantileField(samples, members, 0.5)
    const [single, double] = [1, 2].map((factor) => quantileField(samples, members, 0.9, { factor }))
    median.forEach((middle, cell) => expect(double![cell]! - middle).toBeCloseTo(2 * (single![cell]! - middle), 12))
    expect(Math.max(...quantileField(samples, members, 0.9, { factor: 2, maximum: 0.5 }))).toBe(0.5)
    expect(Math.min(...quantileField(samples, members, 0.1, { factor: 2, minimum: -0.5 }))).toBe(-0.5)
    expect(quantileField(samples, members, 0.5, { factor: 3 })).toEqual(median)
  })
})
