import type { Mapping, ObservationTable, ObservedPoint } from '../../../src-main/contract/calls'
import {
  addPoint,
  allRows,
  editRow,
  extended,
  gathered,
  joined,
  joinTables,
  rowOf,
  rowsOn,
  rowsWhere,
  selectRows,
  setSigma,
  type Row,
  type RowChange,
} from './table'

/** A file that rows came from, to be read again with other settings. */
export interface SourceFile {
  readonly fileName: string
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly mapping: Mapping
}

/** A measurement as it is drawn. */
export interface Sensor extends ObservedPoint {
  /** NaN where the noise is not stated. */
  readonly sigma: number
  /** Left out of a solve. */
  readonly muted: boolean
  readonly selected?: boolean
}

/** What a solve is given: the rows that are not muted. */
export interface ActiveRows {
  readonly table: ObservationTable
  /** For each of them its row in the whole table. */
  readonly rows: Uint32Array
}

/** More pins than these are no help to anybody. */
export const mostShown = 2000
/** Of measurements that did not come from a file. */
export const byHand = 'by-hand.csv'

/** For the tables that solves were given, the numbers of their rows. */
const idsOfActive = new WeakMap<ObservationTable, Uint32Array>()

/** Numbers of the rows of a table that was asked for as {@link Measurements.active}. */
export function activeIds(table: ObservationTable): Uint32Array | undefined {
  return idsOfActive.get(table)
}

/** Steps by the golden ratio spread over any order of rows evenly, also over the rows of a regular grid. */
const goldenRatio = (Math.sqrt(5) - 1) / 2

/**
 * Measurements with what a person has done to them. A value never changes: every edit gives another one, so that undo
 * and a running solve may hold on to a former one. What takes a pass over all rows is worked out when it is first asked
 * for, and once.
 */
export class Measurements {
  readonly fileName: string
  readonly table: ObservationTable
  /** 1 for each row that is left out of a solve. */
  readonly muted: Uint8Array
  /** Files that it was read from; empty where they are not at hand. */
  readonly sources: readonly SourceFile[]
  /** A number of its own for each row, rising, which it keeps through every edit of others. */
  readonly ids: Uint32Array
  #active: ActiveRows | undefined
  #points: readonly Sensor[] | undefined
  #withoutNoise: number | undefined
  #countByField: Readonly<Record<string, number>> | undefined

  constructor(
    fileName: string,
    table: ObservationTable,
    muted: Uint8Array = new Uint8Array(table.value.length),
    sources: readonly SourceFile[] = [],
    ids: Uint32Array = allRows(muted.length),
  ) {
    this.fileName = fileName
    this.table = table
    this.muted = muted
    this.sources = sources
    this.ids = ids
  }

  get count(): number {
    return this.muted.length
  }

  get activeCount(): number {
    return this.active.rows.length
  }

  get mutedCount(): number {
    return this.count - this.activeCount
  }

  get active(): ActiveRows {
    if (!this.#active) {
      const rows = rowsWhere(this.count, (row) => this.muted[row] === 0)
      const whole = rows.length === this.count && Object.keys(this.countByField).length === this.table.fields.length
      const table = whole ? this.table : selectRows(this.table, rows)
      idsOfActive.set(table, whole ? this.ids : gathered(this.ids, rows))
      this.#active = { rows, table }
    }
    return this.#active
  }

  /** Rows for a solve whose noise is not stated. */
  get withoutNoise(): number {
    if (this.#withoutNoise === undefined) {
      this.#withoutNoise = 0
      const { sigma } = this.active.table
      for (let row = 0; row < sigma.length; row += 1) this.#withoutNoise += Number(Number.isNaN(sigma[row]))
    }
    return this.#withoutNoise
  }

  /** Number of rows on each field that has any. */
  get countByField(): Readonly<Record<string, number>> {
    if (!this.#countByField) {
      const counts = new Uint32Array(this.table.fields.length)
      for (const index of this.table.field) counts[index]! += 1
      this.#countByField = Object.fromEntries(
        this.table.fields.flatMap((key, index) => (counts[index] ? [[key, counts[index]]] : [])),
      )
    }
    return this.#countByField
  }

  /** All rows, or a spread-out part of very many, as they are drawn. */
  get points(): readonly Sensor[] {
    this.#points ??= Array.from(shownRows(this.count), (row) => this.sensor(row))
    return this.#points
  }

  row(row: number): Row {
    return rowOf(this.table, row)
  }

  sensor(row: number): Sensor {
    return { ...this.row(row), index: row, muted: this.muted[row] !== 0 }
  }

  /** The row of this number; undefined where it has been deleted. */
  rowOfId(id: number): number | undefined {
    let [low, high] = [0, this.ids.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.ids[middle]! < id) low = middle + 1
      else high = middle
    }
    return this.ids[low] === id ? low : undefined
  }

  edit(row: number, change: RowChange): Measurements {
    return this.#with({ table: editRow(this.table, row, change) })
  }

  setSigma(rows: Iterable<number>, sigma: number): Measurements {
    return this.#with({ table: setSigma(this.table, rows, sigma) })
  }

  add(point: Omit<Row, 'average' | 'line'>): Measurements {
    return this.#with({
      table: addPoint(this.table, point),
      muted: extended(this.muted, 0),
      ids: extended(this.ids, this.#nextId),
    })
  }

  delete(rows: Iterable<number>): Measurements {
    const gone = new Uint8Array(this.count)
    for (const row of rows) gone[row] = 1
    const kept = rowsWhere(this.count, (row) => gone[row] === 0)
    return this.#with({
      table: selectRows(this.table, kept),
      muted: gathered(this.muted, kept),
      ids: gathered(this.ids, kept),
    })
  }

  mute(rows: Iterable<number>, muted: boolean): Measurements {
    const marks = this.muted.slice()
    for (const row of rows) marks[row] = Number(muted)
    return this.#with({ muted: marks })
  }

  muteField(key: string, muted: boolean): Measurements {
    return this.mute(rowsOn(this.table, key), muted)
  }

  append(other: Measurements): Measurements {
    const from = this.#nextId
    return this.#with({
      fileName: `${this.fileName} + ${other.fileName}`,
      table: joinTables(this.table, other.table),
      muted: joined(this.muted, other.muted),
      sources: [...this.sources, ...other.sources],
      ids: joined(
        this.ids,
        other.ids.map((_, row) => from + row),
      ),
    })
  }

  get #nextId(): number {
    return (this.ids.at(-1) ?? -1) + 1
  }

  #with(change: Partial<Pick<Measurements, 'fileName' | 'table' | 'muted' | 'sources' | 'ids'>>): Measurements {
    const { fileName, table, muted, sources, ids } = { ...this.#parts, ...change }
    return new Measurements(fileName, table, muted, sources, ids)
  }

  get #parts(): Pick<Measurements, 'fileName' | 'table' | 'muted' | 'sources' | 'ids'> {
    const { fileName, table, muted, sources, ids } = this
    return { fileName, table, muted, sources, ids }
  }
}

function shownRows(count: number): Uint32Array {
  if (count <= mostShown) return allRows(count)
  const chosen = new Set(Array.from({ length: mostShown }, (_, k) => Math.floor(((k * goldenRatio) % 1) * count)))
  return Uint32Array.from(chosen).sort()
}
