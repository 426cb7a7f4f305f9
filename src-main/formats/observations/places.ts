import { previewPlaces, type Mapping } from '../../contract/observations'
import { Failure } from '../../field/failure'
import { converted } from '../../field/units'
import { smallestGrid } from '../../problems/grid-size'
import type { Problem } from '../../problems/problem'
import { parseNumber } from './numbers'
import type { RawTable } from './raw-table'
import { columnConversion } from './reading-plan'

export interface Place {
  readonly x: number
  readonly y: number
}

/**
 * Where the first `limit` rows would lie, spread out where they are many: in the units of the domain, but not checked
 * against it, so that a wrong unit or origin is seen. Nothing as long as the mapping does not say where.
 */
export function placesOf(
  table: RawTable,
  { columns }: Mapping,
  problem: Problem,
  rows: number,
  limit: number,
): Place[] {
  const { unit } = problem.grid(smallestGrid).extent
  const [x, y] = (['x', 'y'] as const).map((role) => {
    const at = columns.findIndex((column) => column.role === role)
    if (at < 0) return undefined
    try {
      const { offset } = columns[at]!
      return { at, offset, conversion: columnConversion(columns[at]!, unit, '') }
    } catch (error) {
      // What is wrong with the unit is a finding of its own.
      if (error instanceof Failure) return undefined
      throw error
    }
  })
  const places: Place[] = []
  if (!x || !y) return places
  const step = Math.ceil(Math.min(rows, limit) / previewPlaces)
  let row = 0
  table.forEachRow((cells) => {
    if (row % step === 0 && cells !== 'unclosed quote') {
      const [px, py] = [x, y].map(({ at, offset, conversion }) => {
        const number = parseNumber(cells[at] ?? '', table.decimal)
        return number === undefined ? NaN : converted(number - offset, conversion)
      })
      if (Number.isFinite(px) && Number.isFinite(py)) places.push({ x: px!, y: py! })
    }
    row++
    return row < limit
  })
  return places
}
