import { largestMagnitude } from '../field/norms'
import { heunStep } from './heun'
import type { Denoiser, OnStep } from './samplers'

/** Gradient of the squared residual of each state by itself, in every entry of the batch. */
export type ResidualGradient = (states: Float32Array) => Promise<Float32Array>

export interface Corrections {
  /** Epsilon: the largest change of an entry of the state in one correction. */
  readonly length: number
  /** Last steps that a correction follows. */
  readonly during: number
  /** Corrections of the finished sample. */
  readonly after: number
}

/**
 * CoCoGen (Jacobsen et al. 2023): Heun's sampler whose last steps, and whose result several times more, are followed by
 * a descent of the residual,
 *
 * x <- x - eps g / max|g|, g = d ||R(x)||^2 / dx,
 *
 * the maximum over a sample's entries. Corrections take no evaluation of the network: n steps cost 2 n - 1. `width` is
 * the number of entries of a sample, `start` the state at `sigmas[0]`.
 */
export async function cocogen(
  denoise: Denoiser,
  residualGradient: ResidualGradient,
  start: Float32Array,
  sigmas: readonly number[],
  { length, during, after }: Corrections,
  width: number,
  onStep?: OnStep,
): Promise<Float32Array> {
  const corrected = async (states: Float32Array): Promise<Float32Array> => {
    const gradient = await residualGradient(states)
    const scales = Float64Array.from({ length: states.length / width }, (_, i) =>
      stepScale(gradient.subarray(i * width, (i + 1) * width), length),
    )
    return states.map((value, j) => value - scales[Math.floor(j / width)]! * gradient[j]!)
  }

  let x = start
  for (let i = 0; i < sigmas.length; i++) {
    const sigma = sigmas[i]!
    x = await heunStep(denoise, x, await denoise(x, sigma), sigma, sigmas[i + 1] ?? 0)
    if (i >= sigmas.length - during) x = await corrected(x)
    onStep?.(i + 1)
  }
  for (let i = 0; i < after; i++) x = await corrected(x)
  return x
}

/** What to multiply a gradient with so that its largest entry becomes `length`; none where there is no residual. */
function stepScale(gradient: Float32Array, length: number): number {
  const largest = largestMagnitude(gradient)
  return largest > 0 ? length / largest : 0
}
