import type { Grid } from '../field/grid'

export interface SensorQuestion {
  /** Posterior members of the wanted field, `[member, y, x]`; fewer than four tell nothing. */
  readonly samples: ArrayLike<number>
  readonly members: number
  readonly grid: Grid
  /** Standard deviation of the next measurement's noise, in the field's unit. */
  readonly sigma: number
  /** How many places to propose; 3 by default. */
  readonly count?: number
}

/** One place; `field` is for the caller to add. */
export interface ProposedPlace {
  readonly x: number
  readonly y: number
  /** Posterior standard deviation there. */
  readonly std: number
  /** Share of the field's total posterior variance that a measurement there is expected to remove. */
  readonly gain: number
}

/** Where further measurements of the field would tell most, the best first. */
export declare function proposeSensors(question: SensorQuestion): ProposedPlace[]
