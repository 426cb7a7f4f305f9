import { describe, expect, test } from 'vitest'
import { guidedHeun } from '../../../src-main/diffusion/guided'
import { karrasGrid } from '../../../src-main/diffusion/noise'
import { sessionObservationGuide, type ObservationGuidance } from '../../../src-main/distillation/session-denoisers'
import { mean, standardDeviation } from '../../../src-main/numerics/statistics'
import { RandomStream } from '../../../src-main/numerics/random'
import { float32, type RuntimeTensor, type Session } from '../../../src-main/runtime/session'

/** Pairs of unit variance and correlation 0.8, the first entry of which is observed. */
const correlation = 0.8
const y = 1.5
const count = 2000
const dims = [count, 2]
const sigmas = karrasGrid(100, { minimum: 1e-3, maximum: 10 })

/** C (C + sigma^2 I)^-1, symmetric as C is: its diagonal and its other entry. */
function filter(sigma: number): readonly [number, number] {
  const [sum, difference] = [1 + correlation, 1 - correlation].map((l) => l / (l + sigma ** 2))
  return [(sum! + difference!) / 2, (sum! - difference!) / 2]
}

function denoised(noisy: Float32Array, sigma: number): Float32Array {
  const [same, other] = filter(sigma)
  return noisy.map((x, i) => same * x + other * noisy[i ^ 1]!)
}

/** What an `observationGuidanceGraph` with the ideal denoiser of the pairs would give. */
const toy = {
  run(feeds: Readonly<Record<string, RuntimeTensor>>) {
    const sigma = (feeds['sigma']!.data as Float32Array)[0]!
    const [strength] = feeds['strengths']!.data as Float32Array
    const estimate = denoised(feeds['x']!.data as Float32Array, sigma)
    const misfit = Float32Array.from({ length: count }, (_, n) => strength! * Math.abs(estimate[2 * n]! - y))
    const slopes = filter(sigma)
    const misfitGradient = estimate.map((_, i) => strength! * Math.sign(estimate[i & ~1]! - y) * slopes[i & 1]!)
    return Promise.resolve({ estimate, misfit, misfitGradient })
  },
} as unknown as Session

const empty = float32(new Float32Array(0), [0])
const channel = { key: 'u', operator: empty, targets: empty }
const guideWith = (strength: number, floor = 0) => {
  const guidance: ObservationGuidance = { strengths: Float32Array.of(strength), floor, equation: 0 }
  return sessionObservationGuide(toy, dims, empty, [channel], guidance)
}
const white = (): Float32Array => {
  const start = new Float32Array(2 * count)
  new RandomStream(11, 'pairs').fillNormal(start)
  return start.map((z) => sigmas[0]! * z)
}

/** Mean and standard deviation of both entries of the guided pairs. */
async function moments(strength: number): Promise<{ mean: number; deviation: number }[]> {
  const denoise = (noisy: Float32Array, sigma: number) => Promise.resolve(denoised(noisy, sigma))
  const pairs = await guidedHeun(denoise, guideWith(strength), white(), sigmas, { strength: 1, from: 0 })
  return [0, 1].map((entry) => {
    const entries = Array.from(pairs.filter((_, i) => i % 2 === entry))
    return { mean: mean(entries), deviation: standardDeviation(entries) }
  })
}

describe('guiding the sampler of a Gaussian by an exact value of its first entry', () => {
  test('ends at the value, and near the moments of the second entry under it', async () => {
    const [first, second] = await moments(0.6)
    expect(first!.mean).toBeCloseTo(y, 4)
    expect(first!.deviation).toBeLessThan(1e-4)
    expect(Math.abs(second!.mean / (correlation * y) - 1)).toBeLessThan(0.1)
    expect(Math.abs(second!.deviation / Math.sqrt(1 - correlation ** 2) - 1)).toBeLessThan(0.1)
  })

  test('does less to the second entry than the value says when it is weak, and more when it is strong', async () => {
    // Guidance through the estimate is no exact conditioning: this is why its strength is tuned.
    const [weak, strong] = [await moments(0.2), await moments(2)]
    expect(weak[1]!.mean).toBeLessThan(0.9 * correlation * y)
    expect(strong[1]!.mean).toBeGreaterThan(1.1 * correlation * y)
    for (const [first] of [weak, strong]) expect(first!.mean).toBeCloseTo(y, 4)
  })

  test('without strength leaves the Gaussian as it is', async () => {
    for (const { mean: centre, deviation } of await moments(0)) {
      expect(Math.abs(centre)).toBeLessThan(4 / Math.sqrt(count))
      expect(Math.abs(deviation - 1)).toBeLessThan(4 / Math.sqrt(2 * count))
    }
  })

  test('takes no step further than to where the misfit is what noise makes expect', async () => {
    const [x, sigma, floor, strength] = [white(), 0.5, 0.3, 1e6]
    const { estimate, gradient } = await guideWith(strength, strength * floor)(x, sigma)
    const moved = denoised(
      x.map((value, i) => value - gradient[i]!),
      sigma,
    )
    for (let n = 0; n < count; n += 1) {
      const [before, after] = [Math.abs(estimate[2 * n]! - y), Math.abs(moved[2 * n]! - y)]
      expect(after).toBeCloseTo(Math.min(before, floor), 4)
    }
  })
})
