import { valueAt, type HeightField } from './height-field'
import type { DomainPoint, Slice } from './picture'

/** Samples along a line for every cell that it crosses: the field is at most quadratic in between. */
const samplesPerCell = 3
const mostSamples = 600

/** Places along a line: distances from its beginning, in the domain's units, and the points there. */
export interface SlicePlaces {
  /** Rising from 0 to the line's length. */
  readonly distances: Float64Array
  readonly points: readonly DomainPoint[]
}

export function sliceLength({ from, to }: Slice): number {
  return Math.hypot(to.x - from.x, to.y - from.y)
}

/** The point at a distance from the beginning of a line. */
export function pointAlong(slice: Slice, distance: number): DomainPoint {
  const length = sliceLength(slice)
  const t = length === 0 ? 0 : distance / length
  return { x: slice.from.x + t * (slice.to.x - slice.from.x), y: slice.from.y + t * (slice.to.y - slice.from.y) }
}

/** Equally spaced places along a line, as dense as the field's samples ask for. */
export function placesAlong(slice: Slice, { x, y }: Pick<HeightField, 'x' | 'y'>): SlicePlaces {
  const { from, to } = slice
  const columns = (Math.abs(to.x - from.x) / (x.at(-1)! - x[0]!)) * (x.length - 1)
  const rows = (Math.abs(to.y - from.y) / (y.at(-1)! - y[0]!)) * (y.length - 1)
  const parts = Math.min(mostSamples, Math.max(1, Math.ceil(samplesPerCell * Math.max(columns, rows))))
  const length = sliceLength(slice)
  const distances = Float64Array.from({ length: parts + 1 }, (_, i) => (i === parts ? length : (i / parts) * length))
  return { distances, points: Array.from(distances, (distance) => pointAlong(slice, distance)) }
}

/** Bilinear values of a field at places of its domain; null where they lie outside or the field has none. */
export function valuesAlong(field: HeightField, points: readonly DomainPoint[]): (number | null)[] {
  return points.map(({ x, y }) => {
    const value = valueAt(field, x, y)
    return Number.isNaN(value) ? null : value
  })
}

/** Where a point stands to a line: how far along it, and how far beside it. */
export interface Beside {
  readonly along: number
  readonly away: number
}

/** The nearest place of a line to a point. */
export function nearestOn(slice: Slice, { x, y }: DomainPoint): Beside {
  const { from, to } = slice
  const length = sliceLength(slice)
  if (length === 0) return { along: 0, away: Math.hypot(x - from.x, y - from.y) }
  const t = ((x - from.x) * (to.x - from.x) + (y - from.y) * (to.y - from.y)) / length ** 2
  const along = Math.min(1, Math.max(0, t)) * length
  const foot = pointAlong(slice, along)
  return { along, away: Math.hypot(x - foot.x, y - foot.y) }
}

/** The line turned about its beginning onto the nearer of both axes. */
export function snapToAxis({ from, to }: Slice): Slice {
  const level = Math.abs(to.x - from.x) >= Math.abs(to.y - from.y)
  return { from, to: level ? { x: to.x, y: from.y } : { x: from.x, y: to.y } }
}
