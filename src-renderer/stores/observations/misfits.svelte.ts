import type { ObservationTable, ObservedPoint } from '../../../src-main/contract/calls'
import type { ObservationStore } from '../observations.svelte'
import type { Reconstruction } from '../reconstruction.svelte'
import { activeIds, type Measurements, type Sensor } from './measurements'
import { rowsWhere } from './table'

/** Misfits of more standard deviations than this are outliers. */
export const outlierFrom = 3

/** What a solution says of the measurements that it was made from. */
interface Fit {
  readonly table: ObservationTable
  /** Per row of that table; NaN where it is not known. */
  readonly misfits: Float64Array
  /** Noise that was taken for it, likewise. */
  readonly sigmas: Float64Array
}

/**
 * How far the reconstruction is off each measurement, in standard deviations, for the table as it stands: a row that was
 * edited after the solve, added or muted at the time has no misfit.
 */
export class Misfits {
  readonly #fit: Fit | undefined = $derived.by(() => this.#fitOf())
  /** For each row its row in the table that was solved for, -1 where there is none. */
  readonly #solvedRows: Int32Array | undefined = $derived.by(() => {
    const file = this.#observations.file
    return file && this.#fit && solvedRowsOf(file, this.#fit.table)
  })
  /** Per row of the measurements; NaN where there is none. Undefined where nothing has been solved for. */
  readonly byRow: Float64Array | undefined = $derived.by(() => {
    const [rows, fit] = [this.#solvedRows, this.#fit]
    return rows && fit && Float64Array.from(rows, (row) => (row < 0 ? NaN : fit.misfits[row]!))
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
    const sigma = Number.isNaN(sensor.sigma) ? (this.#fit?.sigmas[solved] ?? NaN) : sensor.sigma
    return { ...sensor, sigma, misfit }
  }

  /** Of measurements that have been taken away since. */
  #solvedPoints(): readonly Sensor[] {
    return (this.#points ?? []).map((point) => ({ ...point, muted: false }))
  }

  get #points(): readonly ObservedPoint[] | undefined {
    return this.#reconstruction.solution?.views.shown.points
  }

  #fitOf(): Fit | undefined {
    const [{ solution }, points] = [this.#reconstruction, this.#points]
    if (!solution || !points) return undefined
    const table = solution.request.observations
    const [misfits, sigmas] = [0, 1].map(() => new Float64Array(table.value.length).fill(NaN)) as [
      Float64Array,
      Float64Array,
    ]
    for (const { index, misfit, sigma } of points) {
      misfits[index] = misfit ?? NaN
      sigmas[index] = sigma
    }
    return { table, misfits, sigmas }
  }
}

/** A row is the one that was solved for where it has kept its number and all that it states. */
function solvedRowsOf(file: Measurements, solved: ObservationTable): Int32Array {
  const rows = new Int32Array(file.count).fill(-1)
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
