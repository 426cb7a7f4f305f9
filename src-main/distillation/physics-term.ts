import { GraphBuilder, type Value } from '../graph/builder'
import { gradients } from '../graph/gradient'
import { add, mul, multiplyBothAxes, reduceMean, square } from '../graph/operators'
import { float32Tensor, type Graph } from '../graph/types'
import { basisMatrices, modeEigenvalues, type SpectralBasis } from '../numerics/transforms'
import type { Problem } from '../problems/problem'

/**
 * Weights of the residual's norms in the physics term, each squared and scaled so that the smoothest mode counts as in
 * the plain mean square: mode k with the Laplacian's eigenvalue l_k counts (l_1 / l_k)^s, s = 2, 1, 0.
 */
export interface PhysicsNorms {
  /** As large as the error of an elliptic equation's solution itself: sees smooth errors. */
  readonly hMinus2: number
  /** As large as its energy-norm error. */
  readonly hMinus1: number
  /** Sees the roughness at the scale of the grid. */
  readonly l2: number
}

export interface PhysicsTermOptions {
  /**
   * Whether the gradient also goes into what is given (the coefficient; the first frame of a problem in space and time).
   * Without the stop, samples become trivially smooth coefficients, whose residual is small for free.
   */
  readonly coefficientGradient?: boolean
}

/**
 * The physics term of Phys-Instruct and its gradient: state `[N, C, n, n]` and condition `[N, K]` to `value` `[N]`,
 * a weighted sum of squared norms of the normalised residual, and `gradient` `[N, C, n, n]`, d value / d state times
 * the number of pixels.
 */
export function physicsTermGraph(
  problem: Problem,
  size: number,
  norms: PhysicsNorms,
  { coefficientGradient = false }: PhysicsTermOptions = {},
): Graph {
  const graph = new GraphBuilder(`${problem.id}.physics`)
  const channels = problem.fields.length
  const state = graph.input('state', 'float32', ['N', channels, size, size])
  const condition = graph.input('condition', 'float32', ['N', problem.conditionNames.length])
  const given = graph.constant(float32Tensor(givenEntries(problem, size), [1, channels, size, size]))
  const held = mul(state, given)
  const free = mul(state, add(mul(given, -1), 1))
  const value = physicsTerm(problem, size, norms, add(held, free), condition)
  const seed = mul(add(mul(value, 0), 1), size * size)
  const [gradient] = gradients(graph, [{ value, seed }], [state], coefficientGradient ? [] : [held])
  graph.output('value', value)
  graph.output('gradient', gradient!)
  return graph.finish()
}

/** The value of {@link physicsTermGraph} as a node `[N]`. */
export function physicsTerm(
  problem: Problem,
  size: number,
  norms: PhysicsNorms,
  state: Value,
  condition: Value,
): Value {
  const residual = problem.residualNodes(state, condition)
  const basis = problem.bases[problem.fields.findIndex(({ role }) => role === 'solution')]!
  const meanSquare = (weighted: Value): Value => reduceMean(weighted, [1, 2, 3], false)
  const spectrum = (): Value => {
    return square(multiplyBothAxes(residual, basisMatrices(basis, size, size)))
  }
  const smooth = norms.hMinus1 > 0 || norms.hMinus2 > 0
  const terms = [
    ...(smooth ? [meanSquare(mul(spectrum(), modeWeights(state, basis, size, norms)))] : []),
    ...(norms.l2 > 0 ? [mul(meanSquare(square(residual)), norms.l2)] : []),
  ]
  return terms.reduce((sum, term) => add(sum, term))
}

function modeWeights(of: Value, basis: SpectralBasis, size: number, { hMinus1, hMinus2 }: PhysicsNorms): Value {
  const eigenvalues = modeEigenvalues(basis, size)
  // A constant has the eigenvalue zero; it counts as much as the smoothest wave.
  const smallest = eigenvalues.reduce((least, value) => (value > 0 ? Math.min(least, value) : least), Infinity)
  const weights = Float32Array.from(eigenvalues, (value) => {
    const ratio = smallest / Math.max(value, smallest)
    return hMinus1 * ratio + hMinus2 * ratio ** 2
  })
  return of.graph.constant(float32Tensor(weights, [1, 1, size, size]))
}

/** 1 where an entry of the state `[C, n, n]` determines the rest, 0 where it is sought. */
function givenEntries({ fields }: Problem, size: number): Float32Array {
  const pixels = size * size
  const given = new Float32Array(fields.length * pixels)
  fields.forEach(({ role }, channel) => {
    if (role === 'coefficient') given.fill(1, channel * pixels, (channel + 1) * pixels)
  })
  if (fields.length === 1) given.fill(1, 0, size)
  return given
}
