import { add, slice, zerosLike } from '../graph/operators'
import type { Value } from '../graph/builder'
import type { Jet, Orders } from '../graph/jets'
import type { PointColumns, PointProblem } from './point-problem'

/** Number of columns of a batch of points: coordinates, then parameters. */
export const columnCount = ({ coordinates, parameters }: Pick<PointProblem, 'coordinates' | 'parameters'>): number =>
  coordinates.length + parameters.length

/**
 * The columns of `points` `[N, coordinates + parameters]`. Each coordinate moves at rate one along itself, if `orders`
 * asks for derivatives along it.
 */
export function pointColumns(
  { coordinates, parameters }: Pick<PointProblem, 'coordinates' | 'parameters'>,
  points: Value,
  orders: Orders,
): PointColumns {
  const column = (at: number): Value => slice(points, [{ axis: 1, start: at, end: at + 1 }])
  const jet = (key: string, value: Value): Jet => ({
    value,
    first: key in orders ? { [key]: add(zerosLike(value), 1) } : {},
    second: {},
  })
  return {
    at: Object.fromEntries(coordinates.map(({ key }, i) => [key, jet(key, column(i))])),
    given: Object.fromEntries(parameters.map(({ key }, i) => [key, column(coordinates.length + i)])),
  }
}
