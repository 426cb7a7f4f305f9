import { DenseCholesky } from '../numerics/dense-cholesky'

/**
 * A linear fit in the space of its data: J `[points, width]`, the derivative of the predicted values with respect to the
 * latents, and K = J J^T + S with S the noise's variances. All is dense, p points cost p^2 width / 2 + p^3 / 6
 * multiplications once, and serves every member of an ensemble that has the same J.
 */
export class DataSpace {
  readonly points: number
  readonly #width: number
  readonly #rows: Float32Array
  readonly #factor: DenseCholesky

  constructor(rows: Float32Array, sigma: Float64Array) {
    this.points = sigma.length
    this.#width = rows.length / this.points
    this.#rows = rows
    const matrix = new Float64Array(this.points ** 2)
    for (let i = 0; i < this.points; i += 1) {
      for (let j = 0; j <= i; j += 1) matrix[i * this.points + j] = dot(this.#row(i), this.#row(j))
      matrix[i * this.points + i]! += sigma[i]! ** 2
    }
    const factor = DenseCholesky.factorInPlace(this.points, matrix)
    if (!factor) throw new RangeError('J J^T + S is not positive definite')
    this.#factor = factor
  }

  /** J v for each member's v: `[members, width]` to `[members, points]`. */
  image(vectors: Float32Array): Float64Array {
    const members = vectors.length / this.#width
    const out = new Float64Array(members * this.points)
    for (let m = 0; m < members; m += 1) {
      const vector = vectors.subarray(m * this.#width, (m + 1) * this.#width)
      for (let i = 0; i < this.points; i += 1) out[m * this.points + i] = dot(this.#row(i), vector)
    }
    return out
  }

  /** J^T w for each member's w: `[members, points]` to `[members, width]`. */
  pull(weights: Float64Array): Float32Array {
    const members = weights.length / this.points
    const out = new Float32Array(members * this.#width)
    for (let m = 0; m < members; m += 1) {
      const pulled = out.subarray(m * this.#width, (m + 1) * this.#width)
      for (let i = 0; i < this.points; i += 1) addScaled(pulled, weights[m * this.points + i]!, this.#row(i))
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
  inverse(vectors: Float32Array): Float32Array {
    const moved = this.pull(this.weights(this.image(vectors)))
    return vectors.map((value, i) => value - moved[i]!)
  }

  #row(i: number): Float32Array {
    return this.#rows.subarray(i * this.#width, (i + 1) * this.#width)
  }
}

/** Four sums at once, which do not wait for each other. */
function dot(a: Float32Array, b: Float32Array): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0]
  let i = 0
  for (; i + 3 < a.length; i += 4) {
    s0 += a[i]! * b[i]!
    s1 += a[i + 1]! * b[i + 1]!
    s2 += a[i + 2]! * b[i + 2]!
    s3 += a[i + 3]! * b[i + 3]!
  }
  for (; i < a.length; i += 1) s0 += a[i]! * b[i]!
  return s0 + s1 + s2 + s3
}

function addScaled(out: Float32Array, factor: number, row: Float32Array): void {
  for (let i = 0; i < out.length; i += 1) out[i] = out[i]! + factor * row[i]!
}
