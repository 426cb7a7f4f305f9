import { expect, test } from 'vitest'
import type { Observations } from '../../../src-main/field/observations'
import { RandomStream } from '../../../src-main/numerics/random'
import { defaultParameters } from '../../../src-main/problems/parameters'
import { poisson } from '../../../src-main/problems/poisson/poisson'
import { conditionOn } from '../../../src-main/tasks/conditioning'

const size = 16
const parameters = defaultParameters(poisson)
const random = new RandomStream(6, 'condensed')

/** u = 0.01 (1 + x + 2 y) read at random points with their own noise; the last two are exact. */
function observe(count: number, noise: number): Observations {
  const [x, y, sigma] = Array.from({ length: 3 }, () => Float64Array.from({ length: count }, () => random.uniform()))
  const stated = sigma!.map((share, p) => (p >= count - 2 ? 0 : noise * (0.5 + share)))
  return {
    fields: ['u'],
    field: new Uint8Array(count),
    x: x!,
    y: y!,
    value: x!.map((at, p) => 0.01 * (1 + at + 2 * y![p]!) + stated[p]! * random.normal()),
    sigma: stated,
    line: new Uint32Array(count),
  }
}

/** That u, normalised. */
const linearField = poisson
  .normalise(parameters, {
    f: new Float64Array(size * size),
    u: Float64Array.from(
      { length: size * size },
      (_, p) => 0.01 * (1 + (p % size) / (size - 1) + (2 * Math.floor(p / size)) / (size - 1)),
    ),
  })
  .subarray(size * size)

const channelOf = (observations: Observations) =>
  conditionOn(poisson, poisson.grid(size), parameters, observations, observations.sigma)[0]!

test('few points stay as they are', () => {
  expect(channelOf(observe(500, 1e-3)).values).toHaveLength(500)
})

test('very many points become one for each cell, which reads what they read on the average', () => {
  const observations = observe(20_000, 1e-9)
  const { values, sigma, predict } = channelOf(observations)
  expect(values.length).toBeLessThanOrEqual(15 * 15 + 2)
  // The interpolant of a linear field is exact, so the condensed readings of it are too.
  predict(linearField).forEach((read, i) => expect(read).toBeCloseTo(values[i]!, 5))
  expect(sigma.filter((s) => s === 0)).toHaveLength(2)
})

test('their noise is that of the weighted mean', () => {
  const observations = observe(20_000, 1e-3)
  const { values, sigma, predict } = channelOf(observations)
  const read = predict(linearField)
  const squares = [...values.keys()].filter((i) => sigma[i]! > 0).map((i) => ((read[i]! - values[i]!) / sigma[i]!) ** 2)
  const mean = squares.reduce((sum, value) => sum + value, 0) / squares.length
  // The mean of 225 squares of unit variance scatters by 9 %.
  expect(mean).toBeGreaterThan(0.65)
  expect(mean).toBeLessThan(1.35)
})
