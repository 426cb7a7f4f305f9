import type { SampleDocument } from '../contract/calls'
import type { Grid } from '../field/grid'
import type { Problem } from '../problems/problem'
import type { CertifiedField, CertifiedFields } from './certified'

/** A drawn sample as everything downstream takes it: the export formats and the report. */
export interface DrawnSample {
  readonly problem: Problem
  readonly grid: Grid
  /** In the order of the problem's fields. */
  readonly fields: readonly CertifiedField[]
  /** `[y, x]`, in the units of the source term. */
  readonly residualMap: Float64Array
  readonly document: SampleDocument
}

export function certifiedSample({ document, ...sample }: DrawnSample): CertifiedFields {
  const { parameters, outsideTraining, residual } = document
  return { origin: 'sample', ...sample, parameters, outsideTraining, residual: { raw: residual, refined: null } }
}
