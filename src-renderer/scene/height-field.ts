import type { FieldPayload } from '../../src-main/contract/calls'

type Grid = FieldPayload['grid']

/** Samples of a field as they are drawn: its own, and a rim where those stop short of the walls. */
export interface HeightField {
  /** Positions along x and y, in units of the grid's extent, rising. */
  readonly x: Float64Array
  readonly y: Float64Array
  /** `[y, x]` at those positions. */
  readonly values: Float32Array
  /** The same for drawing, gaps closed by a membrane between the numbers around them; NaN if there is no number. */
  readonly heights: Float32Array
  /** Column and row of the grid behind each position. */
  readonly column: Int32Array
  readonly row: Int32Array
}

interface Axis {
  readonly positions: Float64Array
  readonly samples: Int32Array
}

/**
 * The samples along one edge of `extent`, continued to both of its ends: cell averages hold up to the walls, a
 * periodic field comes round to where it began, and nodes stand on the boundary already.
 */
function axis(n: number, extent: number, staggering: Grid['staggering']['x']): Axis {
  const samples = Array.from({ length: n }, (_, i) => i)
  switch (staggering) {
    case 'cell': {
      const centres = samples.map((i) => ((i + 0.5) / n) * extent)
      return { positions: Float64Array.of(0, ...centres, extent), samples: Int32Array.of(0, ...samples, n - 1) }
    }
    case 'periodic':
      return {
        positions: Float64Array.of(...samples.map((i) => (i / n) * extent), extent),
        samples: Int32Array.of(...samples, 0),
      }
    case 'node':
      return { positions: Float64Array.from(samples, (i) => (i / (n - 1)) * extent), samples: Int32Array.from(samples) }
  }
}

export function heightField({ grid, data }: Pick<FieldPayload, 'grid' | 'data'>): HeightField {
  const along = axis(grid.nx, grid.extent.x, grid.staggering.x)
  const across = axis(grid.ny, grid.extent.y, grid.staggering.y)
  const values = new Float32Array(along.samples.length * across.samples.length)
  let at = 0
  for (const row of across.samples) {
    for (const column of along.samples) {
      values[at] = data[row * grid.nx + column]!
      at += 1
    }
  }
  return {
    x: along.positions,
    y: across.positions,
    values,
    heights: withoutGaps(values, along.samples.length),
    column: along.samples,
    row: across.samples,
  }
}

/** Sweeps over the gaps of a field; what is left of the creases of their first filling is too fine to be seen. */
const membraneSweeps = 60

/** Neighbours of a node along the grid's two axes, as many as there are. */
function neighboursOf(at: number, columns: number, count: number): number[] {
  const column = at % columns
  return [
    ...(column > 0 ? [at - 1] : []),
    ...(column < columns - 1 ? [at + 1] : []),
    ...(at >= columns ? [at - columns] : []),
    ...(at < count - columns ? [at + columns] : []),
  ]
}

/**
 * The values with their gaps filled: first each from its nearest number, counted in steps along the grid, then smoothed
 * towards the mean of the neighbours (Gauss and Seidel's sweeps on Laplace's equation). The same array if there is none.
 */
function withoutGaps(values: Float32Array, columns: number): Float32Array {
  const gaps: number[] = []
  for (let at = 0; at < values.length; at += 1) if (Number.isNaN(values[at]!)) gaps.push(at)
  if (gaps.length === 0) return values
  const filled = values.slice()
  const neighbours = new Map(gaps.map((at) => [at, neighboursOf(at, columns, values.length)]))
  let empty = gaps
  while (empty.length > 0) {
    const found = empty.flatMap((at) => {
      const source = neighbours.get(at)!.find((neighbour) => !Number.isNaN(filled[neighbour]!))
      return source === undefined ? [] : [[at, filled[source]!] as const]
    })
    if (found.length === 0) return filled
    for (const [at, value] of found) filled[at] = value
    empty = empty.filter((at) => Number.isNaN(filled[at]!))
  }
  for (let sweep = 0; sweep < membraneSweeps; sweep += 1) {
    for (const [at, around] of neighbours) {
      filled[at] = around.reduce((sum, neighbour) => sum + filled[neighbour]!, 0) / around.length
    }
  }
  return filled
}

/** Index i with positions[i] <= p <= positions[i + 1]. */
function intervalOf(positions: Float64Array, p: number): number {
  let low = 0
  let high = positions.length - 1
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (positions[middle]! <= p) low = middle
    else high = middle
  }
  return low
}

/** Bilinear value at a point of the domain; NaN outside it. */
export function valueAt(field: HeightField, x: number, y: number): number {
  return bilinear(field, field.values, x, y)
}

/** Bilinear value of what is drawn at a point of the domain, where gaps are filled. */
export function heightAt(field: HeightField, x: number, y: number): number {
  return bilinear(field, field.heights, x, y)
}

function bilinear(field: HeightField, values: Float32Array, x: number, y: number): number {
  const inside = x >= 0 && y >= 0 && x <= field.x.at(-1)! && y <= field.y.at(-1)!
  if (!inside) return NaN
  const i = intervalOf(field.x, x)
  const j = intervalOf(field.y, y)
  const s = (x - field.x[i]!) / (field.x[i + 1]! - field.x[i]!)
  const t = (y - field.y[j]!) / (field.y[j + 1]! - field.y[j]!)
  const width = field.x.length
  const at = (row: number, column: number): number => values[row * width + column]!
  return (1 - t) * ((1 - s) * at(j, i) + s * at(j, i + 1)) + t * ((1 - s) * at(j + 1, i) + s * at(j + 1, i + 1))
}
