import { BufferAttribute, BufferGeometry, Color, Mesh, MeshStandardMaterial, Scene } from 'three'
import { GLTFExporter } from 'three/examples/jsm/exporters/GLTFExporter.js'
import type { FieldPayload } from '../../src-main/contract/calls'
import { colourAt, type ColourMap } from '../scene/colour-map'
import { heightField } from '../scene/height-field'
import { positionIn, type ValueRange } from '../scene/value-range'
import { fullRelief, worldAxes, worldHeight, worldOf } from '../scene/world'

export interface GlbSurface {
  readonly field: FieldPayload
  readonly map: ColourMap
  readonly range: ValueRange
  /** Height of the range as a multiple of the usual one. */
  readonly relief: number
  /** Goes into the file's `extras`, so that the surface can be made again. */
  readonly request: unknown
}

/**
 * The height surface as binary glTF 2.0: one mesh with a colour for each node, the longer edge of the domain of length
 * one, y upwards, x to the right, the domain's y towards -Z. Cells without a number leave holes.
 */
export async function surfaceGlb({ field, map, range, relief, request }: GlbSurface): Promise<Uint8Array<ArrayBuffer>> {
  const world = worldOf(field.grid.extent, fullRelief * relief)
  const drawn = heightField(field)
  const { x, z } = worldAxes(world, drawn)
  const [columns, rows] = [x.length, z.length]
  const positions = new Float32Array(3 * columns * rows)
  const colours = new Float32Array(3 * columns * rows)
  const colour = new Color()
  for (let j = 0; j < rows; j += 1) {
    for (let i = 0; i < columns; i += 1) {
      const node = j * columns + i
      const value = drawn.values[node]!
      positions.set([x[i]!, worldHeight(world, range, value), z[j]!], 3 * node)
      const [red, green, blue] = colourAt(map, positionIn(range, value))
      // glTF has its vertex colours linear; three converts on the way in.
      colour.setRGB(red / 255, green / 255, blue / 255, 'srgb')
      colours.set([colour.r, colour.g, colour.b], 3 * node)
    }
  }
  const geometry = new BufferGeometry()
  geometry.setAttribute('position', new BufferAttribute(positions, 3))
  geometry.setAttribute('color', new BufferAttribute(colours, 3))
  geometry.setIndex(new BufferAttribute(wholeTriangles(drawn.values, columns, rows), 1))
  geometry.computeVertexNormals()
  const mesh = new Mesh(geometry, new MeshStandardMaterial({ vertexColors: true, roughness: 1, metalness: 0 }))
  mesh.name = field.label
  const scene = new Scene()
  scene.userData = { fieldsmith: request }
  scene.add(mesh)
  const glb = (await new GLTFExporter().parseAsync(scene, { binary: true })) as ArrayBuffer
  geometry.dispose()
  return new Uint8Array(glb)
}

/** Two triangles for each cell, halved as on the screen; those with a corner that is no number are left out. */
function wholeTriangles(values: Float32Array, columns: number, rows: number): Uint32Array {
  const indices: number[] = []
  const add = (...corners: readonly number[]): void => {
    if (corners.every((node) => !Number.isNaN(values[node]!))) indices.push(...corners)
  }
  for (let j = 0; j < rows - 1; j += 1) {
    for (let i = 0; i < columns - 1; i += 1) {
      const corner = j * columns + i
      add(corner, corner + 1, corner + columns)
      add(corner + 1, corner + columns + 1, corner + columns)
    }
  }
  return Uint32Array.from(indices)
}
