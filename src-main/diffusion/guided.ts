import { heunStep } from './heun'
import type { Denoiser, OnStep } from './samplers'

/**
 * D(x; sigma) with the gradient of its residual, d ||R(D(x; sigma))|| / dx, of each sample by itself: see
 * distillation/guidance-graph.ts.
 */
export type GuidedDenoiser = (
  noisy: Float32Array,
  sigma: number,
) => Promise<{ readonly estimate: Float32Array; readonly gradient: Float32Array }>

export interface Guidance {
  /** Zeta: how far a step follows the gradient. */
  readonly strength: number
  /** Share of the steps after which guidance sets in. */
  readonly from: number
}

/** DiffusionPDE's own: the residual of the estimate means something in the last fifth of the steps. */
export const guidanceFrom = 0.8

/**
 * Sampling guided by the residual as in DiffusionPDE (Huang et al. 2024, algorithm 1 without observations): each step
 * from the share `from` on is Heun's followed by
 *
 * x_(i+1) <- x_(i+1) - zeta d ||R(D(x_i; sigma_i))|| / dx_i.
 *
 * n steps cost 2 n - 1 evaluations, of which the guided steps' first ones come with a gradient. `start` is the state at
 * `sigmas[0]`.
 */
export async function guidedHeun(
  denoise: Denoiser,
  guide: GuidedDenoiser,
  start: Float32Array,
  sigmas: readonly number[],
  { strength, from }: Guidance,
  onStep?: OnStep,
): Promise<Float32Array> {
  const first = Math.floor(from * sigmas.length)
  let x = start
  for (let i = 0; i < sigmas.length; i++) {
    const sigma = sigmas[i]!
    const next = sigmas[i + 1] ?? 0
    if (i < first) {
      x = await heunStep(denoise, x, await denoise(x, sigma), sigma, next)
    } else {
      const { estimate, gradient } = await guide(x, sigma)
      const unguided = await heunStep(denoise, x, estimate, sigma, next)
      x = unguided.map((value, j) => value - strength * gradient[j]!)
    }
    onStep?.(i + 1)
  }
  return x
}
