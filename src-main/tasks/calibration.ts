import type { Problem } from '../problems/problem'
import measured from './spread-factors.json'

/** Which version of the fields an ensemble is of, see `Solution.versions`. */
export type Version = 'raw' | 'refined'

type Factors = Readonly<Record<string, number>>
type FactorsOfProblem = Readonly<Record<string, Readonly<Record<Version, Factors>>>>

/** By problem, observed fields, version and field. */
const factors: Readonly<Record<string, FactorsOfProblem>> = measured

/** The observed fields as one name, whatever their order: `a-u`. */
export const observedName = (observed: readonly string[]): string => observed.toSorted().join('-')

/**
 * What the deviations of an ensemble's members from their median are to be multiplied by, in standard deviations and
 * quantiles, for its intervals to hold the truth as often as they say. The suite `calibration` measures it with the
 * shipped students, on 123 values with noise of 1 %; 1 where nothing was measured.
 */
export function spreadFactor(
  { id }: Pick<Problem, 'id'>,
  field: string,
  observed: readonly string[],
  version: Version,
): number {
  return factors[id]?.[observedName(observed)]?.[version][field] ?? 1
}
