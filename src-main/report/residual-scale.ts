import { largestMagnitude } from '../field/norms'
import type { ResidualNorms } from '../problems/problem'
import { finalNorms, type CertifiedFields } from './certified'
import { residualOfZero } from './residuals'

/** What the norms of a residual are large or small against, and what that is called. */
export interface ResidualScale {
  /** Norms of the whole; those that nothing is known of are left out. */
  readonly whole: Partial<ResidualNorms>
  /** What they are norms of, e.g. `source`. */
  readonly of: string
  readonly explanation: string
}

/**
 * Norms of the source, which a solution of zeros leaves whole, and for the boundary the largest value of the solution.
 * Where zeros solve the equation there is no source: there the whole is the rate that the problem's own relative norm
 * is a share of, which only norms of the same kind can be held against.
 */
export function residualScale({ problem, grid, parameters, fields, residual }: CertifiedFields): ResidualScale {
  const means = Object.fromEntries(fields.map(({ declaration, mean }) => [declaration.key, mean]))
  const solution = fields.find(({ declaration }) => declaration.role === 'solution')!
  const ofZero = residualOfZero(problem, grid.nx, parameters, means)
  if (ofZero.l2 > 0) {
    return {
      whole: { ...ofZero, boundary: largestMagnitude(solution.mean) },
      of: 'source',
      explanation: 'what a solution of zeros would leave',
    }
  }
  const { l2, l2Relative } = residual.raw
  const rate = l2Relative > 0 ? l2 / l2Relative : 0
  return {
    whole: { l2: rate, max: rate, l2Relative: 1, balance: 1, propagator: 1 },
    of: 'typical rate of change',
    explanation: 'the typical rate of change of such fields',
  }
}

/** A norm of the exported fields for headlines: its floor, and what it is a share of. */
export interface HeadlineNorm {
  readonly name: string
  readonly value: number
  readonly floor: number
  readonly whole: number
}

/**
 * The H^-1 norm: unlike the root mean square, which noise on the scale of the grid dominates, it bounds the error of the
 * solution. The root mean square where the former has no whole.
 */
export function headlineNorm(certified: CertifiedFields, { whole }: ResidualScale): HeadlineNorm {
  const norms = finalNorms(certified)
  const of = (key: 'hMinus1' | 'l2Relative', name: string): HeadlineNorm => ({
    name,
    value: norms[key],
    floor: norms.floor[key],
    whole: whole[key] ?? 1,
  })
  return whole.hMinus1 === undefined ? of('l2Relative', 'root mean square') : of('hMinus1', 'H⁻¹ norm')
}
