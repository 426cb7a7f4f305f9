import { Failure } from '../field/failure'

/** A linear map of vectors: writes its image of `v` into `out`. */
export type LinearMap = (v: Float64Array, out: Float64Array) => void

export interface ConjugateGradientsOptions {
  /** Stop when ||b - A x|| <= relativeTolerance ||b||. */
  readonly relativeTolerance: number
  readonly maximumIterations: number
  /** Symmetric positive definite approximate inverse of A; identity when absent. */
  readonly precondition?: LinearMap
}

/**
 * Preconditioned conjugate gradients for A x = b, A symmetric positive definite (Hestenes and Stiefel 1952).
 * `x` holds the initial guess and receives the solution.
 *
 * @throws Failure `no-convergence` when the tolerance is not met within the iterations allowed.
 */
export function conjugateGradients(
  apply: LinearMap,
  b: Float64Array,
  x: Float64Array,
  { relativeTolerance, maximumIterations, precondition = copy }: ConjugateGradientsOptions,
): { iterations: number; relativeResidual: number } {
  const bNorm = Math.sqrt(dot(b, b))
  if (bNorm === 0) {
    x.fill(0)
    return { iterations: 0, relativeResidual: 0 }
  }
  const residual = new Float64Array(b.length)
  const preconditioned = new Float64Array(b.length)
  const direction = new Float64Array(b.length)
  const image = new Float64Array(b.length)
  let iterations = 0
  for (;;) {
    // The residual below is updated by recurrence and drifts from b - A x in rounding, so convergence is judged, and
    // the iteration started afresh if need be, on the true one.
    apply(x, residual)
    for (let i = 0; i < b.length; i += 1) residual[i] = b[i]! - residual[i]!
    let relativeResidual = Math.sqrt(dot(residual, residual)) / bNorm
    if (relativeResidual <= relativeTolerance) return { iterations, relativeResidual }
    if (iterations >= maximumIterations || !Number.isFinite(relativeResidual)) {
      throw new Failure({
        code: 'no-convergence',
        kind: 'solve',
        what: `conjugate gradients stopped after ${iterations} iterations`,
        expected: `relative residual of at most ${relativeTolerance}`,
        received: relativeResidual.toExponential(2),
      })
    }
    direction.fill(0)
    let previous = Infinity
    while (relativeResidual > relativeTolerance && iterations < maximumIterations) {
      precondition(residual, preconditioned)
      const energy = dot(residual, preconditioned)
      const beta = energy / previous
      for (let i = 0; i < direction.length; i += 1) direction[i] = preconditioned[i]! + beta * direction[i]!
      apply(direction, image)
      const alpha = energy / dot(direction, image)
      for (let i = 0; i < x.length; i += 1) {
        x[i]! += alpha * direction[i]!
        residual[i]! -= alpha * image[i]!
      }
      previous = energy
      iterations += 1
      relativeResidual = Math.sqrt(dot(residual, residual)) / bNorm
    }
  }
}

/**
 * Conjugate gradients from zero that may end before convergence: at most `iterations`, or at the relative residual.
 * Minimises the energy over the directions it has been through, so an early end is an approximation, not a failure.
 */
export function truncatedConjugateGradients(
  apply: (v: Float64Array) => Float64Array,
  b: Float64Array,
  { iterations, relativeTolerance }: { readonly iterations: number; readonly relativeTolerance: number },
): Float64Array {
  const x = new Float64Array(b.length)
  const residual = b.slice()
  const direction = b.slice()
  let rho = dot(residual, residual)
  const target = rho * relativeTolerance ** 2
  for (let k = 0; k < iterations && rho > target; k += 1) {
    const image = apply(direction)
    const alpha = rho / dot(direction, image)
    for (let i = 0; i < x.length; i += 1) {
      x[i]! += alpha * direction[i]!
      residual[i]! -= alpha * image[i]!
    }
    const next = dot(residual, residual)
    for (let i = 0; i < direction.length; i += 1) direction[i] = residual[i]! + (next / rho) * direction[i]!
    rho = next
  }
  return x
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!
  return sum
}

function copy(v: Float64Array, out: Float64Array): void {
  out.set(v)
}
