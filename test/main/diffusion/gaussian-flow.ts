/** Independent Gaussians N(mean_i, deviation_i^2), whose ideal denoiser and probability flow are known in closed form. */
import { karrasGrid } from '../../../src-main/diffusion/noise'
import type { Denoiser } from '../../../src-main/diffusion/samplers'

const mean = [0.3, -1, 0, 2]
const deviation = [0.5, 1, 2, 0.8]

/** E[x | x + sigma n]. */
export const idealDenoiser: Denoiser = (noisy, sigma) =>
  Promise.resolve(
    noisy.map((x, i) => {
      const variance = deviation[i]! ** 2
      return mean[i]! + (variance / (variance + sigma ** 2)) * (x - mean[i]!)
    }),
  )

const range = { minimum: 1e-4, maximum: 10 }
export const start = Float32Array.of(4, -6, 9, -3)
export const grid = (steps: number): number[] => karrasGrid(steps, range)

/** dx/dsigma = (x - D)/sigma keeps (x - mean)/sqrt(deviation^2 + sigma^2) constant: where `start` ends at sigma = 0. */
const exact = Array.from(
  start,
  (x, i) => mean[i]! + ((x - mean[i]!) * deviation[i]!) / Math.hypot(deviation[i]!, range.maximum),
)

/** Distance of a sampler's result from the exact flow. */
export const flowError = (x: Float32Array): number => Math.hypot(...x.map((value, i) => value - exact[i]!))

/** The ideal denoiser, and the noise levels that it was asked at. */
export function counted(): { denoise: Denoiser; levels: number[] } {
  const levels: number[] = []
  return { levels, denoise: (noisy, sigma) => (levels.push(sigma), idealDenoiser(noisy, sigma)) }
}
