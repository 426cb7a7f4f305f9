import { coordinate, type Grid } from '../../field/grid'
import type { Observations } from '../../field/observations'
import { standardDeviation } from '../../numerics/statistics'
import type { RandomStream } from '../../numerics/random'
import { fieldOperator } from '../../tasks/measurement'
import type { KnownCase } from './cases'
import type { Condition } from './names'
import { firstForecastRow, type Task } from './tasks'

/** Positions of the sensors of space and time that stand still. */
const fixedSensors = 5

/** Share of the standard deviation that values without noise are said to have. */
const leastNoise = 1e-3

/** How many points of a grid scattered sensors take: 3 % of them, or the published number, 500 of 64 x 64. */
export const sensorCounts = {
  share: (samples: number): number => Math.round(0.03 * samples),
  published: (samples: number): number => Math.round((500 / 4096) * samples),
} as const
export type SensorCount = keyof typeof sensorCounts

/** Where values are read: at samples of the grid, or anywhere. */
export interface Places {
  readonly x: Float64Array
  readonly y: Float64Array
  /** On the grid: which samples these are. */
  readonly cells?: Uint32Array
}

/** What a method is told of a case. */
export interface Observed {
  readonly places: Places
  /** Every observed field at the same places, with the noise that the observations have. */
  readonly observations: Observations
  /** Whether the values are without noise, whatever noise the observations state. */
  readonly exact: boolean
}

/**
 * The observations of a task: values of the known fields, with noise of the condition's share of each field's standard
 * deviation. The places are the same for every task of a layout and for every level of noise, which scales the same
 * random numbers.
 */
export function observe(known: KnownCase, task: Task, condition: Condition, count: SensorCount = 'share'): Observed {
  const places = condition.offGrid ? betweenSamples(known, task, count) : atSamples(known, task, count)
  const points = places.x.length
  const perField = task.observed.map((key) => {
    const deviation = standardDeviation(Array.from(known.fields[key]!))
    const normals = new Float64Array(points)
    known.random.substream('noise', task.layout, key, condition.offGrid ? 'between' : 'at').fillNormal(normals)
    const exact = places.cells ? pick(known.fields[key]!, places.cells) : readBetween(known, key, places)
    return {
      values: exact.map((value, p) => value + (condition.noise / 100) * deviation * normals[p]!),
      sigma: new Float64Array(points).fill(Math.max(leastNoise, condition.noise / 100) * deviation),
    }
  })
  const repeated = (column: Float64Array) => joined(task.observed.map(() => column))
  return {
    places,
    exact: condition.noise === 0,
    observations: {
      fields: task.observed,
      field: Uint8Array.from({ length: task.observed.length * points }, (_, p) => Math.floor(p / points)),
      x: repeated(places.x),
      y: repeated(places.y),
      value: joined(perField.map(({ values }) => values)),
      sigma: joined(perField.map(({ sigma }) => sigma)),
      line: Uint32Array.from({ length: task.observed.length * points }, (_, p) => p + 2),
    },
  }
}

/** At samples of the grid, none twice. */
function atSamples({ grid, random }: KnownCase, { layout }: Task, count: SensorCount): Places {
  const { nx, ny } = grid
  const atTimes = (columns: number, rows: number): Uint32Array =>
    Uint32Array.from({ length: columns * rows }, (_, p) => {
      return Math.floor(p / columns) * nx + Math.round(((p % columns) * nx) / columns)
    })
  const cells = {
    scattered: () => drawCells(nx * ny, sensorCounts[count](nx * ny), random.substream('cells')),
    'fixed-sensors': () => atTimes(fixedSensors, ny),
    'first-half': () => atTimes(nx / 4, firstForecastRow(ny)),
  }[layout]()
  const position = (axis: 'x' | 'y') =>
    Float64Array.from(cells, (cell) => axisPosition(grid, axis, axis === 'x' ? cell % nx : Math.floor(cell / nx)))
  return { x: position('x'), y: position('y'), cells }
}

/** Anywhere in the domain; sensors that stand still are read between the grid's times. */
function betweenSamples({ grid, random }: KnownCase, { layout }: Task, count: SensorCount): Places {
  const { nx, ny, extent } = grid
  if (layout === 'scattered') {
    const points = sensorCounts[count](nx * ny)
    const stream = random.substream('positions')
    const along = (edge: number) => Float64Array.from({ length: points }, () => edge * stream.uniform())
    return { x: along(extent.x), y: along(extent.y) }
  }
  const columns = layout === 'fixed-sensors' ? fixedSensors : nx / 4
  const rows = layout === 'fixed-sensors' ? ny - 1 : firstForecastRow(ny) - 1
  const indices = Array.from({ length: columns * rows }, (_, p) => p)
  return {
    x: Float64Array.from(indices, (p) => (((p % columns) + 0.5) / columns) * extent.x),
    y: Float64Array.from(indices, (p) => ((Math.floor(p / columns) + 0.5) / (ny - 1)) * extent.y),
  }
}

/**
 * What a sensor between the samples reads: the bilinear interpolant of the field on the finest grid that the case is
 * known on; of a medium of two phases, which has no value between them, the cell's own value.
 */
function readBetween(known: KnownCase, key: string, { x, y }: Places): Float64Array {
  const { problem, phases, grid } = known
  const isGiven = problem.fields.some((field) => field.key === key && field.role === 'coefficient')
  if (phases && isGiven) {
    const index = (position: number, edge: number, n: number) => Math.min(n - 1, Math.floor((position / edge) * n))
    return x.map((at, p) => {
      return known.fields[key]![index(y[p]!, grid.extent.y, grid.ny) * grid.nx + index(at, grid.extent.x, grid.nx)]!
    })
  }
  const between = known.between()
  const values = new Float64Array(x.length)
  fieldOperator(problem, between.grid, key, { x, y }).apply(between.fields[key]!, values)
  return values
}

const axisPosition = (grid: Grid, axis: 'x' | 'y', i: number): number =>
  coordinate(i, axis === 'x' ? grid.nx : grid.ny, grid.staggering[axis], grid.extent[axis])

/** `count` different cells of `total`, without replacement. */
function drawCells(total: number, count: number, random: RandomStream): Uint32Array {
  const cells = Uint32Array.from({ length: total }, (_, cell) => cell)
  for (let i = 0; i < count; i += 1) {
    const j = i + random.integer(total - i)
    ;[cells[i], cells[j]] = [cells[j]!, cells[i]!]
  }
  return cells.slice(0, count)
}

const pick = (values: Float64Array, cells: Uint32Array): Float64Array =>
  Float64Array.from(cells, (cell) => values[cell]!)

const joined = (columns: readonly Float64Array[]): Float64Array =>
  Float64Array.from(columns.flatMap((column) => Array.from(column)))

/** The measured values of one field, in the order of the places. */
export function valuesOf({ observations, places }: Observed, key: string): Float64Array {
  const first = observations.fields.indexOf(key) * places.x.length
  return observations.value.subarray(first, first + places.x.length)
}
