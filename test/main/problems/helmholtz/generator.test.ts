import { describe, expect, test } from 'vitest'
import { RandomStream } from '../../../../src-main/numerics/random'
import { helmholtz } from '../../../../src-main/problems/helmholtz/helmholtz'
import { drawOf } from '../../../../src-main/problems/gaussian-law'
import { sourceLaw } from '../../../../src-main/problems/shifted-laplacian/source'
import { isBoundary } from '../shifted-laplacian/equations'
import { expectedDeviations, sampledMoments } from '../shifted-laplacian/statistics'

/** At the default k = 1. */
function expected(size: number) {
  const { fEnclosed, u } = expectedDeviations(size, 1)
  return { f: fEnclosed, u }
}

describe('at the defaults of the benchmark', () => {
  const sampled = sampledMoments(helmholtz, 32, 2000)

  test('the fields have the published standard deviations within 0.3 %, in expectation on its grid of 128', () => {
    const { f, u } = expected(128)
    expect(Math.abs(f / 0.285 - 1)).toBeLessThan(0.003)
    expect(Math.abs(u / 4.28e-3 - 1)).toBeLessThan(0.003)
  })

  test.each(['f', 'u'] as const)('%s of 2 000 samples has the expected standard deviation and mean zero', (key) => {
    const { mean, deviation } = sampled[key]!
    expect(Math.abs(deviation / expected(32)[key] - 1)).toBeLessThan(0.03)
    expect(Math.abs(mean)).toBeLessThan(0.03 * expected(32)[key])
  })
})

test("the source is Poisson's inside and zero on the boundary", () => {
  const parameters = { waveNumber: 2, correlationLength: 0.2, amplitude: 3 }
  const { f } = helmholtz.sample(24, parameters, new RandomStream(2, 'boundary')).fields
  const whole = drawOf(sourceLaw(24, parameters), new RandomStream(2, 'boundary'))
  expect(f).toEqual(whole.map((value, node) => (isBoundary(24, node) ? 0 : value)))
})
