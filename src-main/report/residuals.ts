/** What a pair of coefficient and solution leaves of its equation, beside what the reference solver leaves. */
import type { CertifiedNorms } from '../contract/calls'
import { Failure } from '../field/failure'
import { relativeError, rootMeanSquare } from '../field/norms'
import {
  solutionKey,
  withReferenceSolution,
  type Fields,
  type Parameters,
  type Problem,
  type ResidualNorms,
} from '../problems/problem'

/** The reference solver's own answer to the given data of a solution: what can be reached on the grid. */
export interface Reference {
  readonly solution: Float64Array
  readonly norms: ResidualNorms
}

export interface Certificate {
  readonly norms: CertifiedNorms
  /** Residual per cell `[y, x]`, in the units of the source term. */
  readonly map: Float64Array
  readonly reference: Reference
}

/**
 * Residual of `fields` on the grid of `size`, and its solution's error, beside the reference solution for the same given
 * data. Pass the reference along where only the solution changes: it costs a solve.
 *
 * @throws Failure `residual-not-finite`
 */
export function certify(
  problem: Problem,
  size: number,
  parameters: Parameters,
  fields: Fields,
  given?: Reference,
): Certificate {
  const propagated = problem.propagate?.(size, parameters, problem.given(fields))
  const reference = given ?? referenceFor(problem, size, parameters, fields, propagated)
  const { norms, map } = problem.residual(size, parameters, fields, propagated)
  if (!Object.values(norms).every(Number.isFinite)) {
    throw new Failure({
      code: 'residual-not-finite',
      kind: 'solve',
      what: 'the solution has no finite residual',
      expected: 'finite fields',
      received: JSON.stringify(norms),
    })
  }
  const solution = fields[solutionKey(problem)]!
  const l2 = rootMeanSquare(solution.map((value, cell) => value - reference.solution[cell]!))
  const bound = problem.errorBound?.(size, parameters, fields)
  return {
    map,
    reference,
    norms: {
      ...norms,
      floor: reference.norms,
      solutionError: { l2, relative: relativeError(solution, reference.solution), ...(bound && { bound: bound.l2 }) },
    },
  }
}

export function referenceFor(
  problem: Problem,
  size: number,
  parameters: Parameters,
  fields: Fields,
  propagated?: Float64Array,
): Reference {
  const referenceFields = withReferenceSolution(problem, size, parameters, fields)
  return {
    solution: referenceFields[solutionKey(problem)]!,
    norms: problem.residual(size, parameters, referenceFields, propagated).norms,
  }
}

/** Norms of the source itself, which a solution of zeros leaves whole: what the others are large or small against. */
export function residualOfZero(problem: Problem, size: number, parameters: Parameters, fields: Fields): ResidualNorms {
  const nothing = new Float64Array(size * size)
  return problem.residual(size, parameters, { ...fields, [solutionKey(problem)]: nothing }).norms
}
