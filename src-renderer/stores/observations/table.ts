import type { ObservationTable } from '../../../src-main/contract/calls'

/**
 * Changes of a table of measurements. Each gives another table and leaves the given one as it is; columns that do not
 * change are shared between both, so that a million rows may be edited and every former state kept.
 */
export type Averages = NonNullable<ObservationTable['averages']>

/** One measurement as it stands in a table. */
export interface Row {
  readonly field: string
  readonly x: number
  readonly y: number
  readonly value: number
  /** NaN where the noise is not stated, 0 where the value is exact. */
  readonly sigma: number
  /** Where it ends, of an average along a line or over a box. */
  readonly average?: { readonly shape: 'line' | 'box'; readonly x: number; readonly y: number }
  /** Line of the file; 0 where it was added by hand. */
  readonly line: number
}

/** What can be edited of a row. The ends of an average move only where it has them. */
export interface RowChange {
  readonly field?: string
  readonly x?: number
  readonly y?: number
  readonly x2?: number
  readonly y2?: number
  readonly value?: number
  readonly sigma?: number
}

/** As `supportShapes` of the engine counts them. */
const shapes = ['point', 'line', 'box'] as const

export function emptyTable(): ObservationTable {
  const none = new Float64Array(0)
  return { fields: [], field: new Uint8Array(0), x: none, y: none, value: none, sigma: none, line: new Uint32Array(0) }
}

export function rowOf(table: ObservationTable, row: number): Row {
  const { fields, field, x, y, value, sigma, averages, line } = table
  const shape = shapes[averages?.shape[row] ?? 0]!
  return {
    field: fields[field[row]!]!,
    x: x[row]!,
    y: y[row]!,
    value: value[row]!,
    sigma: sigma[row]!,
    ...(averages && shape !== 'point' && { average: { shape, x: averages.x2[row]!, y: averages.y2[row]! } }),
    line: line[row]!,
  }
}

export function editRow(table: ObservationTable, row: number, change: RowChange): ObservationTable {
  let edited = table
  for (const name of ['x', 'y', 'value', 'sigma'] as const) {
    if (change[name] !== undefined) edited = { ...edited, [name]: replaced(edited[name], row, change[name]) }
  }
  const { averages } = edited
  if (averages && averages.shape[row] !== 0) {
    const { x2 = averages.x2[row]!, y2 = averages.y2[row]! } = change
    edited = {
      ...edited,
      averages: { ...averages, x2: replaced(averages.x2, row, x2), y2: replaced(averages.y2, row, y2) },
    }
  }
  if (change.field === undefined) return edited
  const { fields, index } = withField(edited.fields, change.field)
  return { ...edited, fields, field: replaced(edited.field, row, index) }
}

/** The same standard deviation for several rows. */
export function setSigma(table: ObservationTable, rows: Iterable<number>, sigma: number): ObservationTable {
  const column = table.sigma.slice()
  for (const row of rows) column[row] = sigma
  return { ...table, sigma: column }
}

/** A point more, as the last row. */
export function addPoint(table: ObservationTable, point: Omit<Row, 'average' | 'line'>): ObservationTable {
  const { fields, index } = withField(table.fields, point.field)
  const { averages } = table
  return {
    fields,
    field: extended(table.field, index),
    x: extended(table.x, point.x),
    y: extended(table.y, point.y),
    value: extended(table.value, point.value),
    sigma: extended(table.sigma, point.sigma),
    ...(averages && {
      averages: { shape: extended(averages.shape, 0), x2: extended(averages.x2, NaN), y2: extended(averages.y2, NaN) },
    }),
    line: extended(table.line, 0),
  }
}

