import { normalQuantile } from './normal'

/**
 * Quantile of the chi-square distribution with `degrees` degrees of freedom, over `degrees`: Wilson and Hilferty's cube
 * root transformation (1931), within 1 % of it for ten degrees and more between the levels 0.005 and 0.995.
 */
export function reducedChiSquareQuantile(level: number, degrees: number): number {
  const variance = 2 / (9 * degrees)
  return Math.max(0, 1 - variance + normalQuantile(level) * Math.sqrt(variance)) ** 3
}

/**
 * Quantile of Student's t distribution: Cornish and Fisher's expansion about the normal one (Abramowitz and Stegun
 * 26.7.5), within 0.1 % for 15 degrees of freedom and more between the levels 0.0025 and 0.9975.
 */
export function tQuantile(level: number, degrees: number): number {
  const z = normalQuantile(level)
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
  ]
  return terms.reduce((sum, term, i) => sum + term / degrees ** (i + 1), z)
}
