import type { HeightField } from './height-field'
import { niceTicks } from './ticks'
import type { ValueRange } from './value-range'

/** Where a field takes one value. */
export interface Isoline {
  readonly level: number
  /** `[segment, (x, y, x, y)]` in the domain, in no order. */
  readonly segments: Float32Array
}

/** Round values leave at most so many more parts than are asked for: between them and as many fewer lies `count`. */
const roundness = 1.4

/** Round values strictly within a range, about `count` of them, with their texts. */
export function contourLevels(
  range: ValueRange,
  count: number,
): { readonly values: readonly number[]; readonly labels: readonly string[] } {
  if (count === 0) return { values: [], labels: [] }
  const { values, labels } = niceTicks(range, roundness * count)
  const margin = 1e-6 * (range.maximum - range.minimum)
  const inside = values.map((value) => value > range.minimum + margin && value < range.maximum - margin)
  return { values: values.filter((_, i) => inside[i]), labels: labels.filter((_, i) => inside[i]) }
}

/**
 * Isolines by marching over the cells of the drawn net: exact for linear interpolation along the cells' edges. Each cell
 * is halved as the surface's triangles are, from its node at the larger x and smaller y to the one opposite, so that a
 * saddle is never ambiguous; there the line crosses where bilinear interpolation of the cell has the level. A node on
 * the level counts as above it; a triangle with a node that is no number has none.
 *
 * The error is of second order in the cell size for a smooth field.
 */
export function isolines(
  { x, y, values }: Pick<HeightField, 'x' | 'y' | 'values'>,
  levels: readonly number[],
): Isoline[] {
  const sorted = [...levels].sort((a, b) => a - b)
  const found = sorted.map((): number[] => [])
  if (levels.length === 0) return []
  const columns = x.length
  const put = (from: number, to: number, t: number, out: number[]): void => {
    const between = (positions: Float64Array, a: number, b: number): number =>
      positions[a]! + t * (positions[b]! - positions[a]!)
    out.push(between(x, from % columns, to % columns), between(y, Math.floor(from / columns), Math.floor(to / columns)))
  }
  /** Where an edge has the level, seen from its lower end, whichever cell asks. */
  const crossEdge = (one: number, other: number, level: number, out: number[]): void => {
    const [low, high] = values[one]! < values[other]! ? [one, other] : [other, one]
    put(low, high, (level - values[low]!) / (values[high]! - values[low]!), out)
  }
  const crossDiagonal = (corner: number, level: number, out: number[]): void => {
    const [right, far] = [corner + 1, corner + columns]
    put(right, far, diagonalShare(values, corner, columns, level), out)
  }
  /** The triangle of a cell's diagonal and its node `c`; the corner is the cell's node at its least x and y. */
  const march = (corner: number, c: number): void => {
    const [a, b] = [corner + 1, corner + columns]
    const [va, vb, vc] = [values[a]!, values[b]!, values[c]!]
    const [least, most] = [Math.min(va, vb, vc), Math.max(va, vb, vc)]
    // NaN compares as false: such triangles end here.
    if (!(least < most)) return
    for (let k = firstAbove(sorted, least); k < sorted.length && sorted[k]! <= most; k += 1) {
      const level = sorted[k]!
      const above = [va >= level, vb >= level, vc >= level] as const
      const out = found[k]!
      if (above[0] !== above[1]) crossDiagonal(corner, level, out)
      if (above[1] !== above[2]) crossEdge(b, c, level, out)
      if (above[2] !== above[0]) crossEdge(c, a, level, out)
    }
  }
  for (let j = 0; j < y.length - 1; j += 1) {
    for (let i = 0; i < columns - 1; i += 1) {
      const corner = j * columns + i
      const [a, b, c, d] = [corner, corner + 1, corner + columns, corner + columns + 1]
      const least = Math.min(values[a]!, values[b]!, values[c]!, values[d]!)
      const next = sorted[firstAbove(sorted, least)]
      // Most cells have no level in them; one with a gap is never left out here.
      if (next === undefined || next > Math.max(values[a]!, values[b]!, values[c]!, values[d]!)) continue
      march(corner, corner)
      march(corner, corner + columns + 1)
    }
  }
  return sorted.map((level, k) => ({ level, segments: Float32Array.from(found[k]!) }))
}

/**
 * Where a cell has the level on its diagonal, 0 at the node at its larger x, 1 at that at its larger y, between which
 * the level lies: the root of a t^2 + b t + c, to which bilinear interpolation comes down there. Linear where the other
 * two nodes are not both numbers.
 */
function diagonalShare(values: Float32Array, corner: number, columns: number, level: number): number {
  const [right, far] = [values[corner + 1]!, values[corner + columns]!]
  const others = values[corner]! + values[corner + columns + 1]!
  const [a, b, c] = [right + far - others, others - 2 * right, right - level]
  const root = Math.sqrt(b * b - 4 * a * c)
  const q = -(b + (b < 0 ? -root : root)) / 2
  const share = [q / a, c / q].find((t) => t >= 0 && t <= 1)
  return share ?? (level - right) / (far - right)
}

/** Index of the first level above a value. */
function firstAbove(levels: readonly number[], value: number): number {
  let k = 0
  while (k < levels.length && levels[k]! <= value) k += 1
  return k
}

/** A text on an isoline. */
export interface IsolineLabel {
  readonly text: string
  readonly x: number
  readonly y: number
}

/** At most so many segments of an isoline are tried for its label. */
const candidates = 64

/**
 * One place per isoline for its text: of a spread-out choice of its segments, the one furthest from the border and from
 * the texts that stand already. `clear` is the distance that they must keep; a line without such a place has no text.
 */
export function isolineLabels(
  lines: readonly Isoline[],
  labels: ReadonlyMap<number, string>,
  extent: { readonly x: number; readonly y: number },
  clear: number,
): IsolineLabel[] {
  const placed: IsolineLabel[] = []
  for (const { level, segments } of lines) {
    const count = segments.length / 4
    const step = Math.max(1, Math.floor(count / candidates))
    let best: { x: number; y: number; room: number } | undefined
    for (let k = 0; k < count; k += step) {
      const x = (segments[4 * k]! + segments[4 * k + 2]!) / 2
      const y = (segments[4 * k + 1]! + segments[4 * k + 3]!) / 2
      const others = placed.map((label) => Math.hypot(label.x - x, label.y - y))
      const room = Math.min(x, y, extent.x - x, extent.y - y, ...others)
      if (room >= clear && room > (best?.room ?? 0)) best = { x, y, room }
    }
    const text = labels.get(level)
    if (best && text !== undefined) placed.push({ text, x: best.x, y: best.y })
  }
  return placed
}
