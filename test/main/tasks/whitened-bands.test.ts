import { expect, test } from 'vitest'
import { RandomStream } from '../../../src-main/numerics/random'
import { WhitenedBands } from '../../../src-main/tasks/whitened-bands'
import fixture from '../../fixtures/uncertainty/uncertainty.json'

const { mean, covariance, deviation, values, logPowers } = fixture.powers
const n = mean.length
const [m, k, s, y] = [mean, covariance, deviation, values].map((list) => Float64Array.from(list)) as [
  Float64Array,
  Float64Array,
  Float64Array,
  Float64Array,
]

test("powers of whitened values in bands of modes are NumPy's", () => {
  const found = new WhitenedBands(m, k, s).logPowers(y)
  expect(found).toHaveLength(logPowers.length)
  found.forEach((power, band) => expect(power).toBeCloseTo(logPowers[band]!, 8))
})

test('the order of the values changes nothing', () => {
  const order = Array.from({ length: n }, (_, i) => (i * 7) % n)
  const turned = (list: Float64Array) => Float64Array.from(order, (i) => list[i]!)
  const turnedCovariance = Float64Array.from({ length: n * n }, (_, e) => {
    return k[order[Math.floor(e / n)]! * n + order[e % n]!]!
  })
  const found = new WhitenedBands(turned(m), turnedCovariance, turned(s)).logPowers(turned(y))
  found.forEach((power, band) => expect(power).toBeCloseTo(logPowers[band]!, 8))
})

test('values ten times the deviations have a hundred times the power, and of few values there is one band', () => {
  const bands = new WhitenedBands(m, k, s)
  const larger = bands.logPowers(y.map((value, i) => m[i]! + 10 * (value - m[i]!)))
  larger.forEach((power, band) => expect(power - logPowers[band]!).toBeCloseTo(Math.log(100), 8))
  const few = new WhitenedBands(
    new Float64Array(3),
    Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
    new Float64Array(3).fill(1),
  )
  expect(few.logPowers(Float64Array.of(2, 0, 0))).toEqual([expect.closeTo(Math.log(2 / 3), 10)])
})

test('values of the model itself have power one on average in every band', () => {
  const white = new Float64Array(n)
  const bands = new WhitenedBands(new Float64Array(n), new Float64Array(n * n), s)
  const sums = [0, 0, 0]
  const trials = 500
  for (let trial = 0; trial < trials; trial += 1) {
    new RandomStream(trial, 'bands test').fillNormal(white)
    bands.logPowers(white.map((z, i) => z * s[i]!)).forEach((power, band) => (sums[band]! += Math.exp(power) / trials))
  }
  for (const sum of sums) expect(Math.abs(sum - 1)).toBeLessThan(0.08)
})
