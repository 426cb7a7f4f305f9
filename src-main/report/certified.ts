/** Fields with what they leave of their equation: what a headline and a residual section need to know of them. */
import type { SolutionDocument } from '../contract/calls'
import type { FieldDeclaration } from '../field/field'
import type { Grid } from '../field/grid'
import type { Parameters, Problem } from '../problems/problem'
import type { Solution } from './solution'

/** A field that is certified: a mean over members, or a sample as it was drawn. */
export interface CertifiedField {
  readonly declaration: FieldDeclaration
  /** `[y, x]`, physical units. */
  readonly mean: Float64Array
}

export interface CertifiedFields {
  readonly origin: 'observations' | 'sample'
  readonly problem: Problem
  readonly grid: Grid
  readonly parameters: Parameters
  /** Keys of those that take the model beyond what it was trained on. */
  readonly outsideTraining: readonly string[]
  /** In the order of the problem's fields. */
  readonly fields: readonly CertifiedField[]
  /** `[y, x]`, in the units of the source term. */
  readonly residualMap: Float64Array
  readonly residual: SolutionDocument['residual']
}

export function certifiedFields({ problem, grid, fields, residualMap, document }: Solution): CertifiedFields {
  const { parameters, outsideTraining, residual } = document
  return { origin: 'observations', problem, grid, parameters, outsideTraining, fields, residualMap, residual }
}

/** The norms that are the last word: of the refined fields where there are any. */
export function finalNorms({ residual }: Pick<CertifiedFields, 'residual'>): SolutionDocument['residual']['raw'] {
  return residual.refined ?? residual.raw
}
