import { dct, inverseDct, neumannEigenvalues } from '../numerics/transforms'
import type { Parameters } from '../problems/problem'
import type { ChannelObservations } from './conditioning'
import { fieldKey } from './ensemble'
import { normalisationSlopes } from './slopes'
import type { Student } from './student'

/** Where the update starts, and how far it may go. */
export interface UpdateInput {
  readonly student: Student
  readonly parameters: Parameters
  /** Normalised coefficient `[pixels]` that the update moves away from no more than it must. */
  readonly coefficient: Float32Array
  /** Standard deviation of the normalised coefficient per pixel: where the ensemble disagrees, the update may act. */
  readonly spread: Float64Array
  /** Observations of the solution, and the targets and noise (normalised) to fit them with. */
  readonly observed: ChannelObservations
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
 * (m - m0)^T C^-1 (m - m0) / 2 + sum (H u(m) - y)^2 / (2 s^2),   u(m) the reference solution,
 *
 * by m <- m0 + C J^T (J C J^T + S)^-1 (y - H u(m) + J (m - m0)), J = H du/dm by tangent and adjoint solves (never
 * formed), C = D K D with D the spread and K a Gaussian correlation. The inner system lives in the space of the data.
 * Pixels that would leave the coefficient's range are held at its end and take no part in later iterations.
 */
export function gaussNewtonUpdate(input: UpdateInput): Float32Array {
  const { student, parameters, coefficient, observed, targets, sigma, iterations, innerIterations } = input
  const { problem, size } = student
  if (!problem.linearise) throw new TypeError(`${problem.id} has no linearisation`)
  const pixels = size * size
  const [a, u] = [fieldKey(student, 'coefficient'), fieldKey(student, 'solution')]
  const spread = input.spread.map((s) => Math.max(s, smallestSpread))
  const covariance = (v: Float64Array): Float64Array =>
    correlate(
      v.map((x, p) => x * spread[p]!),
      size,
    ).map((x, p) => x * spread[p]!)
  const channel = problem.fields.findIndex(({ key }) => key === a)
  const solutionChannel = problem.fields.findIndex(({ key }) => key === u)
  const points = observed.operator.pointCount

  const [lowest, highest] = problem.coefficientRange
  // Where the update starts from: the given coefficient, or the end of the range for pixels that are held there.
  const origin = coefficient.map((x) => Math.min(highest, Math.max(lowest, x)))
  let moved = origin
  for (let k = 0; k < iterations; k++) {
    const state = new Float32Array(student.width)
    state.set(moved, channel * pixels)
    const fields = problem.denormalise(parameters, state)
    const linearisation = problem.linearise(size, parameters, fields[a]!)
    const slopes = normalisationSlopes(problem, parameters, state)
    const solved = problem
      .normalise(parameters, { ...fields, [u]: linearisation.solution })
      .subarray(solutionChannel * pixels, (solutionChannel + 1) * pixels)

    const tangent = (v: Float64Array): Float64Array => {
      const du = linearisation.tangent(v.map((x, p) => x * slopes[a]![p]!))
      const out = new Float64Array(points)
      observed.operator.apply(
        du.map((x, p) => x / slopes[u]![p]!),
        out,
      )
      return out
    }
    const adjoint = (w: Float64Array): Float64Array => {
      const cotangent = new Float64Array(pixels)
      observed.operator.applyTranspose(w, cotangent)
      const gradient = linearisation.gradient(cotangent.map((x, p) => x / slopes[u]![p]!))
      return gradient.map((x, p) => x * slopes[a]![p]!)
    }
    const predicted = new Float64Array(points)
    observed.operator.apply(solved, predicted)
    const offset = tangent(Float64Array.from(moved, (x, p) => x - origin[p]!))
    const right = targets.map((y, i) => y - predicted[i]! + offset[i]!)
    const weights = new Float64Array(points)
    dataSpaceSolve(
      (w) => tangent(covariance(adjoint(w))).map((x, i) => x + sigma[i]! ** 2 * w[i]!),
      right,
      weights,
      innerIterations,
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

/** Conjugate gradients that may end before convergence: an update that fits the data less closely is still one. */
function dataSpaceSolve(
  apply: (w: Float64Array) => Float64Array,
  right: Float64Array,
  out: Float64Array,
  iterations: number,
): void {
  const residual = right.slice()
  const direction = right.slice()
  const dot = (x: Float64Array, y: Float64Array): number => x.reduce((sum, value, i) => sum + value * y[i]!, 0)
  let rho = dot(residual, residual)
  const target = rho * 1e-6
  for (let k = 0; k < iterations && rho > target; k++) {
    const image = apply(direction)
    const alpha = rho / dot(direction, image)
    for (let i = 0; i < out.length; i++) {
      out[i] = out[i]! + alpha * direction[i]!
      residual[i] = residual[i]! - alpha * image[i]!
    }
    const next = dot(residual, residual)
    for (let i = 0; i < direction.length; i++) direction[i] = residual[i]! + (next / rho) * direction[i]!
    rho = next
  }
}

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
