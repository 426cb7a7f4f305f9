import type { ProblemDescription } from '../../../../src-main/contract/calls'
import type { Measurements } from '../../../stores/observations/measurements'
import { sortedRows } from '../../../stores/observations/sort-order'
import { allRows, type Row, type RowChange } from '../../../stores/observations/table'
import type { Messages } from '../../../text/words.svelte'
import type { Symbols } from './column-roles'

export type ColumnKey = 'on' | 'field' | 'x' | 'y' | 'x2' | 'y2' | 'value' | 'sigma' | 'misfit' | 'line'

export interface TableColumn {
  readonly key: ColumnKey
  readonly label: string
  readonly hint?: string
  /** CSS width. */
  readonly width: string
  readonly editable: boolean
}

export interface Sorting {
  readonly key: ColumnKey
  readonly descending: boolean
}

/** The columns of a table: ends where something is averaged, misfits where something was solved. */
export function tableColumns(
  averages: boolean,
  solved: boolean,
  symbols: Symbols,
  text: Messages['observations']['table'],
): readonly TableColumn[] {
  const number = 'minmax(84px, 1fr)'
  const column = (key: ColumnKey, label: string, width: string, editable: boolean, hint?: string): TableColumn => ({
    key,
    label,
    width,
    editable,
    ...(hint !== undefined && { hint }),
  })
  return [
    column('on', text.on, '44px', false),
    column('field', text.field, 'minmax(56px, 0.6fr)', true),
    column('x', symbols.x, number, true),
    column('y', symbols.y, number, true),
    ...(averages
      ? [column('x2', text.end(symbols.x), number, true), column('y2', text.end(symbols.y), number, true)]
      : []),
    column('value', text.value, number, true),
    column('sigma', text.sigma, number, true, text.sigmaHint),
    ...(solved ? [column('misfit', text.misfit, number, false, text.misfitHint)] : []),
    column('line', text.line, 'minmax(72px, 0.7fr)', false),
  ]
}

/** What a cell holds as a number; NaN where it is empty. */
export function cellNumber(row: Row, key: 'x' | 'y' | 'x2' | 'y2' | 'value' | 'sigma'): number {
  if (key === 'x2') return row.average?.x ?? NaN
  if (key === 'y2') return row.average?.y ?? NaN
  return row[key]
}

/** What may stand in a cell; undefined where anything may. */
export function cellLimits(
  key: ColumnKey,
  field: string,
  { fields }: Pick<ProblemDescription, 'fields'>,
  extent: { readonly x: number; readonly y: number } | undefined,
): { readonly minimum?: number; readonly maximum?: number } {
  if (key === 'sigma') return { minimum: 0 }
  if (key === 'value') {
    const { minimum, maximum } = fields.find((declared) => declared.key === field) ?? {}
    return { ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) }
  }
  const length = extent?.[key.startsWith('x') ? 'x' : 'y']
  return length === undefined ? {} : { minimum: 0, maximum: length }
}

/** The change that an edited cell makes; an emptied sigma is not known. */
export function cellChange(key: ColumnKey, typed: number | null): RowChange {
  return { [key]: typed ?? NaN }
}

/** Rows in the order that is asked for; misfits by their size, the largest first when descending. */
export function orderedRows(file: Measurements, sorting: Sorting | undefined, misfits?: Float64Array): Uint32Array {
  if (!sorting) return allRows(file.count)
  return sortedRows(sortKeys(file, sorting.key, misfits), sorting.descending)
}

function sortKeys({ table, muted }: Measurements, key: ColumnKey, misfits: Float64Array | undefined): Float64Array {
  switch (key) {
    case 'misfit':
      return (misfits ?? new Float64Array(muted.length)).map(Math.abs)
    case 'on':
      return Float64Array.from(muted)
    case 'field':
      return Float64Array.from(table.field)
    case 'line':
      return Float64Array.from(table.line)
    case 'x2':
    case 'y2':
      return table.averages?.[key] ?? new Float64Array(muted.length)
    default:
      return table[key]
  }
}
