import { rootMeanSquare } from '../field/norms'
import type { RandomStream } from './random'
import { dct, inverseDct } from './transforms'

/**
 * A sample of the Gaussian random field GRF(alpha, tau) on [0, 1]^2 with Neumann ends and zero mean, at the `[size,
 * size]` cell centres: orthonormal DCT-II coefficients
 *
 *     size * tau^(alpha - 1) (pi^2 (k1^2 + k2^2) + tau^2)^(-alpha/2) xi_k,   xi_k ~ N(0, 1),   xi_0 = 0.
 *
 * tau is the inverse correlation length. Source: the data sets of Li et al., "Fourier neural operator", 2021.
 */
export function gaussianRandomField(size: number, alpha: number, tau: number, random: RandomStream): Float64Array {
  const xi = new Float64Array(size * size)
  random.fillNormal(xi)
  return gaussianRandomFieldFactor(size, alpha, tau).synthesise(xi)
}

/**
 * The linear map L of {@link gaussianRandomField} from its white noise xi `[size, size]`, and its transpose: the field's
 * covariance is L L^T.
 */
export function gaussianRandomFieldFactor(size: number, alpha: number, tau: number) {
  const deviations = coefficientDeviations(size, alpha, tau)
  return {
    dimension: size * size,
    synthesise: (xi: Float64Array): Float64Array =>
      inverseDct(
        deviations.map((deviation, k) => deviation * xi[k]!),
        size,
        size,
      ),
    transpose: (field: Float64Array): Float64Array =>
      dct(field, size, size).map((coefficient, k) => coefficient * deviations[k]!),
  }
}

/** Standard deviation of {@link gaussianRandomField} over all samples and the whole domain. */
export function gaussianRandomFieldDeviation(size: number, alpha: number, tau: number): number {
  return rootMeanSquare(coefficientDeviations(size, alpha, tau))
}

function coefficientDeviations(size: number, alpha: number, tau: number): Float64Array {
  const scale = size * tau ** (alpha - 1)
  const deviations = new Float64Array(size * size)
  for (let k2 = 0; k2 < size; k2 += 1) {
    for (let k1 = 0; k1 <= k2; k1 += 1) {
      const deviation = scale * (Math.PI ** 2 * (k1 * k1 + k2 * k2) + tau * tau) ** (-alpha / 2)
      deviations[k2 * size + k1] = deviation
      deviations[k1 * size + k2] = deviation
    }
  }
  deviations[0] = 0
  return deviations
}
