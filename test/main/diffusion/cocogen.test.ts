import { describe, expect, test } from 'vitest'
import { cocogen, type ResidualGradient } from '../../../src-main/diffusion/cocogen'
import { heun } from '../../../src-main/diffusion/heun'
import { counted, grid, idealDenoiser, start } from './gaussian-flow'

/** Two samples of two entries each; the residual of a sample is its first entry's distance from 5. */
const width = 2
const target = 5
const residualGradient: ResidualGradient = (states) =>
  Promise.resolve(states.map((x, j) => (j % width === 0 ? 2 * (x - target) : 0)))

const corrections = { length: 0.01, during: 0, after: 0 }

describe('CoCoGen', () => {
  test("without corrections is Heun's, bit for bit and at its cost", async () => {
    const { denoise, levels } = counted()
    const plain = await heun(idealDenoiser, start, grid(10))
    expect(await cocogen(denoise, residualGradient, start, grid(10), corrections, width)).toEqual(plain)
    expect(levels).toHaveLength(19)
  })

  test('moves each sample by the given length along its own gradient in every correction of the result', async () => {
    const plain = await heun(idealDenoiser, start, grid(10))
    const moved = await cocogen(idealDenoiser, residualGradient, start, grid(10), { ...corrections, after: 7 }, width)
    for (const j of [0, 2]) expect(moved[j]! - plain[j]!).toBeCloseTo(0.07 * Math.sign(target - plain[j]!), 5)
    for (const j of [1, 3]) expect(moved[j]).toBe(plain[j])
  })

  test('corrects after each of the last steps, the last of all included', async () => {
    const seen: number[] = []
    const steps: number[] = []
    const watched: ResidualGradient = (states) => (seen.push(steps.length), residualGradient(states))
    const sigmas = [8, 4, 2, 1]
    await cocogen(idealDenoiser, watched, start, sigmas, { length: 0.01, during: 2, after: 1 }, width, (step) =>
      steps.push(step),
    )
    // The third and the fourth step are corrected before they are reported, the result after all four.
    expect(seen).toEqual([2, 3, 4])
    expect(steps).toEqual([1, 2, 3, 4])
  })

  test('leaves samples without a residual as they are', async () => {
    const none: ResidualGradient = (states) => Promise.resolve(new Float32Array(states.length))
    const plain = await heun(idealDenoiser, start, grid(5))
    expect(await cocogen(idealDenoiser, none, start, grid(5), { length: 1, during: 5, after: 3 }, width)).toEqual(plain)
  })
})
