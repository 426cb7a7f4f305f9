import { expect, test } from 'vitest'
import { fairCrps, normalCrps } from '../../../src-main/numerics/crps'
import { RandomStream } from '../../../src-main/numerics/random'
import fixture from '../../fixtures/uncertainty/uncertainty.json'

test("the score of an ensemble is NumPy's double sum, and of a single member its absolute error", () => {
  for (const { members, truth, score } of fixture.crps) expect(fairCrps(members, truth)).toBeCloseTo(score, 12)
  expect(fairCrps([3], 1)).toBe(2)
})

test('the score of a normal distribution is the integral of its definition', () => {
  for (const [mean, deviation, truth, score] of fixture.normalCrps) {
    expect(normalCrps(mean!, deviation!, truth!)).toBeCloseTo(score!, 6)
  }
  expect(normalCrps(1, 0, 3)).toBe(2)
})

test('the mean score of small ensembles is that of the distribution they are drawn from, as no biased one is', () => {
  const [members, trials] = [4, 20_000]
  let [fair, plain] = [0, 0]
  const draw = new Float64Array(members * trials)
  new RandomStream(2, 'crps test').fillNormal(draw)
  for (let trial = 0; trial < trials; trial += 1) {
    const sorted = draw.slice(trial * members, (trial + 1) * members).sort()
    const score = fairCrps(sorted, 0.7)
    const error = sorted.reduce((sum, x) => sum + Math.abs(x - 0.7), 0) / members
    fair += score / trials
    // The estimator that divides by n^2 takes (n - 1)/n of the pairs' mean.
    plain += (error + (score - error) * (1 - 1 / members)) / trials
  }
  expect(Math.abs(fair - normalCrps(0, 1, 0.7))).toBeLessThan(0.01)
  expect(plain - normalCrps(0, 1, 0.7)).toBeGreaterThan(0.1)
})
