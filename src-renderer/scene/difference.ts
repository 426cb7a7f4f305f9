import type { FieldPayload } from '../../src-main/contract/calls'
import { positionOf } from './grid-walk'
import type { DomainPoint } from './picture'

type Grid = FieldPayload['grid']

/** Why two fields cannot be subtracted. */
export type Indifference = 'unit' | 'grid'

/** How far two fields are apart. */
export interface DifferenceSize {
  /** Root mean square over the grid, in the fields' unit. */
  readonly l2: number
  /** `l2` over the root mean square of the first field; infinite where that is zero. */
  readonly relative: number
  /** Difference of the largest magnitude, with its sign, and where it is. */
  readonly largest: number
  readonly at: DomainPoint
}

function sameGrid(one: Grid, other: Grid): boolean {
  return (
    one.nx === other.nx &&
    one.ny === other.ny &&
    one.extent.x === other.extent.x &&
    one.extent.y === other.extent.y &&
    one.staggering.x === other.staggering.x &&
    one.staggering.y === other.staggering.y
  )
}

/** What stands against subtracting two fields, if anything does. */
export function indifference(first: FieldPayload, second: FieldPayload): Indifference | undefined {
  if (first.unit !== second.unit) return 'unit'
  return sameGrid(first.grid, second.grid) ? undefined : 'grid'
}

/** Second minus first, sample by sample, as a field of the second's kind. */
export function differenceField(first: FieldPayload, second: FieldPayload): FieldPayload {
  return {
    ...second,
    key: `${second.key}-${first.key}`,
    data: second.data.map((value, p) => value - first.data[p]!),
  }
}

/** Sizes over the samples where both fields have a value. */
export function differenceSize(first: FieldPayload, second: FieldPayload): DifferenceSize {
  let [count, squares, firstSquares, largest, place] = [0, 0, 0, 0, 0]
  for (let p = 0; p < first.data.length; p += 1) {
    const [one, other] = [first.data[p]!, second.data[p]!]
    const difference = other - one
    if (!Number.isFinite(difference)) continue
    count += 1
    squares += difference ** 2
    firstSquares += one ** 2
    if (Math.abs(difference) > Math.abs(largest)) [largest, place] = [difference, p]
  }
  const { nx } = first.grid
  return {
    l2: Math.sqrt(squares / Math.max(1, count)),
    relative: squares === 0 ? 0 : Math.sqrt(squares / firstSquares),
    largest,
    at: positionOf(first.grid, { column: place % nx, row: Math.floor(place / nx) }),
  }
}
