import type { ObservationTable } from '../../../../src-main/contract/calls'
import type { Row } from '../../../../src-renderer/stores/observations/table'

/** The table with the given rows. */
export function tableOf(rows: readonly Row[]): ObservationTable {
  const fields = [...new Set(rows.map(({ field }) => field))]
  const column = (entry: (row: Row) => number): Float64Array => Float64Array.from(rows, entry)
  const shapes = ['point', 'line', 'box']
  return {
    fields,
    field: Uint8Array.from(rows, ({ field }) => fields.indexOf(field)),
    x: column(({ x }) => x),
    y: column(({ y }) => y),
    value: column(({ value }) => value),
    sigma: column(({ sigma }) => sigma),
    ...(rows.some(({ average }) => average) && {
      averages: {
        shape: Uint8Array.from(rows, ({ average }) => shapes.indexOf(average?.shape ?? 'point')),
        x2: column(({ average }) => average?.x ?? NaN),
        y2: column(({ average }) => average?.y ?? NaN),
      },
    }),
    line: Uint32Array.from(rows, ({ line }) => line),
  }
}
