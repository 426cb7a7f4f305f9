import { describe, expect, test } from 'vitest'
import { bestFactor } from '../../../../src-main/benchmark/calibration/rows'
import { intervalLevels } from '../../../../src-main/benchmark/calibration/names'
import { curveAt, scoreOf, spreadFactors } from '../../../../src-main/benchmark/calibration/score'
import { normalCrps } from '../../../../src-main/numerics/crps'
import { RandomStream } from '../../../../src-main/numerics/random'

const [members, cells] = [16, 10_000]

/** Members and a truth that are drawn alike in every cell, the members' deviations then multiplied. */
function drawn(spread: number): { samples: Float64Array; truth: Float64Array } {
  const all = new Float64Array((members + 1) * cells)
  new RandomStream(8, 'score test').fillNormal(all)
  return {
    samples: all.slice(cells).map((value) => 3 + spread * value),
    truth: all.slice(0, cells).map((value) => 3 + value),
  }
}

describe('the score of an ensemble', () => {
  const { samples, truth } = drawn(1)
  const score = scoreOf(samples, members, truth)

  test('covers the truth as often as the intervals say where truth and members are drawn alike', () => {
    for (const level of intervalLevels) {
      // Between two of 16 order statistics a normal quantile is not quite linear.
      expect(Math.abs(curveAt(score.coverage[level]!, 1) - level / 100), String(level)).toBeLessThan(0.025)
    }
  })

  test('is the CRPS of the distribution that the members are drawn from, over the deviation of the field', () => {
    // Of a normal truth under its own distribution the mean score is 1/sqrt(pi).
    expect(curveAt(score.crps, 1)).toBeCloseTo(1 / Math.sqrt(Math.PI), 2)
    expect(normalCrps(0, 1, 0)).toBeLessThan(1 / Math.sqrt(Math.PI))
  })

  test('of members half as far apart is that of these at half the factor', () => {
    const { samples: narrow } = drawn(0.5)
    const found = scoreOf(narrow, members, truth)
    for (const level of intervalLevels) {
      for (const factor of [0.5, 1, 2]) {
        const difference = curveAt(found.coverage[level]!, 2 * factor) - curveAt(score.coverage[level]!, factor)
        expect(Math.abs(difference), `${level} at ${factor}`).toBeLessThan(0.015)
      }
    }
    expect(Math.abs(bestFactor([score]) - 1)).toBeLessThan(0.06)
    expect(Math.abs(bestFactor([found]) / bestFactor([score]) - 2)).toBeLessThan(0.2)
  })

  test('counts cells that all members agree on as covered if they are right, and as missed if not', () => {
    const same = new Float64Array(4 * 3).fill(2)
    const { coverage } = scoreOf(same, 4, Float64Array.of(2, 2, 5))
    for (const level of intervalLevels) expect(coverage[level]!.every((share) => share === 2 / 3)).toBe(true)
  })

  test('leaves out the cells before the first', () => {
    const some = scoreOf(samples, members, truth, cells / 2)
    expect(some.crps).not.toEqual(score.crps)
    expect(curveAt(some.crps, 1)).toBeCloseTo(curveAt(score.crps, 1), 1)
  })
})

test('a curve is linear in the logarithm of the factor, and constant beyond its ends', () => {
  const logs = spreadFactors.map((factor) => Math.log2(factor))
  for (const factor of [0.125, 0.3, 1, 1.7, 8]) expect(curveAt(logs, factor)).toBeCloseTo(Math.log2(factor), 12)
  expect([curveAt(logs, 0.01), curveAt(logs, 100)]).toEqual([-3, 3])
})
