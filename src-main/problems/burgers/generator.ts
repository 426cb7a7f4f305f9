import { inverseRealFft, realFft, spectrumLength } from '../../numerics/fft'
import type { RandomStream } from '../../numerics/random'
import { drawOf, type GaussianLaw } from '../gaussian-law'

/** Fourier modes of the benchmark's initial state. */
const modes = 64

/**
 * The initial state u0 `[size]` at x = i/size, the benchmark's Gaussian random field of zero mean:
 *
 *     u0(x) = sum_k s_k (xi_k cos 2 pi k x + eta_k sin 2 pi k x),   s_k = 49 sqrt(2) ((2 pi k)^2 + 49)^(-5/4),
 *
 * xi, eta standard normal, k = 1..64. A grid carries the modes below size/2; what the others add to the variance is
 * 5e-4 of it at 16 points, 3e-5 at 32, 2e-6 at 64. The normals do not depend on the size, so that one stream gives one
 * state at every resolution.
 */
export function generateInitialState(size: number, random: RandomStream): Float64Array {
  return drawOf(initialStateLaw(size), random)
}

/** Its law: xi = (xi_1, eta_1, xi_2, eta_2, ...), of which a grid takes those below its highest wave number. */
export function initialStateLaw(size: number): GaussianLaw {
  const carried = Math.min(modes, Math.ceil(size / 2) - 1)
  const amplitude = (k: number): number => 49 * Math.SQRT2 * ((2 * Math.PI * k) ** 2 + 49) ** -1.25
  return {
    dimension: 2 * modes,
    synthesise(normals) {
      const spectrum = new Float64Array(2 * spectrumLength(size))
      for (let k = 1; k <= carried; k += 1) {
        spectrum[2 * k] = (size / 2) * amplitude(k) * normals[2 * k - 2]!
        spectrum[2 * k + 1] = (-size / 2) * amplitude(k) * normals[2 * k - 1]!
      }
      return inverseRealFft(spectrum, size)
    },
    transpose(values) {
      const spectrum = realFft(values, size)
      const normals = new Float64Array(2 * modes)
      for (let k = 1; k <= carried; k += 1) {
        normals[2 * k - 2] = amplitude(k) * spectrum[2 * k]!
        normals[2 * k - 1] = -amplitude(k) * spectrum[2 * k + 1]!
      }
      return normals
    },
  }
}
