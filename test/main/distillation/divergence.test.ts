import { describe, expect, test } from 'vitest'
import { divergenceGradient, drawDivergenceSigmas } from '../../../src-main/distillation/divergence'
import { averageDecay, cosineRate } from '../../../src-main/distillation/trainable'
import { edmNoise, karrasQuantile } from '../../../src-main/diffusion/noise'
import { RandomStream } from '../../../src-main/numerics/random'

describe('the divergence gradient (D_phi - D_T) / mean |x - D_T|', () => {
  const clean = Float32Array.of(1, 3, 10, 30)
  const generator = Float32Array.of(2, 2, 40, 20)
  const teacher = Float32Array.of(0, 2, 10, 10)

  test('is normalised channel by channel', () => {
    // Channel 0: mean of |1 - 0|, |3 - 2| is 1; channel 1: mean of |10 - 10|, |30 - 10| is 10.
    expect(Array.from(divergenceGradient(clean, generator, teacher, 2))).toEqual([2, 0, 3, 1])
  })

  test('does not depend on the units of a channel', () => {
    const scaled = [clean, generator, teacher].map((array) => array.map((value, i) => (i < 2 ? value : value / 1024)))
    expect(divergenceGradient(scaled[0]!, scaled[1]!, scaled[2]!, 2)).toEqual(
      divergenceGradient(clean, generator, teacher, 2),
    )
  })

  test('vanishes where both estimates agree, and stays finite where the teacher gives the sample back', () => {
    expect(Array.from(divergenceGradient(clean, teacher, teacher, 2))).toEqual([0, 0, 0, 0])
    expect(divergenceGradient(teacher, generator, teacher, 2).every(Number.isFinite)).toBe(true)
  })

  test('descends towards the teacher: Gaussians of wrong mean and width are pulled to the right ones', () => {
    // D(x_t) of N(m, s^2) is m + s^2/(s^2 + sigma^2) (x_t - m), averaged over the noise at x_t = x.
    const denoise = (m: number, s: number) => (x: number) => m + (s * s * (x - m)) / (s * s + 1)
    const at = (x: number, m: number, s: number): number =>
      Math.sign(
        divergenceGradient(
          Float32Array.of(x),
          Float32Array.of(denoise(m, s)(x)),
          Float32Array.of(denoise(0, 1)(x)),
          1,
        )[0]!,
      )
    // The generator sits too high: every sample must go down, so the gradient is positive.
    for (const x of [-1, 0, 3]) expect(at(x, 2, 1)).toBe(1)
    // It is too narrow: samples must move outwards.
    expect([at(-2, 0, 0.5), at(2, 0, 0.5)]).toEqual([1, -1])
  })

  test('is taken at noise levels between two quantiles of the Karras grid', () => {
    const sigmas = drawDivergenceSigmas(500, [0.3, 0.8], edmNoise, new RandomStream(1))
    const [low, high] = [karrasQuantile(0.3), karrasQuantile(0.8)]
    for (const sigma of sigmas) {
      expect(sigma).toBeGreaterThanOrEqual(Math.fround(low))
      expect(sigma).toBeLessThanOrEqual(Math.fround(high))
    }
    const middle = karrasQuantile(0.55)
    expect(sigmas.filter((sigma) => sigma < middle).length / 500).toBeCloseTo(0.5, 1)
  })
})

describe('the schedules of a training run', () => {
  test('the rate warms up linearly, then falls along a half cosine to its floor', () => {
    expect([0, 4, 9].map((step) => cosineRate(step, 110, 2, 10))).toEqual([0.2, 1, 2])
    expect(cosineRate(60, 110, 2, 10)).toBeCloseTo(2 * (0.02 + 0.98 / 2), 12)
    expect(cosineRate(110, 110, 2, 10)).toBeCloseTo(0.04, 12)
    expect(cosineRate(500, 110, 2, 10)).toBeCloseTo(0.04, 12)
    expect(cosineRate(0, 1, 2, 1)).toBe(2)
  })

  test('the average of the weights forgets its start', () => {
    expect(averageDecay(0, 0.999)).toBe(0.1)
    expect(averageDecay(90, 0.999)).toBe(0.91)
    expect(averageDecay(1e6, 0.999)).toBe(0.999)
  })
})
