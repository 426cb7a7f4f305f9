import { eulerStep } from './euler'
import { karrasGrid } from './noise'
import type { Denoiser, OnStep } from './samplers'

/**
 * One step of {@link heun} from `sigma` to `next`, given `estimate` = D(x; sigma): Euler's step as the prediction, and
 * the mean of the slopes at both ends in its place. A step to sigma = 0, where there is no slope, is Euler's alone.
 */
export async function heunStep(
  denoise: Denoiser,
  x: Float32Array,
  estimate: Float32Array,
  sigma: number,
  next: number,
): Promise<Float32Array> {
  const predicted = eulerStep(x, estimate, sigma, next)
  if (next === 0) return predicted
  const there = await denoise(predicted, next)
  const half = (next - sigma) / 2
  return x.map((value, j) => value + half * ((value - estimate[j]!) / sigma + (predicted[j]! - there[j]!) / next))
}

/**
 * Heun's second-order sampler of the probability-flow ODE dx/dsigma = (x - D(x; sigma)) / sigma
 * (Karras et al. 2022, algorithm 1 without churn). The last step, to sigma = 0, is Euler's, so that
 * n steps cost 2 n - 1 evaluations. `start` is the state at `sigmas[0]`.
 */
export async function heun(
  denoise: Denoiser,
  start: Float32Array,
  sigmas: readonly number[] = karrasGrid(18),
  onStep?: OnStep,
): Promise<Float32Array> {
  let x = start
  for (let i = 0; i < sigmas.length; i++) {
    const sigma = sigmas[i]!
    x = await heunStep(denoise, x, await denoise(x, sigma), sigma, sigmas[i + 1] ?? 0)
    onStep?.(i + 1)
  }
  return x
}
