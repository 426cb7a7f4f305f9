/** Numbers as they stand in cells. */
import type { Cell } from './raw-table'

const point = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const comma = /^[+-]?(?:\d+,?\d*|,\d+)(?:[eE][+-]?\d+)?$/
const notANumber = /^[+-]?(?:nan|inf|infinity)$/i
const missing = /^(?:|nan|n\/?a|null|none|-|--)$/i

/** Whether a cell says that nothing was measured. */
export function isMissing(cell: Cell): boolean {
  return typeof cell === 'number' ? Number.isNaN(cell) : missing.test(cell)
}

/** The number that a cell states, NaN for one that is not finite; undefined if it states none. */
export function parseNumber(cell: Cell, decimal: '.' | ','): number | undefined {
  if (typeof cell === 'number') return cell
  if (decimal === '.' ? point.test(cell) : comma.test(cell)) {
    return Number(decimal === '.' ? cell : cell.replace(',', '.'))
  }
  return notANumber.test(cell) ? Number.NaN : undefined
}

/** What a cell that is no number should have been. */
export function expectedNumber(cell: Cell, decimal: '.' | ','): string {
  const written = String(cell)
  if (/^[+-]?\d{1,3}(?:[\s'’\u00a0\u202f]\d{3})+(?:[.,]\d*)?$/.test(written)) {
    return 'a number without spaces or other marks between its thousands'
  }
  const other = decimal === '.' ? comma : point
  if (other.test(written) || /^[+-]?\d{1,3}(?:[.,]\d{3})+(?:[.,]\d+)?$/.test(written)) {
    return decimal === '.' ? 'a number with a decimal point' : 'a number with a decimal comma'
  }
  return 'a decimal number'
}
