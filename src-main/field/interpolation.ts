import { indexOf, type Axis, type Grid } from './grid'
import { supportShapes, type Averages } from './observations'

/**
 * Continues a field from the outermost cell centres to the walls, half a cell further: `dirichlet-zero` falls linearly
 * to the wall value zero (the field's boundary condition), `extend` keeps the outermost value (coefficients, which have
 * no boundary condition). Grids whose samples reach the boundary, or wrap around it, need neither.
 */
export type BoundaryContinuation = 'dirichlet-zero' | 'extend'

/** Where values are measured: points, and averages along lines and over boxes. Observations are one. */
export interface Support {
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
  readonly averages?: Averages
}

/**
 * Values of the bilinear interpolant of a field, as a sparse matrix H `[points, ny nx]` in compressed rows: row p has
 * `weights[e]` in column `cells[e]` for e from `starts[p]` up to `starts[p + 1]`.
 */
export interface ObservationOperator {
  readonly pointCount: number
  readonly starts: Uint32Array
  readonly cells: Uint32Array
  readonly weights: Float64Array
  /** out = H field, `[points]`. */
  apply(field: ArrayLike<number>, out: Float32Array | Float64Array): void
  /** out = H^T residuals, `[ny, nx]`; earlier content of `out` is replaced. */
  applyTranspose(residuals: ArrayLike<number>, out: Float32Array | Float64Array): void
}

/**
 * The observation operator for a support in units of the grid's extent, within the domain: a point takes the
 * interpolant's value, a line its mean along the straight segment, a box its mean over the rectangle. Along a periodic
 * axis the interpolant wraps; lines and boxes lie within the domain.
 *
 * The means are integrated exactly. Exact for bilinear fields between the samples, second order for smooth ones; with
 * `dirichlet-zero` also up to the walls.
 *
 * @throws RangeError for positions outside the domain, lines without length and boxes without area
 */
export function observationOperator(grid: Grid, support: Support, boundary: BoundaryContinuation): ObservationOperator {
  const { x, y, averages } = support
  const pointCount = x.length
  const isPoint = (p: number): boolean => !averages || averages.shape[p] === 0
  const averaged = new Map<number, CompressedRow>()
  const starts = new Uint32Array(pointCount + 1)
  for (let p = 0; p < pointCount; p += 1) {
    const row = isPoint(p) ? undefined : averageRow(grid, averages!, p, x[p]!, y[p]!, boundary)
    if (row) averaged.set(p, row)
    starts[p + 1] = starts[p]! + (row?.cells.length ?? 4)
  }
  const cells = new Uint32Array(starts[pointCount]!)
  const weights = new Float64Array(starts[pointCount]!)
  for (let p = 0, e = 0; p < pointCount; p += 1) {
    const row = averaged.get(p)
    if (row) {
      cells.set(row.cells, e)
      weights.set(row.weights, e)
      e += row.cells.length
      continue
    }
    const alongX = interpolationPair(grid, 'x', x[p]!, boundary)
    const alongY = interpolationPair(grid, 'y', y[p]!, boundary)
    for (let k = 0; k < 4; k += 1, e += 1) {
      const [i, weightX] = k % 2 === 0 ? alongX.left : alongX.right
      const [j, weightY] = k < 2 ? alongY.left : alongY.right
      cells[e] = j * grid.nx + i
      weights[e] = weightY * weightX
    }
  }
  return sparseOperator(starts, cells, weights)
}

/** The operator of a matrix in compressed rows. */
export function sparseOperator(starts: Uint32Array, cells: Uint32Array, weights: Float64Array): ObservationOperator {
  const pointCount = starts.length - 1
  return {
    pointCount,
    starts,
    cells,
    weights,
    apply(field, out) {
      for (let p = 0, e = 0; p < pointCount; p += 1) {
        let sum = 0
        for (const end = starts[p + 1]!; e < end; e += 1) sum += weights[e]! * field[cells[e]!]!
        out[p] = sum
      }
    },
    applyTranspose(residuals, out) {
      out.fill(0)
      for (let p = 0, e = 0; p < pointCount; p += 1) {
        for (const end = starts[p + 1]!; e < end; e += 1) out[cells[e]!]! += weights[e]! * residuals[p]!
      }
    },
  }
}

/** Weight of each cell, or of each sample of an axis, that a value depends on. */
type Row = Map<number, number>

/** The same, small enough for thousands of averages over a whole grid. */
type CompressedRow = Pick<ObservationOperator, 'cells' | 'weights'>

function averageRow(
  grid: Grid,
  { shape, x2, y2 }: Averages,
  p: number,
  x: number,
  y: number,
  boundary: BoundaryContinuation,
): CompressedRow {
  const to = { x: x2[p]!, y: y2[p]! }
  const rowOf = supportShapes[shape[p]!] === 'line' ? lineRow : boxRow
  const row = rowOf(grid, { x, y }, to, boundary)
  return { cells: Uint32Array.from(row.keys()), weights: Float64Array.from(row.values()) }
}

type Position = Readonly<Record<Axis, number>>

