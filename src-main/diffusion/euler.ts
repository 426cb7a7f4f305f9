import type { Denoiser, OnStep } from './samplers'

/** One step of {@link euler} from `sigma` to `next`, given D(x; sigma). */
export function eulerStep(x: Float32Array, estimate: Float32Array, sigma: number, next: number): Float32Array {
  const ratio = next / sigma
  return x.map((value, j) => estimate[j]! + ratio * (value - estimate[j]!))
}

/**
 * Euler's first-order sampler of the probability-flow ODE dx/dsigma = (x - D(x; sigma)) / sigma: n evaluations
 * for n steps, the last of which goes to sigma = 0. `start` is the state at `sigmas[0]`.
 */
export async function euler(
  denoise: Denoiser,
  start: Float32Array,
  sigmas: readonly number[],
  onStep?: OnStep,
): Promise<Float32Array> {
  let x = start
  for (let i = 0; i < sigmas.length; i++) {
    const sigma = sigmas[i]!
    x = eulerStep(x, await denoise(x, sigma), sigma, sigmas[i + 1] ?? 0)
    onStep?.(i + 1)
  }
  return x
}
