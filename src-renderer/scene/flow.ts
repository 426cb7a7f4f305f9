import type { VectorField } from '../../src-main/contract/calls'
import { heightField, valueAt } from './height-field'
import type { DomainPoint } from './picture'

/** A flow at any place of its domain. */
export interface Flow {
  readonly extent: { readonly x: number; readonly y: number }
  readonly periodic: { readonly x: boolean; readonly y: boolean }
  /** Largest magnitude over the samples. */
  readonly fastest: number
  /** Distance between samples. */
  readonly spacing: number
  /** Bilinear, and round the seam of a periodic axis; no number outside the domain and in gaps. */
  at(x: number, y: number): DomainPoint
  /** The place within the domain that a periodic one is the same as. */
  within(point: DomainPoint): DomainPoint
}

export function flowOf(field: VectorField): Flow {
  const { extent, staggering, nx, ny } = field.grid
  const x = heightField({ grid: field.grid, data: field.x })
  const y = heightField({ grid: field.grid, data: field.y })
  const periodic = { x: staggering.x === 'periodic', y: staggering.y === 'periodic' }
  const wrap = (p: number, length: number): number => p - length * Math.floor(p / length)
  const within = (point: DomainPoint): DomainPoint => ({
    x: periodic.x ? wrap(point.x, extent.x) : point.x,
    y: periodic.y ? wrap(point.y, extent.y) : point.y,
  })
  return {
    extent,
    periodic,
    fastest: largestMagnitude(field),
    spacing: Math.min(extent.x / nx, extent.y / ny),
    within,
    at(px, py) {
      const place = within({ x: px, y: py })
      return { x: valueAt(x, place.x, place.y), y: valueAt(y, place.x, place.y) }
    },
  }
}

/** Largest length of a vector; 0 where none is a number. */
export function largestMagnitude({ x, y }: Pick<VectorField, 'x' | 'y'>): number {
  let largest = 0
  for (let p = 0; p < x.length; p += 1) {
    const magnitude = Math.hypot(x[p]!, y[p]!)
    if (magnitude > largest) largest = magnitude
  }
  return largest
}

/** Vectors shorter than this share of the largest are left out: their direction says nothing. */
const shortest = 0.02
/** Length of the largest, as a share of the distance between arrows. */
const longest = 0.95

/** Arrows `[arrow, (x, y, dx, dy)]`: middle and extent in the domain. */
export type Arrows = Float32Array

/** Arrows on a lattice of about `perEdge` along the longer edge; the largest is nearly as long as their distance. */
export function arrows(flow: Flow, perEdge: number): Arrows {
  const { extent, fastest } = flow
  if (fastest === 0) return new Float32Array()
  const spacing = Math.max(extent.x, extent.y) / perEdge
  const [columns, rows] = [Math.max(1, Math.round(extent.x / spacing)), Math.max(1, Math.round(extent.y / spacing))]
  const found: number[] = []
  for (let j = 0; j < rows; j += 1) {
    for (let i = 0; i < columns; i += 1) {
      const [x, y] = [((i + 0.5) / columns) * extent.x, ((j + 0.5) / rows) * extent.y]
      const vector = flow.at(x, y)
      const share = Math.hypot(vector.x, vector.y) / fastest
      if (!(share >= shortest)) continue
      const scale = (longest * spacing) / fastest
      found.push(x, y, vector.x * scale, vector.y * scale)
    }
  }
  return Float32Array.from(found)
}