/** The given rows alone, in their order; fields that no row is on any more are left out. */
export function selectRows(table: ObservationTable, rows: Uint32Array): ObservationTable {
  const { fields, averages } = table
  const field = gathered(table.field, rows)
  const occurs = new Uint8Array(fields.length)
  for (const index of field) occurs[index] = 1
  const kept = fields.filter((_, index) => occurs[index] === 1)
  const renumbered = Uint8Array.from(fields, (key) => Math.max(0, kept.indexOf(key)))
  const shape = averages && gathered(averages.shape, rows)
  return {
    fields: kept,
    field: field.map((index) => renumbered[index]!),
    x: gathered(table.x, rows),
    y: gathered(table.y, rows),
    value: gathered(table.value, rows),
    sigma: gathered(table.sigma, rows),
    ...(averages &&
      shape?.some((kind) => kind !== 0) && {
        averages: { shape, x2: gathered(averages.x2, rows), y2: gathered(averages.y2, rows) },
      }),
    line: gathered(table.line, rows),
  }
}

/** The rows of both, one table after the other. */
export function joinTables(first: ObservationTable, second: ObservationTable): ObservationTable {
  const fields = [...new Set([...first.fields, ...second.fields])]
  const renumbered = Uint8Array.from(second.fields, (key) => fields.indexOf(key))
  const averages = (first.averages ?? second.averages) && joinAverages(first, second)
  return {
    fields,
    field: joined(
      first.field,
      second.field.map((index) => renumbered[index]!),
    ),
    x: joined(first.x, second.x),
    y: joined(first.y, second.y),
    value: joined(first.value, second.value),
    sigma: joined(first.sigma, second.sigma),
    ...(averages && { averages }),
    line: joined(first.line, second.line),
  }
}

/** The rows on a field. */
export function rowsOn({ fields, field }: ObservationTable, key: string): Uint32Array {
  const index = fields.indexOf(key)
  return rowsWhere(field.length, (row) => field[row] === index)
}

/** Every row, in the order of the table. Plain loops here and below: a million rows go through them. */
export function allRows(count: number): Uint32Array {
  const rows = new Uint32Array(count)
  for (let row = 0; row < count; row += 1) rows[row] = row
  return rows
}

/** The rows of which `holds` is true, rising. */
export function rowsWhere(count: number, holds: (row: number) => boolean): Uint32Array {
  const rows = new Uint32Array(count)
  let found = 0
  for (let row = 0; row < count; row += 1) {
    if (!holds(row)) continue
    rows[found] = row
    found += 1
  }
  return rows.slice(0, found)
}

function joinAverages(first: ObservationTable, second: ObservationTable): Averages {
  const [a, b] = [averagesOf(first), averagesOf(second)]
  return { shape: joined(a.shape, b.shape), x2: joined(a.x2, b.x2), y2: joined(a.y2, b.y2) }
}

function averagesOf({ averages, value: { length } }: ObservationTable): Averages {
  return (
    averages ?? {
      shape: new Uint8Array(length),
      x2: new Float64Array(length).fill(NaN),
      y2: new Float64Array(length).fill(NaN),
    }
  )
}

function withField(fields: readonly string[], key: string): { fields: string[]; index: number } {
  const index = fields.indexOf(key)
  return index < 0 ? { fields: [...fields, key], index: fields.length } : { fields: [...fields], index }
}

type Column = Float64Array | Uint8Array | Uint32Array
interface ColumnConstructor<C extends Column> {
  new (length: number): C
}

/** A column of the same kind. */
function like<C extends Column>(column: C, length: number): C {
  return new (column.constructor as ColumnConstructor<C>)(length)
}

function replaced<C extends Column>(column: C, row: number, entry: number): C {
  const copy = column.slice() as C
  copy[row] = entry
  return copy
}

export function extended<C extends Column>(column: C, entry: number): C {
  const longer = like(column, column.length + 1)
  longer.set(column)
  longer[column.length] = entry
  return longer
}

export function joined<C extends Column>(first: C, second: C): C {
  const both = like(first, first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}

export function gathered<C extends Column>(column: C, rows: Uint32Array): C {
  const chosen = like(column, rows.length)
  for (let i = 0; i < rows.length; i += 1) chosen[i] = column[rows[i]!]!
  return chosen
}
