import { describe, expect, test } from 'vitest'
import { guidedHeun, type GuidedDenoiser } from '../../../src-main/diffusion/guided'
import { heun } from '../../../src-main/diffusion/heun'
import { counted, grid, idealDenoiser, start } from './gaussian-flow'

/** Guides towards x_1 = 2: the residual of the estimate is its second entry's distance from there. */
const target = 2
const guide: GuidedDenoiser = async (noisy, sigma) => {
  const estimate = await idealDenoiser(noisy, sigma)
  // The second deviation is one, so that dD_1/dx_1 = 1 / (1 + sigma^2).
  const slope = Math.sign(estimate[1]! - target) / (1 + sigma ** 2)
  return { estimate, gradient: Float32Array.of(0, slope, 0, 0) }
}

describe('sampling guided by a residual', () => {
  test("without strength is Heun's, bit for bit", async () => {
    const plain = await heun(idealDenoiser, start, grid(10))
    expect(await guidedHeun(idealDenoiser, guide, start, grid(10), { strength: 0, from: 0.5 })).toEqual(plain)
  })

  test('follows the gradient once a step from its share of the steps on, and leaves the rest to the flow', async () => {
    const { denoise, levels } = counted()
    const guided: number[] = []
    const steps: number[] = []
    const watched: GuidedDenoiser = (noisy, sigma) => (guided.push(sigma), guide(noisy, sigma))
    const sigmas = [8, 4, 2, 1, 0.5]
    await guidedHeun(denoise, watched, start, sigmas, { strength: 0.1, from: 0.6 }, (step) => steps.push(step))
    expect(guided).toEqual([1, 0.5])
    // Each guided step saves the evaluation that comes with its gradient: 2 n - 1 in all.
    expect(levels).toEqual([8, 4, 4, 2, 2, 1, 0.5])
    expect(steps).toEqual([1, 2, 3, 4, 5])
  })

  test('moves what the residual depends on towards zero residual, and nothing else', async () => {
    const sigmas = grid(50)
    const plain = await heun(idealDenoiser, start, sigmas)
    const near = await guidedHeun(idealDenoiser, guide, start, sigmas, { strength: 0.5, from: 0.2 })
    expect(Math.abs(plain[1]! - target)).toBeGreaterThan(1)
    expect(Math.abs(near[1]! - target)).toBeLessThan(0.5)
    for (const i of [0, 2, 3]) expect(near[i]).toBe(plain[i])
  })

  test('takes one step of the length strength times the gradient', async () => {
    const [estimate, { gradient }] = [await idealDenoiser(start, 8), await guide(start, 8)]
    const x = await guidedHeun(idealDenoiser, guide, start, [8], { strength: 3, from: 0 })
    expect(x[1]).toBeCloseTo(estimate[1]! - 3 * gradient[1]!, 6)
  })
})
