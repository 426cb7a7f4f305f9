/**
 * Gaussian-process regression of scattered values in the plane (kriging):
 * y_i = f(p_i) + e_i, f ~ GP(mean, variance r(|p - q|/length)), e_i ~ N(0, variance nugget w_i).
 *
 * With C = R + nugget W the mean and the variance that maximise the likelihood are closed forms,
 *
 *     mean = 1^T C^-1 y / 1^T C^-1 1,    variance = (y - mean)^T C^-1 (y - mean)/n,
 *
 * which leaves length and nugget to search. A mean that is estimated makes it ordinary kriging, and its own
 * uncertainty enters the standard deviation; a mean that is given makes it simple kriging.
 * Source: Rasmussen and Williams 2006, chapters 2 and 5; Cressie, Statistics for Spatial Data, 1993, section 3.2.
 */
import { type CorrelationName, correlations } from './covariance'
import { DenseCholesky } from './dense-cholesky'

/** Values at points of the plane, each with the relative variance of its noise (w_i above; 0 for exact values). */
export interface ScatteredValues {
  readonly x: Float64Array
  readonly y: Float64Array
  readonly value: Float64Array
  readonly noiseWeight: Float64Array
}

export interface ProcessShape {
  readonly correlation: CorrelationName
  /**
   * Periods P of the axes that wrap. Along such an axis the distance of two points is that of the chord between them on
   * a circle of circumference P, (P/pi) |sin(pi (p - q)/P)|: the correlation of points of Euclidean space, and so
   * positive definite as it is there.
   */
  readonly period?: Period | undefined
  /** In the units of x and y. */
  readonly length: number
  /** Noise variance of a value of weight 1, over the process variance. */
  readonly nugget: number
}

/** In the units of x and y; an axis left out does not wrap. */
export interface Period {
  readonly x?: number
  readonly y?: number
}

/** What is not estimated from the values: the mean (simple kriging) and the variance of the process. */
export interface KnownMoments {
  readonly mean?: number
  readonly variance?: number
}

/** Keeps C positive definite in double precision where values are exact; its standard deviation is 1e-5 of f's. */
const jitter = 1e-10

export class GaussianProcess {
  readonly mean: number
  readonly variance: number
  /** ln p(y), the mean and the variance at their estimates where they were not given. */
  readonly logLikelihood: number
  readonly #data: ScatteredValues
  readonly #shape: ProcessShape
  readonly #factor: DenseCholesky
  /** C^-1 (y - mean) and C^-1 1. */
  readonly #weights: Float64Array
  readonly #ones: Float64Array
  /** 1^T C^-1 1 if the mean was estimated, else infinite: the mean's variance is `variance` over it. */
  readonly #information: number

  private constructor(data: ScatteredValues, shape: ProcessShape, factor: DenseCholesky, known: KnownMoments) {
    const n = data.value.length
    this.#data = data
    this.#shape = shape
    this.#factor = factor
    this.#ones = factor.solve(new Float64Array(n).fill(1))
    const information = sum(this.#ones)
    this.#information = known.mean === undefined ? information : Infinity
    this.mean = known.mean ?? dot(this.#ones, data.value) / information
    const deviations = data.value.map((value) => value - this.mean)
    this.#weights = factor.solve(deviations)
    const quadratic = dot(this.#weights, deviations)
    // Values that are all alike leave no variance; the smallest number keeps the likelihood finite.
    this.variance = known.variance ?? Math.max(quadratic / n, Number.MIN_VALUE)
    this.logLikelihood =
      -0.5 * (n * Math.log(2 * Math.PI * this.variance) + factor.logDeterminant() + quadratic / this.variance)
  }

  /** Conditions the process on `data`; undefined if C is singular to working precision. */
  static condition(data: ScatteredValues, shape: ProcessShape, known: KnownMoments = {}): GaussianProcess | undefined {
    const n = data.value.length
    const matrix = new Float64Array(n * n)
    const correlation = correlations[shape.correlation]
    const { x, y, noiseWeight } = data
    const along = axisDistances(shape)
    for (let i = 0; i < n; i += 1) {
      for (let j = 0; j < i; j += 1) {
        const dx = along.x(x[i]! - x[j]!)
        const dy = along.y(y[i]! - y[j]!)
        matrix[i * n + j] = correlation(Math.sqrt(dx * dx + dy * dy) / shape.length)
      }
      matrix[i * n + i] = 1 + Math.max(jitter, shape.nugget * noiseWeight[i]!)
    }
    const factor = DenseCholesky.factorInPlace(n, matrix)
    return factor && new GaussianProcess(data, shape, factor, known)
  }

  /** Mean and standard deviation of f (free of noise) at the targets, each `[targets]`. */
  predict(targetX: Float64Array, targetY: Float64Array): { mean: Float64Array; std: Float64Array } {
    const count = targetX.length
    const n = this.#data.value.length
    const mean = new Float64Array(count)
    const std = new Float64Array(count)
    // Blocks of targets keep the rows in the cache and the memory small.
    const block = 64
    const rows = new Float64Array(block * n)
    for (let first = 0; first < count; first += block) {
      const size = Math.min(block, count - first)
      this.#correlate(targetX, targetY, first, size, rows)
      const unexplained = new Float64Array(size)
      for (let t = 0; t < size; t += 1) {
        const row = rows.subarray(t * n, (t + 1) * n)
        mean[first + t] = this.mean + dot(row, this.#weights)
        unexplained[t] = (1 - dot(row, this.#ones)) ** 2 / this.#information
      }
      this.#factor.forwardRows(rows, size)
      for (let t = 0; t < size; t += 1) {
        const row = rows.subarray(t * n, (t + 1) * n)
        std[first + t] = Math.sqrt(this.variance * Math.max(0, 1 - dot(row, row) + unexplained[t]!))
      }
    }
    return { mean, std }
  }

  /**
   * What each value differs from its prediction by all others, hyperparameters kept, `[n]`: with
   * Q = C^-1 - C^-1 1 1^T C^-1 / 1^T C^-1 1 these are (Q y)_i / Q_ii (Dubrule 1983).
   */
  leaveOneOutErrors(): Float64Array {
    const diagonal = this.#factor.inverseDiagonal()
    return this.#weights.map((weight, i) => weight / (diagonal[i]! - this.#ones[i]! ** 2 / this.#information))
  }

  /** Correlations of targets `first` to `first + size` with the data into `rows`, `[size, n]`. */
  #correlate(targetX: Float64Array, targetY: Float64Array, first: number, size: number, rows: Float64Array): void {
    const { x, y } = this.#data
    const n = x.length
    const correlation = correlations[this.#shape.correlation]
    const along = axisDistances(this.#shape)
    for (let t = 0; t < size; t += 1) {
      for (let i = 0; i < n; i += 1) {
        const dx = along.x(targetX[first + t]! - x[i]!)
        const dy = along.y(targetY[first + t]! - y[i]!)
        rows[t * n + i] = correlation(Math.sqrt(dx * dx + dy * dy) / this.#shape.length)
      }
    }
  }
}

/** Distances along each axis, of which the sign is not used, from differences of coordinates. */
function axisDistances({ period }: ProcessShape) {
  const along = (length: number | undefined) => (difference: number) =>
    length === undefined ? difference : (length / Math.PI) * Math.sin((Math.PI * difference) / length)
  return { x: along(period?.x), y: along(period?.y) }
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0
  for (let i = 0; i < a.length; i += 1) total += a[i]! * b[i]!
  return total
}

function sum(a: Float64Array): number {
  return a.reduce((total, value) => total + value, 0)
}
