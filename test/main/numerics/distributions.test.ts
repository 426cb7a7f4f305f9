import { expect, test } from 'vitest'
import { reducedChiSquareQuantile } from '../../../src-main/numerics/chi-square'
import { compareWithDraws, fQuantile } from '../../../src-main/numerics/hotelling'
import { normalQuantile } from '../../../src-main/numerics/normal'
import { RandomStream } from '../../../src-main/numerics/random'
import fixture from '../../fixtures/uncertainty/uncertainty.json'

test("quantiles of the normal distribution are SciPy's, and outside (0, 1) there are none", () => {
  for (const [level, value] of fixture.normal) {
    expect(Math.abs(normalQuantile(level!) - value!)).toBeLessThanOrEqual(2e-9 * Math.abs(value!))
  }
  for (const level of [0, 1, -0.5, Number.NaN]) expect(() => normalQuantile(level)).toThrow(RangeError)
})

test('quantiles of the chi-square and the F distribution are within what their approximations claim', () => {
  for (const [level, degrees, value] of fixture.reducedChiSquare) {
    expect(Math.abs(reducedChiSquareQuantile(level!, degrees!) / value! - 1), `${level} ${degrees}`).toBeLessThan(0.02)
  }
  for (const [level, a, b, value] of fixture.f) {
    expect(Math.abs(fQuantile(level!, a!, b!) / value! - 1), `${level} ${a} ${b}`).toBeLessThan(0.04)
  }
})

test("the comparison of a vector with draws is Hotelling's by NumPy and SciPy", () => {
  const { draws, vector, statistic, limit, scores } = fixture.hotelling
  const found = compareWithDraws(vector, draws, 0.999)
  expect(found.statistic).toBeCloseTo(statistic, 9)
  expect(Math.abs(found.limit / limit - 1)).toBeLessThan(0.01)
  found.scores.forEach((score, i) => expect(score).toBeCloseTo(scores[i]!, 9))
})

test('one more draw of the same distribution is above the limit as rarely as the level says', () => {
  const count = 2000
  let above = 0
  for (let trial = 0; trial < count; trial += 1) {
    const numbers = new Float64Array(3 * 21)
    new RandomStream(trial, 'hotelling test').fillNormal(numbers)
    // Correlated entries of very different size.
    const rows = Array.from({ length: 21 }, (_, i) => {
      const [a, b, c] = numbers.subarray(3 * i, 3 * i + 3)
      return [a!, 100 * (a! + b!), 0.01 * (b! + c!)]
    })
    const { statistic, limit } = compareWithDraws(rows[0]!, rows.slice(1), 0.9)
    if (statistic > limit) above += 1
  }
  // Three standard deviations of the count.
  expect(Math.abs(above / count - 0.1)).toBeLessThan(0.021)
})
