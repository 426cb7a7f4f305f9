import { Matrix, solve } from 'ml-matrix'
import { mean } from './statistics'
import { normalQuantile } from './normal'

export interface Comparison {
  /** Squared distance in standard deviations of one more draw, all entries together. */
  readonly statistic: number
  /** What it stays below with the given probability if `vector` is such a draw. */
  readonly limit: number
  /** Each entry by itself: its distance from the draws' mean in their standard deviations. */
  readonly scores: readonly number[]
}

/**
 * Whether a vector of q entries may be one more draw beside n independent draws of a normal distribution, whose mean m
 * and covariance S the draws alone tell: Hotelling's statistic
 *
 *     T^2 = (x - m)^T S^-1 (x - m) n/(n + 1),    of which (n - q)/(q (n - 1)) T^2 follows F(q, n - q).
 *
 * @param level probability of T^2 below the limit
 */
export function compareWithDraws(
  vector: readonly number[],
  draws: readonly (readonly number[])[],
  level: number,
): Comparison {
  const [n, q] = [draws.length, vector.length]
  const centre = vector.map((_, i) => mean(draws.map((draw) => draw[i]!)))
  const covariance = Matrix.zeros(q, q)
  for (const draw of draws) {
    for (let i = 0; i < q; i += 1) {
      for (let j = 0; j < q; j += 1) {
        const product = (draw[i]! - centre[i]!) * (draw[j]! - centre[j]!)
        covariance.set(i, j, covariance.get(i, j) + product / (n - 1))
      }
    }
  }
  const deviation = vector.map((x, i) => x - centre[i]!)
  const weighted = solve(covariance, Matrix.columnVector(deviation)).to1DArray()
  const squared = deviation.reduce((sum, d, i) => sum + d * weighted[i]!, 0)
  return {
    statistic: (squared * n) / (n + 1),
    limit: ((q * (n - 1)) / (n - q)) * fQuantile(level, q, n - q),
    scores: deviation.map((d, i) => d / Math.sqrt(covariance.get(i, i))),
  }
}

/**
 * Upper quantile of the F distribution: Paulson's cube root transformation (1942), within 4 % for 20 degrees of
 * freedom and more in the denominator, between the levels 0.9 and 0.9995.
 */
export function fQuantile(level: number, numerator: number, denominator: number): number {
  const [a, b] = [2 / (9 * numerator), 2 / (9 * denominator)]
  const z = normalQuantile(level)
  const root = Math.sqrt((1 - a) ** 2 * (1 - b) ** 2 - ((1 - b) ** 2 - z * z * b) * ((1 - a) ** 2 - z * z * a))
  return (((1 - a) * (1 - b) + Math.sign(z) * root) / ((1 - b) ** 2 - z * z * b)) ** 3
}
