import { DenseCholesky } from '../numerics/dense-cholesky'
import { addRow, inner, rowProducts, type Rows } from '../numerics/row-products'

/**
 * A linear fit in the space of its data: J `[points, width]`, the derivative of the predicted values with respect to the
 * latents, and K = J J^T + S with S the noise's variances. All is dense, p points cost p^2 width / 2 + p^3 / 6
 * multiplications once, and serves every member of an ensemble that has the same J.
 */
export class DataSpace<R extends Rows = Float32Array> {
  readonly points: number
  readonly #width: number
  readonly #rows: R
  readonly #factor: DenseCholesky

  constructor(rows: R, sigma: Float64Array) {
    this.points = sigma.length
    this.#width = rows.length / this.points
    this.#rows = rows
    const matrix = rowProducts(rows, this.points)
    sigma.forEach((s, i) => (matrix[i * (this.points + 1)]! += s ** 2))
    const factor = DenseCholesky.factorInPlace(this.points, matrix)
    if (!factor) throw new RangeError('J J^T + S is not positive definite')
    this.#factor = factor
  }

  /** J v for each member's v: `[members, width]` to `[members, points]`. */
  image(vectors: R): Float64Array {
    const members = vectors.length / this.#width
    const out = new Float64Array(members * this.points)
    for (let m = 0; m < members; m += 1) {
      for (let i = 0; i < this.points; i += 1) {
        out[m * this.points + i] = inner(this.#rows, i * this.#width, vectors, m * this.#width, this.#width)
      }
    }
    return out
  }

  /** J^T w for each member's w: `[members, points]` to `[members, width]`. */
  pull(weights: Float64Array): R {
    const members = weights.length / this.points
    const out = new (this.#rows.constructor as new (length: number) => R)(members * this.#width)
    for (let m = 0; m < members; m += 1) {
      const pulled = out.subarray(m * this.#width, (m + 1) * this.#width)
      for (let i = 0; i < this.points; i += 1) addRow(pulled, weights[m * this.points + i]!, this.#rows, i)
    }
    return out
  }

  /** K^-1 r for each member's r `[members, points]`. */
  weights(residuals: Float64Array): Float64Array {
    const out = new Float64Array(residuals.length)
    for (let at = 0; at < out.length; at += this.points) {
      out.set(this.#factor.solve(residuals.subarray(at, at + this.points)), at)
    }
    return out
  }

  /** N^-1 v for each member's v `[members, width]`, N = I + J^T S^-1 J: v - J^T K^-1 J v (Woodbury). */
  inverse(vectors: R): R {
    const moved = this.pull(this.weights(this.image(vectors)))
    return vectors.map((value, i) => value - moved[i]!) as R
  }
}
