import type { ObservationTable } from '../../../src-main/contract/calls'
import type { ObservationStore } from '../observations.svelte'
import type { Reconstruction } from '../reconstruction.svelte'
import type { ShownView } from '../solution-views.svelte'
import { activeIds, type Measurements, type Sensor } from './measurements'
import { rowsWhere } from './table'

/** Misfits of more standard deviations than this are outliers. */
export const outlierFrom = 3

/**
 * How far the reconstruction is off each measurement, in standard deviations, for the table as it stands: a row that was
 * edited after the solve, added or muted at the time has no misfit.
 */
export class Misfits {
  /** For each row its row in the table that was solved for, -1 where there is none. */
  readonly #solvedRows: Int32Array | undefined = $derived.by(() => {
    const [{ file }, { solution }] = [this.#observations, this.#reconstruction]
    return file && solution && solvedRowsOf(file, solution.request.observations)
  })
  /** Per row of the measurements; NaN where there is none. Undefined where nothing has been solved for. */
  readonly byRow: Float64Array | undefined = $derived.by(() => {
    const [rows, readings] = [this.#solvedRows, this.#shown?.readings]
    if (!rows || !readings) return undefined
    const misfits = new Float64Array(rows.length).fill(NaN)
    rows.forEach((solved, row) => {
      if (solved >= 0) misfits[row] = readings.misfit[solved]!
    })
    return misfits
  })
  /** Rows beyond {@link outlierFrom}, of those that are not muted. */
  readonly outliers: Uint32Array = $derived.by(() => {
    const [{ file }, misfits] = [this.#observations, this.byRow]
    if (!file || !misfits) return new Uint32Array(0)
    return rowsWhere(file.count, (row) => Math.abs(misfits[row]!) > outlierFrom && file.muted[row] === 0)
  })
  readonly #observations: ObservationStore
  readonly #reconstruction: Reconstruction

  constructor(observations: ObservationStore, reconstruction: Reconstruction) {
    this.#observations = observations
    this.#reconstruction = reconstruction
  }

  /** The rows that are furthest off, the worst first. */
  worst(most: number): readonly Sensor[] {
    const [{ file }, misfits] = [this.#observations, this.byRow]
    if (!file || !misfits) return []
    const rows: number[] = []
    const size = (row: number): number => Math.abs(misfits[row]!)
    misfits.forEach((misfit, row) => {
      if (Number.isNaN(misfit) || (rows.length === most && size(row) <= size(rows.at(-1)!))) return
      const at = rows.findIndex((other) => size(other) < size(row))
      rows.splice(at < 0 ? rows.length : at, 0, row)
      rows.length = Math.min(rows.length, most)
    })
    return rows.map((row) => this.#withMisfit(file.sensor(row)))
  }

  /** The measurements as they are drawn: with their misfits where a reconstruction is looked at. */
  sensors(ofSolution: boolean): readonly Sensor[] {
    const { file, selectedRow } = this.#observations
    if (!file) return ofSolution ? this.#solvedPoints() : []
    const { points } = file
    const all =
      selectedRow === undefined || points.some(({ index }) => index === selectedRow)
        ? points
        : [...points, file.sensor(selectedRow)]
    return all.map((sensor) => ({
      ...(ofSolution ? this.#withMisfit(sensor) : sensor),
      ...(sensor.index === selectedRow && { selected: true }),
    }))
  }

  #withMisfit(sensor: Sensor): Sensor {
    const solved = this.#solvedRows?.[sensor.index] ?? -1
    const misfit = this.byRow?.[sensor.index]
    if (misfit === undefined || Number.isNaN(misfit)) return sensor
    const sigma = Number.isNaN(sensor.sigma) ? (this.#shown?.readings.sigma[solved] ?? NaN) : sensor.sigma
    return { ...sensor, sigma, misfit }
  }

  /** Of measurements that have been taken away since. */
  #solvedPoints(): readonly Sensor[] {
    return (this.#shown?.points ?? []).map((point) => ({ ...point, muted: false }))
  }

  get #shown(): ShownView | undefined {
    return this.#reconstruction.solution?.views.shown
  }
}

/** A row is the one that was solved for where it has kept its number and all that it states. */
function solvedRowsOf(file: Measurements, solved: ObservationTable): Int32Array {
  const rows = new Int32Array(file.count).fill(-1)
  // What is there may be what was solved for, in which case this is the first to ask for its active rows.
  void file.active
  const ids = activeIds(solved)
  if (!ids) return rows
  const { table } = file
  const columns = [
    [table.x, solved.x],
    [table.y, solved.y],
    [table.value, solved.value],
    [table.sigma, solved.sigma],
  ] as const
  for (let row = 0, at = 0; row < file.count; row += 1) {
    while (at < ids.length && ids[at]! < file.ids[row]!) at += 1
    if (ids[at] !== file.ids[row]) continue
    const sameField = table.fields[table.field[row]!] === solved.fields[solved.field[at]!]
    if (sameField && columns.every(([now, then]) => Object.is(now[row], then[at]))) rows[row] = at
  }
  return rows
}
