/** What a cell holds: text as it stands, or a number where the file holds numbers. Nothing is the empty text. */
export type Cell = string | number

/** A row that could not be taken apart. */
export type BrokenRow = 'unclosed quote'

export interface RawColumn {
  readonly name: string
  /** As the file states it. */
  readonly unit: string | null
}

/** A file as columns with names, before anything is known of what they mean. Rows are visited, not held. */
export interface RawTable {
  readonly columns: readonly RawColumn[]
  /** What a row is called in messages: rows of text are lines. */
  readonly noun: 'line' | 'row' | 'cell'
  readonly decimal: '.' | ','
  /** Rows of data in all. */
  countRows(): number
  /** Visits rows with their lines, until there are none or `visit` returns false. Cells are valid during the visit. */
  forEachRow(visit: (cells: readonly Cell[] | BrokenRow, line: number) => boolean): void
}

/** Columns that a file may have. */
export const maximumColumns = 4096

/** The first rows of a table that can be taken apart. */
export function headOf(table: RawTable, count: number): (readonly Cell[])[] {
  const rows: (readonly Cell[])[] = []
  if (count === 0) return rows
  table.forEachRow((cells) => {
    if (cells !== 'unclosed quote') rows.push([...cells])
    return rows.length < count
  })
  return rows
}
