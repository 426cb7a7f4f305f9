import { quantityText, type Plot, type PlotQuantity } from './plot'

/** A plot's numbers, a row for each place. */
export interface PlotTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (number | null)[])[]
}

/** What the tables call the places along a plot that does not name them, and the ends of what lies around a line. */
export interface TableWords {
  readonly place: string
  lower(of: string): string
  upper(of: string): string
  readonly sigma: string
}

/** All lines of a plot with what lies around them. */
export function lineTable({ series, at, along, unit = '1' }: Plot, words: TableWords): PlotTable {
  const named = (label: string): string => quantityText({ label, unit })
  const place: PlotQuantity = along ?? { label: words.place, unit: '1' }
  const columns = series.flatMap(({ label, ribbon }) => [
    named(label),
    ...(ribbon ? [named(words.lower(ribbon.label)), named(words.upper(ribbon.label))] : []),
  ])
  const rows = Array.from({ length: at.length }, (_, i) => [
    at[i]!,
    ...series.flatMap(({ values, ribbon }) => [
      values[i] ?? null,
      ...(ribbon ? [ribbon.lower[i] ?? null, ribbon.upper[i] ?? null] : []),
    ]),
  ])
  return { columns: [quantityText(place), ...columns], rows }
}

/** The measured values of a plot; undefined where it shows none. */
export function markTable({ marks, along, unit = '1' }: Plot, words: TableWords): PlotTable | undefined {
  if (!marks || marks.points.length === 0) return undefined
  return {
    columns: [
      quantityText(along ?? { label: words.place, unit: '1' }),
      quantityText({ label: marks.label, unit }),
      quantityText({ label: words.sigma, unit }),
    ],
    rows: marks.points.map(({ at, value, sigma }) => [at, value, sigma]),
  }
}

/** At most so many rows, evenly spread, the first and the last among them. */
export function thinned(table: PlotTable, most: number): PlotTable {
  const { rows } = table
  if (rows.length <= most) return table
  const chosen = Array.from({ length: most }, (_, i) => rows[Math.round((i * (rows.length - 1)) / (most - 1))]!)
  return { ...table, rows: chosen }
}

/** Tables as spreadsheets take them from the clipboard: every row, every digit that counts in float32. */
export function tabSeparated(tables: readonly PlotTable[]): string {
  return tables
    .map(({ columns, rows }) =>
      [columns, ...rows.map((row) => row.map((value) => (value === null ? '' : String(Number(value.toPrecision(9))))))]
        .map((cells) => cells.join('\t'))
        .join('\n'),
    )
    .join('\n\n')
}
