import type { HeightField } from './height-field'
import { positionIn, type ValueRange } from './value-range'

/**
 * How a field stands in the scene: the domain lies in the X-Z plane about the origin with its longer edge of length
 * one, x to the right, y away from the viewer (towards -Z), values upwards.
 */
export interface World {
  readonly width: number
  readonly depth: number
  /** Height of the range's maximum above its minimum: `fullRelief` as a surface, 0 as a flat map. */
  readonly relief: number
  readonly extent: { readonly x: number; readonly y: number }
}

export const fullRelief = 0.34

/** Values beyond a held range rise above the box, but not out of sight. */
export const highest = 2.5
export const lowest = -0.5

export interface Point3 {
  readonly x: number
  readonly y: number
  readonly z: number
}

export function worldOf(extent: { readonly x: number; readonly y: number }, relief: number): World {
  const longest = Math.max(extent.x, extent.y)
  return { width: extent.x / longest, depth: extent.y / longest, relief, extent: { x: extent.x, y: extent.y } }
}

export function worldX(world: World, x: number): number {
  return (x / world.extent.x - 0.5) * world.width
}

export function worldZ(world: World, y: number): number {
  return (0.5 - y / world.extent.y) * world.depth
}

export function worldHeight(world: World, range: ValueRange, value: number): number {
  const position = positionIn(range, value)
  return Number.isNaN(position) ? 0 : Math.min(highest, Math.max(lowest, position)) * world.relief
}

/** Domain coordinates below a point of the scene. */
export function domainOf(world: World, point: Pick<Point3, 'x' | 'z'>): { x: number; y: number } {
  return { x: (point.x / world.width + 0.5) * world.extent.x, y: (0.5 - point.z / world.depth) * world.extent.y }
}

/** Positions of all samples along both edges, in the scene. */
export function worldAxes(world: World, field: Pick<HeightField, 'x' | 'y'>): { x: Float64Array; z: Float64Array } {
  return {
    x: field.x.map((x) => worldX(world, x)),
    z: field.y.map((y) => worldZ(world, y)),
  }
}
