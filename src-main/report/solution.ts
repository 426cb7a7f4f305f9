import type { SolutionDocument } from '../contract/calls'
import type { FieldDeclaration } from '../field/field'
import type { Grid } from '../field/grid'
import type { Observations } from '../field/observations'
import type { Problem } from '../problems/problem'

/** One field of a solution in physical units: its members, and their mean and standard deviation. */
export interface FieldEnsemble {
  readonly declaration: FieldDeclaration
  /** `[y, x]`; double precision, so that the exported arrays have the very residual that is reported of them. */
  readonly mean: Float64Array
  /** `[y, x]`: that of the members times `spread`. */
  readonly std: Float64Array
  /** `[member, y, x]`, each with the physics that it has: not spread. */
  readonly samples: Float64Array
  /** What the members' deviations are multiplied by in intervals, see tasks/calibration.ts. */
  readonly spread: number
}

/** The fields of a solution, as the network has them or refined, and how their means meet equation and sensors. */
export interface SolutionVersion {
  /** In the order of the problem's fields. */
  readonly fields: readonly FieldEnsemble[]
  /** Residual of the mean fields `[y, x]`, in the units of the source term. */
  readonly residualMap: Float64Array
  /** The mean field at each point, in the field's units. */
  readonly prediction: Float64Array
  /** (prediction - value)/sigma per point; exact values are measured by a thousandth of their field's RMS value. */
  readonly misfit: Float64Array
}

/** A solved field as everything downstream takes it: the interface, the export formats and the report. */
export interface Solution extends SolutionVersion {
  readonly problem: Problem
  readonly grid: Grid
  readonly document: SolutionDocument
  /** Which version the fields above are: the refined one where there is one. */
  readonly exported: 'raw' | 'refined'
  readonly versions: { raw: SolutionVersion; refined: SolutionVersion | null }
  readonly observations: Observations
  /** Name of the file they came from. */
  readonly observationFile: string
  /** Standard deviation of the noise that the solve assumed, per point: the file's, or the default where it gives none. */
  readonly sigma: Float64Array
}
