import { inverseRealFft2, realFft2, spectrumLength, waveNumbers } from '../../numerics/fft'
import type { RandomStream } from '../../numerics/random'
import { drawOf, type GaussianLaw } from '../gaussian-law'

const alpha = 2.5
const tau = 7

/**
 * Vorticity at the start `[size, size]`: a periodic Gaussian random field of zero mean whose Fourier series has
 * independent coefficients c_k = conj c_(-k) of variance
 *
 *     E |c_k|^2 = 2 sigma^2 (4 pi^2 |k|^2 + tau^2)^(-alpha),   sigma = tau^(alpha - 1),   alpha = 2.5, tau = 7,
 *
 * as white noise filtered in Fourier space. Isotropic up to the grid, and the same distribution with either sign.
 * Source: the data sets of Li et al., "Fourier neural operator", 2021.
 */
export function generateVorticity(size: number, random: RandomStream): Float64Array {
  return drawOf(vorticityLaw(size), random)
}

/** Its law: white noise on the grid, filtered. The filter is its own transpose. */
export function vorticityLaw(size: number): GaussianLaw {
  const half = spectrumLength(size)
  const sigma = tau ** (alpha - 1)
  const filter = Array.from(waveNumbers(size)).flatMap((ky) =>
    Array.from({ length: half }, (_, kx) => {
      if (kx === 0 && ky === 0) return 0
      // The transform of the noise has the variance size^2, and the inverse transform divides by size^2.
      return size * Math.SQRT2 * sigma * (4 * Math.PI ** 2 * (kx * kx + ky * ky) + tau * tau) ** (-alpha / 2)
    }),
  )
  const filtered = (values: Float64Array): Float64Array =>
    inverseRealFft2(
      realFft2(values, size, size).map((part, p) => part * filter[p >> 1]!),
      size,
      size,
    )
  return { dimension: size * size, synthesise: filtered, transpose: filtered }
}
