import { truncatedConjugateGradients } from '../numerics/conjugate-gradients'
import { DenseCholesky } from '../numerics/dense-cholesky'
import { dct, inverseDct, neumannEigenvalues } from '../numerics/transforms'
import { fieldOfRole, type Parameters, type Problem } from '../problems/problem'
import type { ChannelObservations } from './conditioning'
import { fieldScale } from './field-scale'
import type { Readings } from './readings'

/** Where the update starts, and how far it may go. */
export interface UpdateInput {
  readonly problem: Problem
  readonly size: number
  readonly parameters: Parameters
  /** Normalised coefficient `[pixels]` that the update moves away from no more than it must. */
  readonly coefficient: Float32Array
  /** Standard deviation of the normalised coefficient per pixel: where the ensemble disagrees, the update may act. */
  readonly spread: Float64Array
  /** The observations, and the targets and noise (normalised) to fit them with. */
  readonly readings: Readings
  readonly targets: Float64Array
  readonly sigma: Float64Array
  readonly iterations: number
  /** Conjugate-gradient iterations of each update, each one adjoint and one tangent solve. */
  readonly innerIterations: number
}

/** Correlation length of the update, in cells: the scale on which interfaces move. */
const correlationCells = 1.5
/** Every pixel may change by this much, normalised, even where all members agree. */
const smallestSpread = 0.15
/** What is left of it for a pixel that is held at the end of the range. */
const heldSpread = 0.01

/**
 * Gauss-Newton on the joint system of equation and observations: the coefficient m that minimises
 *
 * (m - m0)^T C^-1 (m - m0) / 2 + sum (h(m) - y)^2 / (2 s^2),   h(m) what sensors read of m and its reference solution,
 *
 * by m <- m0 + C J^T (J C J^T + S)^-1 (y - h(m) + J (m - m0)), J = dh/dm by tangent and adjoint solves (never formed),
 * C = D K D with D the spread and K a Gaussian correlation. The inner system lives in the space of the data, and may end
 * early: an update that fits the data less closely is still one. Pixels that would leave the coefficient's range are held
 * at its end and take no part in later iterations.
 */
export function gaussNewtonUpdate(input: UpdateInput): Float32Array {
  const { problem, size, parameters, coefficient, readings, targets, sigma, iterations, innerIterations } = input
  const scale = fieldScale(problem, parameters, fieldOfRole(problem, 'coefficient').key)
  const spread = input.spread.map((s) => Math.max(s, smallestSpread))
  const covariance = (v: Float64Array): Float64Array =>
    correlate(
      v.map((x, p) => x * spread[p]!),
      size,
    ).map((x, p) => x * spread[p]!)

  const [lowest, highest] = problem.coefficientRange
  // Where the update starts from: the given coefficient, or the end of the range for pixels that are held there.
  const origin = coefficient.map((x) => Math.min(highest, Math.max(lowest, x)))
  let moved = origin
  for (let k = 0; k < iterations; k++) {
    const given = scale.denormalise(moved)
    const linearisation = problem.linearise!(size, parameters, given)
    const slopes = scale.slopes(moved)
    const local = readings.at(given, linearisation)
    const tangent = (v: Float64Array): Float64Array => local.tangent(v.map((x, p) => x * slopes[p]!))
    const adjoint = (w: Float64Array): Float64Array => local.gradient(w).map((x, p) => x * slopes[p]!)
    const predicted = readings.predict({ given, solution: linearisation.solution })
    const offset = tangent(Float64Array.from(moved, (x, p) => x - origin[p]!))
    const weights = truncatedConjugateGradients(
      (w) => tangent(covariance(adjoint(w))).map((x, i) => x + sigma[i]! ** 2 * w[i]!),
      targets.map((y, i) => y - predicted[i]! + offset[i]!),
      { iterations: innerIterations, relativeTolerance: 1e-3 },
    )
    const update = covariance(adjoint(weights))
    moved = origin.map((x, p) => {
      const next = x + update[p]!
      if (next >= lowest && next <= highest) return next
      origin[p] = next < lowest ? lowest : highest
      spread[p] = heldSpread
      return origin[p]!
    })
  }
  return moved
}

/**
 * The coefficient `[pixels]`, normalised, with exact values met: m + K H^T (H K H^T)^-1 (y - H m), the smallest correction
 * in the norm of K, which spreads over the neighbouring cells alone. Values must lie in the coefficient's range.
 */
export function withExactValues(
  coefficient: Float32Array,
  size: number,
  { values, sigma, predict, tangent, pull }: ChannelObservations,
): Float32Array {
  const exact = [...sigma.keys()].filter((i) => sigma[i] === 0)
  const count = exact.length
  if (count === 0) return coefficient
  const responses = exact.map((i) => {
    const unit = new Float64Array(values.length)
    unit[i] = 1
    return correlate(pull(coefficient, unit), size)
  })
  const matrix = new Float64Array(count * count)
  responses.forEach((response, j) => {
    const read = tangent(coefficient, response)
    exact.forEach((i, row) => (matrix[row * count + j] = read[i]! + (row === j ? rounding : 0)))
  })
  const factor = DenseCholesky.factorInPlace(count, matrix)
  if (!factor) throw new RangeError('exact values of the coefficient contradict one another')
  const predicted = predict(coefficient)
  const weights = factor.solve(exact.map((i) => values[i]! - predicted[i]!))
  return coefficient.map((value, p) => responses.reduce((sum, response, j) => sum + weights[j]! * response[p]!, value))
}

/** Keeps repeated exact values from making the system singular. */
const rounding = 1e-8

/** K v: Gaussian correlation exp(-r^2 / (2 L^2)) with unit diagonal (up to the walls, which reflect). */
function correlate(v: Float64Array, size: number): Float64Array {
  const length = correlationCells / size
  const lambda = neumannEigenvalues(size, 1 / size)
  const factor = lambda.map((value) => Math.exp((-value * length * length) / 2))
  // The kernel's value at distance zero is the mean of its spectrum.
  const diagonal = (factor.reduce((sum, value) => sum + value, 0) / size) ** 2
  const spectrum = dct(v, size, size)
  return inverseDct(
    spectrum.map((value, k) => (value * factor[Math.floor(k / size)]! * factor[k % size]!) / diagonal),
    size,
    size,
  )
}