/** Abscissae of the two-point Gauss rule on [0, 1], exact for cubics. */
const gauss = [(1 - 1 / Math.sqrt(3)) / 2, (1 + 1 / Math.sqrt(3)) / 2]

/** Between two grid lines the interpolant is quadratic along a segment, so that a Gauss rule a piece is exact. */
function lineRow(grid: Grid, from: Position, to: Position, boundary: BoundaryContinuation): Row {
  if (from.x === to.x && from.y === to.y) throw new RangeError('a line without length')
  const crossings = [0, 1, ...sharesAtSamples(grid, 'x', from.x, to.x), ...sharesAtSamples(grid, 'y', from.y, to.y)]
  const ends = crossings.toSorted((a, b) => a - b)
  const row: Row = new Map()
  const at = (axis: Axis, share: number): Pair =>
    interpolationPair(grid, axis, between(from[axis], to[axis], share), boundary)
  for (let k = 1; k < ends.length; k += 1) {
    const length = ends[k]! - ends[k - 1]!
    if (length === 0) continue
    for (const abscissa of gauss) {
      const share = ends[k - 1]! + abscissa * length
      addProduct(row, grid.nx, pairRow(at('y', share)), pairRow(at('x', share)), length / 2)
    }
  }
  return row
}

/** The mean over a rectangle is the product of the means along both axes. */
function boxRow(grid: Grid, from: Position, to: Position, boundary: BoundaryContinuation): Row {
  const row: Row = new Map()
  const along = (axis: Axis): Row => intervalRow(grid, axis, from[axis], to[axis], boundary)
  addProduct(row, grid.nx, along('y'), along('x'), 1)
  return row
}

/** Mean of the interpolant along one axis: linear between samples, so that its value in the middle of a piece is exact. */
function intervalRow(grid: Grid, axis: Axis, from: number, to: number, boundary: BoundaryContinuation): Row {
  if (from === to) throw new RangeError('a box without area')
  const ends = [0, 1, ...sharesAtSamples(grid, axis, from, to)].toSorted((a, b) => a - b)
  const row: Row = new Map()
  for (let k = 1; k < ends.length; k += 1) {
    const length = ends[k]! - ends[k - 1]!
    const middle = between(from, to, (ends[k]! + ends[k - 1]!) / 2)
    for (const [index, weight] of pairRow(interpolationPair(grid, axis, middle, boundary))) {
      row.set(index, (row.get(index) ?? 0) + weight * length)
    }
  }
  return row
}

/** row += factor y x^T, its columns numbered as the cells of rows of `nx`. */
function addProduct(row: Row, nx: number, y: Iterable<Entry>, x: Iterable<Entry>, factor: number): void {
  const columns = [...x]
  for (const [j, weightY] of y) {
    for (const [i, weightX] of columns) {
      const cell = j * nx + i
      row.set(cell, (row.get(cell) ?? 0) + factor * weightY * weightX)
    }
  }
}

/** Where the way from one position to another passes samples of the axis, as shares of the way within (0, 1). */
function sharesAtSamples(grid: Grid, axis: Axis, from: number, to: number): number[] {
  const [start, end] = [from, to].map((position) => continuousIndex(grid, axis, position)) as [number, number]
  const [low, high] = [Math.min(start, end), Math.max(start, end)]
  const shares: number[] = []
  for (let i = Math.floor(low) + 1; i < high; i += 1) shares.push((i - start) / (end - start))
  return shares
}

/** Rounding may not carry a position out of the interval that it lies in. */
function between(from: number, to: number, share: number): number {
  const position = from + share * (to - from)
  return Math.min(Math.max(from, to), Math.max(Math.min(from, to), position))
}

type Entry = readonly [index: number, weight: number]

/** The two samples a position lies between, and their weights. */
interface Pair {
  readonly left: Entry
  readonly right: Entry
}

const pairRow = ({ left, right }: Pair): readonly Entry[] => [left, right]

function continuousIndex(grid: Grid, axis: Axis, position: number): number {
  const extent = grid.extent[axis]
  if (!(position >= 0 && position <= extent)) {
    throw new RangeError(`${axis} = ${position} lies outside the domain of 0 to ${extent} ${grid.extent.unit}`)
  }
  return indexOf(position, axis === 'x' ? grid.nx : grid.ny, grid.staggering[axis], extent)
}

function interpolationPair(grid: Grid, axis: Axis, position: number, boundary: BoundaryContinuation): Pair {
  const n = axis === 'x' ? grid.nx : grid.ny
  const t = continuousIndex(grid, axis, position)
  const floor = Math.floor(t)
  const fraction = t - floor
  if (grid.staggering[axis] === 'periodic') {
    return { left: [floor % n, 1 - fraction], right: [(floor + 1) % n, fraction] }
  }
  // Beyond the outermost sample, whose index is then `floor + 1` on the near side and `floor` on the far side.
  if (t < 0) return { left: [0, 0], right: [0, boundary === 'extend' ? 1 : 1 + 2 * t] }
  if (t > n - 1) return { left: [n - 1, boundary === 'extend' ? 1 : 1 - 2 * fraction], right: [n - 1, 0] }
  return { left: [floor, 1 - fraction], right: [Math.min(floor + 1, n - 1), fraction] }
}
