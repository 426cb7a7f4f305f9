import { eulerStep } from './euler'
import type { Denoiser, OnStep } from './samplers'

/**
 * DPM-Solver++(2M) (Lu et al. 2022, algorithm 2) in terms of sigma: a two-step second-order sampler of the
 * probability-flow ODE that takes one evaluation a step.
 *
 * With t = -ln sigma and h = t_(i+1) - t_i the ODE reads d(x / sigma)/dt = e^t D, solved exactly for a D that is linear
 * in t through the last two estimates:
 *
 * D' = D_i + (h / 2 h_last) (D_i - D_(i-1)), x_(i+1) = (sigma_(i+1) / sigma_i) x_i + (1 - e^-h) D'.
 *
 * The first step has no past and the last, to sigma = 0, an infinite h: both take D' = D_i, which is Euler's step in
 * sigma. `start` is the state at `sigmas[0]`.
 */
export async function dpmSolver2M(
  denoise: Denoiser,
  start: Float32Array,
  sigmas: readonly number[],
  onStep?: OnStep,
): Promise<Float32Array> {
  let x = start
  let last: { readonly estimate: Float32Array; readonly h: number } | undefined
  for (let i = 0; i < sigmas.length; i++) {
    const sigma = sigmas[i]!
    const next = sigmas[i + 1] ?? 0
    const estimate = await denoise(x, sigma)
    const h = Math.log(sigma / next)
    const target = last && next > 0 ? extrapolated(estimate, last.estimate, h / (2 * last.h)) : estimate
    // 1 - e^-h = 1 - sigma_(i+1) / sigma_i, so that the update is Euler's towards D'.
    x = eulerStep(x, target, sigma, next)
    last = { estimate, h }
    onStep?.(i + 1)
  }
  return x
}

const extrapolated = (now: Float32Array, before: Float32Array, share: number): Float32Array =>
  now.map((value, j) => value + share * (value - before[j]!))
