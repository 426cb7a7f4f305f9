import { describe, expect, test } from 'vitest'
import { dpmSolver2M } from '../../../src-main/diffusion/dpm-solver'
import { euler } from '../../../src-main/diffusion/euler'
import { heun } from '../../../src-main/diffusion/heun'
import { counted, flowError, grid, idealDenoiser, start } from './gaussian-flow'

const samplers = [
  { name: "Euler's", sample: euler, order: 1, counts: [32, 64, 128, 256], levels: [8, 4, 1] },
  { name: "Heun's", sample: heun, order: 2, counts: [16, 32, 64, 128], levels: [8, 4, 4, 1, 1] },
  { name: 'DPM-Solver++(2M)', sample: dpmSolver2M, order: 2, counts: [16, 32, 64, 128], levels: [8, 4, 1] },
] as const

/** Slope of log error over log steps, by least squares. */
function slopeOf(counts: readonly number[], errors: readonly number[]): number {
  const [xs, ys] = [counts.map(Math.log), errors.map(Math.log)]
  const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
  const [mx, my] = [average(xs), average(ys)]
  const covariance = xs.reduce((sum, x, i) => sum + (x - mx) * (ys[i]! - my), 0)
  return -covariance / xs.reduce((sum, x) => sum + (x - mx) ** 2, 0)
}

describe.each(samplers)('the sampler $name', ({ sample, order, counts, levels }) => {
  test('converges on Gaussian data, whose probability flow is known, with its order', async () => {
    const errors = await Promise.all(counts.map(async (n) => flowError(await sample(idealDenoiser, start, grid(n)))))
    const slope = slopeOf(counts, errors)
    expect(slope).toBeGreaterThan(order - 0.15)
    expect(slope).toBeLessThan(order + 0.3)
  })

  test('evaluates the denoiser at the levels of the grid, and reports its steps one by one', async () => {
    const { denoise, levels: asked } = counted()
    const steps: number[] = []
    await sample(denoise, start, [8, 4, 1], (step) => steps.push(step))
    expect(asked).toEqual(levels)
    expect(steps).toEqual([1, 2, 3])
  })

  test('gives the estimate itself in a single step', async () => {
    expect(await sample(idealDenoiser, start, [8])).toEqual(await idealDenoiser(start, 8))
  })

  test('leaves the starting noise as it was', async () => {
    const before = start.slice()
    await sample(idealDenoiser, start, grid(4))
    expect(start).toEqual(before)
  })
})

describe('at the same number of evaluations', () => {
  test("Heun's and DPM-Solver++ are closer to the exact flow than Euler's", async () => {
    const first = flowError(await euler(idealDenoiser, start, grid(35)))
    expect(flowError(await heun(idealDenoiser, start, grid(18)))).toBeLessThan(first / 2)
    expect(flowError(await dpmSolver2M(idealDenoiser, start, grid(35)))).toBeLessThan(first / 2)
  })
})
