/**
 * Continuous ranked probability score of an ensemble x `[n]`, sorted ascending, for the true value y, by the estimator
 * that is fair: its mean over draws of x is that of an ensemble of infinitely many members,
 *
 *     CRPS = 1/n sum_i |x_i - y| - 1/(2 n (n - 1)) sum_ij |x_i - x_j|.
 *
 * In the units of x; of a single member, its absolute error. Source: Ferro, Fair scores for ensemble forecasts, 2014.
 */
export function fairCrps(sorted: ArrayLike<number>, truth: number): number {
  const n = sorted.length
  let [error, spread] = [0, 0]
  for (let i = 0; i < n; i += 1) {
    error += Math.abs(sorted[i]! - truth)
    // Of the pairs, x_i is the larger one i times and the smaller one n - 1 - i times.
    spread += (2 * i - n + 1) * sorted[i]!
  }
  return error / n - spread / (n * Math.max(1, n - 1))
}

/** The score of a normal distribution, in closed form: s (z (2 Phi(z) - 1) + 2 phi(z) - 1/sqrt(pi)), z = (y - m)/s. */
export function normalCrps(mean: number, deviation: number, truth: number): number {
  if (deviation === 0) return Math.abs(truth - mean)
  const z = (truth - mean) / deviation
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)
  return deviation * (z * errorFunction(z / Math.SQRT2) + 2 * density - 1 / Math.sqrt(Math.PI))
}

/** erf, absolute error below 1.2e-7: Chebyshev's fit of Press et al., Numerical Recipes, 1992, section 6.2. */
function errorFunction(x: number): number {
  const t = 1 / (1 + Math.abs(x) / 2)
  const exponent = chebyshev.reduceRight((sum, c) => sum * t + c, 0)
  const complement = t * Math.exp(-x * x + exponent)
  return x >= 0 ? 1 - complement : complement - 1
}

const chebyshev = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
  0.17087277,
]
