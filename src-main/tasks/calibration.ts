import type { Problem } from '../problems/problem'

/** Which version of the fields an ensemble is of, see `Solution.versions`. */
export type Version = 'raw' | 'refined'

/**
 * What the deviations of an ensemble's members from their mean are to be multiplied by, in standard deviations and
 * quantiles, for its intervals to hold the truth as often as they say. Measured on cases that serve no other purpose
 * (`benchmark --suite calibration`), by problem, field, version and what was observed; 1 where nothing was measured.
 */
export declare function spreadFactor(
  problem: Problem,
  field: string,
  observed: readonly string[],
  version: Version,
): number
