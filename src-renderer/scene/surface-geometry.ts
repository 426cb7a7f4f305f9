import type { HeightField } from './height-field'
import { worldAxes, type World } from './world'

/**
 * The net that a field's surface is drawn with: `[y, x]` nodes, then a wall from each of the four borders down to the
 * floor. It depends on the grid alone; heights, slopes and colours come from textures, per node.
 */
export interface SurfaceGeometry {
  /** Place in the scene, with 1 for the height of what stands at its node's, 0 for what stands on the floor. */
  readonly positions: Float32Array
  /** Of the walls; upwards for the surface, whose normals follow from the heights. */
  readonly normals: Float32Array
  /** Column and row of the node that height and colour are of. */
  readonly nodes: Float32Array
  /** One over the distance between the two neighbours along x and along z; one-sided at the borders. */
  readonly reaches: Float32Array
  readonly indices: Uint32Array
}

/** A border of the surface: which nodes it runs through, and the way its wall faces. */
interface Border {
  readonly nodes: readonly number[]
  readonly normal: readonly [x: number, y: number, z: number]
}

function borders(columns: number, rows: number): Border[] {
  const along = (row: number): number[] => Array.from({ length: columns }, (_, i) => row * columns + i)
  const across = (column: number): number[] => Array.from({ length: rows }, (_, j) => j * columns + column)
  return [
    { nodes: along(0), normal: [0, 0, 1] },
    { nodes: along(rows - 1), normal: [0, 0, -1] },
    { nodes: across(0), normal: [-1, 0, 0] },
    { nodes: across(columns - 1), normal: [1, 0, 0] },
  ]
}

export function surfaceGeometry(field: Pick<HeightField, 'x' | 'y'>, world: World): SurfaceGeometry {
  const { x, z } = worldAxes(world, field)
  const [columns, rows] = [x.length, z.length]
  const walls = borders(columns, rows)
  const count = columns * rows + walls.reduce((sum, { nodes }) => sum + 2 * nodes.length, 0)
  const geometry = {
    positions: new Float32Array(3 * count),
    normals: new Float32Array(3 * count),
    nodes: new Float32Array(2 * count),
    reaches: new Float32Array(2 * count),
  }
  let vertex = 0
  const add = (node: number, height: 0 | 1, normal: Border['normal']): void => {
    const [i, j] = [node % columns, Math.floor(node / columns)]
    geometry.positions.set([x[i]!, height, z[j]!], 3 * vertex)
    geometry.normals.set(normal, 3 * vertex)
    geometry.nodes.set([i, j], 2 * vertex)
    geometry.reaches.set([reach(x, i), reach(z, j)], 2 * vertex)
    vertex += 1
  }
  for (let node = 0; node < columns * rows; node += 1) add(node, 1, [0, 1, 0])
  for (const { nodes, normal } of walls) {
    for (const height of [1, 0] as const) for (const node of nodes) add(node, height, normal)
  }
  return { ...geometry, indices: triangles(columns, rows, walls) }
}

/** One over the distance between the neighbours of sample i. */
function reach(positions: Float64Array, i: number): number {
  return 1 / (positions[Math.min(positions.length - 1, i + 1)]! - positions[Math.max(0, i - 1)]!)
}

/** Every cell is halved from its node at the larger x and smaller y to the one opposite, see `contours.ts`. */
function triangles(columns: number, rows: number, walls: readonly Border[]): Uint32Array {
  const wallCells = walls.reduce((sum, { nodes }) => sum + nodes.length - 1, 0)
  const indices = new Uint32Array(6 * ((columns - 1) * (rows - 1) + wallCells))
  let at = 0
  for (let j = 0; j < rows - 1; j += 1) {
    for (let i = 0; i < columns - 1; i += 1, at += 6) {
      const corner = j * columns + i
      indices.set([corner, corner + 1, corner + columns, corner + 1, corner + columns + 1, corner + columns], at)
    }
  }
  let top = columns * rows
  for (const { nodes } of walls) {
    const bottom = top + nodes.length
    for (let k = 0; k < nodes.length - 1; k += 1, at += 6) {
      indices.set([top + k, bottom + k, top + k + 1, top + k + 1, bottom + k, bottom + k + 1], at)
    }
    top = bottom + nodes.length
  }
  return indices
}
