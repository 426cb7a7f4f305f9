import { EigenvalueDecomposition, Matrix } from 'ml-matrix'

/**
 * The power of some values in bands of modes, as logarithms: what tells fields of one distribution from others in size
 * (the leading bands), in smoothness (how the bands compare) and in noise (the last one).
 *
 * Modes are those of S^-1/2 K S^-1/2 = Q L Q^T, K the covariance of the values under a Gaussian model and S = diag(s^2)
 * their noise, in the order of falling signal: v = (L + 1)^-1/2 Q^T S^-1/2 (y - m) is white under the model. A band's
 * power is the mean of v_k^2 over it; of n values, bands hold 8, 8, 16, 32, ... modes and the last one the rest.
 */
export class WhitenedBands {
  readonly #mean: Float64Array
  /** Q S^-1/2 (L + 1)^-1/2, rows by mode, `[modes, values]`. */
  readonly #rows: Float64Array
  /** First mode of each band, and the number of modes. */
  readonly #ends: readonly number[]

  constructor(mean: Float64Array, covariance: Float64Array, deviation: Float64Array) {
    const n = mean.length
    const scaled = Matrix.zeros(n, n)
    for (let i = 0; i < n; i += 1) {
      for (let j = 0; j < n; j += 1) scaled.set(i, j, covariance[i * n + j]! / (deviation[i]! * deviation[j]!))
    }
    const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(scaled, { assumeSymmetric: true })
    const order = realEigenvalues.map((_, k) => k).toSorted((a, b) => realEigenvalues[b]! - realEigenvalues[a]!)
    this.#mean = mean
    this.#rows = new Float64Array(n * n)
    order.forEach((k, mode) => {
      const scale = 1 / Math.sqrt(1 + Math.max(0, realEigenvalues[k]!))
      for (let i = 0; i < n; i += 1) this.#rows[mode * n + i] = (scale * eigenvectorMatrix.get(i, k)) / deviation[i]!
    })
    this.#ends = bandEnds(n)
  }

  /** ln of the mean of v_k^2 over each band, the leading band first. */
  logPowers(values: Float64Array): number[] {
    const n = this.#mean.length
    const deviation = values.map((y, i) => y - this.#mean[i]!)
    const powers = Array.from({ length: n }, (_, mode) => {
      let sum = 0
      for (let i = 0; i < n; i += 1) sum += this.#rows[mode * n + i]! * deviation[i]!
      return sum * sum
    })
    return this.#ends.slice(1).map((end, band) => {
      const some = powers.slice(this.#ends[band], end)
      return Math.log(some.reduce((sum, power) => sum + power, least) / some.length)
    })
  }
}

/** Keeps the logarithm finite where values are exactly the mean. */
const least = 1e-12

/** 0, 8, 16, 32, ..., n: a rest of less than half a band joins the one before. */
function bandEnds(n: number): number[] {
  const ends = [0]
  for (let end = 8; 1.5 * end <= n; end *= 2) ends.push(end)
  return [...ends, n]
}
