import type { FieldPayload } from '../../../src-main/contract/calls'
import { heightField } from '../../../src-renderer/scene/height-field'
import { positionIn, type ValueRange } from '../../../src-renderer/scene/value-range'
import { fullRelief, worldAxes, worldHeight, worldOf } from '../../../src-renderer/scene/world'

/**
 * What an update costs where the processor makes the surface: place, normal and place on the colour map of every node,
 * as arrays to be uploaded. The peer of the texture that the scene uploads instead.
 */
export function rebuiltGeometry(payload: FieldPayload, range: ValueRange) {
  const field = heightField(payload)
  const world = worldOf(payload.grid.extent, fullRelief)
  const { x, z } = worldAxes(world, field)
  const [columns, count] = [x.length, x.length * z.length]
  const heights = field.values.map((value) => worldHeight(world, range, value))
  const arrays = {
    positions: new Float32Array(3 * count),
    normals: new Float32Array(3 * count),
    uvs: new Float32Array(2 * count),
  }
  const slope = (at: (i: number) => number, positions: Float64Array, i: number): number => {
    const [before, after] = [Math.max(0, i - 1), Math.min(positions.length - 1, i + 1)]
    return (heights[at(after)]! - heights[at(before)]!) / (positions[after]! - positions[before]!)
  }
  for (let j = 0, at = 0; j < z.length; j += 1) {
    for (let i = 0; i < columns; i += 1, at += 1) {
      arrays.positions.set([x[i]!, heights[at]!, z[j]!], 3 * at)
      const alongX = slope((k) => j * columns + k, x, i)
      const alongZ = slope((k) => k * columns + i, z, j)
      const length = Math.hypot(alongX, 1, alongZ)
      arrays.normals.set([-alongX / length, 1 / length, -alongZ / length], 3 * at)
      arrays.uvs.set([positionIn(range, field.values[at]!), 0.25], 2 * at)
    }
  }
  return arrays
}
