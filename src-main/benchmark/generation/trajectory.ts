import { heunStep } from '../../diffusion/heun'
import { edmNoise, karrasGrid } from '../../diffusion/noise'
import type { Denoiser } from '../../diffusion/samplers'
import type { Batch } from './batch'
import { longSteps } from './names'

/** White noise at the highest level: where every sampler of a denoiser starts. */
export const startOf = (batch: Batch): Float32Array => batch.noise('start').map((z) => z * edmNoise.maximum)

/**
 * The state of the teacher's Heun sampler with {@link longSteps} steps before its step `target`. A batch that remembers
 * waypoints goes on from the last of them: methods that differ from the teacher's sampler in their last steps alone
 * share the others. `leavingAt` are the steps at which they leave.
 */
export async function stateBefore(
  target: number,
  denoise: Denoiser,
  batch: Batch,
  leavingAt: readonly number[] = [],
): Promise<Float32Array> {
  const sigmas = karrasGrid(longSteps)
  const passed = [...(batch.waypoints?.keys() ?? [])].filter((step) => step <= target)
  let step = Math.max(0, ...passed)
  let x = batch.waypoints?.get(step) ?? startOf(batch)
  while (step < target) {
    const sigma = sigmas[step]!
    x = await heunStep(denoise, x, await denoise(x, sigma), sigma, sigmas[step + 1] ?? 0)
    step += 1
    if (leavingAt.includes(step)) batch.waypoints?.set(step, x)
  }
  return x
}
