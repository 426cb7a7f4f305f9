import { heightAt, type HeightField } from './height-field'
import type { ValueRange } from './value-range'
import { domainOf, worldHeight, type Point3, type World } from './world'

export interface Ray {
  readonly origin: Point3
  readonly direction: Point3
}

/** Interval of the ray's parameter within |coordinate| <= half, for one edge of the floor. */
function within(origin: number, direction: number, half: number): [near: number, far: number] {
  if (direction === 0) return Math.abs(origin) <= half ? [-Infinity, Infinity] : [Infinity, -Infinity]
  const [one, other] = [(-half - origin) / direction, (half - origin) / direction]
  return one < other ? [one, other] : [other, one]
}

/**
 * Where a ray first meets the drawn field, in domain coordinates; undefined where it passes by.
 *
 * Walks the part of the ray above the domain in steps of half a cell until it is below the surface, then halves the
 * last step. A ray that is below it on entering has met a wall.
 */
export function surfaceHit(
  field: HeightField,
  range: ValueRange,
  world: World,
  { origin, direction }: Ray,
): { x: number; y: number } | undefined {
  const [nearX, farX] = within(origin.x, direction.x, world.width / 2)
  const [nearZ, farZ] = within(origin.z, direction.z, world.depth / 2)
  const floor = direction.y < 0 ? -origin.y / direction.y : Infinity
  const near = Math.max(nearX, nearZ, 0)
  const far = Math.min(farX, farZ, floor)
  // A grazing ray that ends at a far wall must not be lost to rounding there.
  if (!(near <= far) || far === Infinity) return undefined

  const place = (t: number): { x: number; y: number } => {
    const { x, y } = domainOf(world, { x: origin.x + t * direction.x, z: origin.z + t * direction.z })
    return { x: Math.min(world.extent.x, Math.max(0, x)), y: Math.min(world.extent.y, Math.max(0, y)) }
  }
  const below = (t: number): boolean => {
    const { x, y } = place(t)
    return origin.y + t * direction.y <= worldHeight(world, range, heightAt(field, x, y)) + 1e-9
  }

  if (below(near)) return origin.y + near * direction.y >= 0 ? place(near) : undefined
  const span = Math.hypot(direction.x / world.width, direction.z / world.depth) * (far - near)
  const steps = Math.max(1, Math.ceil(2 * span * Math.max(field.x.length, field.y.length)))
  let clear = near
  for (let i = 1; i <= steps; i += 1) {
    const t = near + ((far - near) * i) / steps
    if (below(t)) {
      let hit = t
      for (let halving = 0; halving < 24; halving += 1) {
        const middle = (clear + hit) / 2
        if (below(middle)) hit = middle
        else clear = middle
      }
      return place(hit)
    }
    clear = t
  }
  return undefined
}
