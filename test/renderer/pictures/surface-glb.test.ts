import { expect, it } from 'vitest'
import type { FieldPayload } from '../../../src-main/contract/calls'
import { surfaceGlb } from '../../../src-renderer/pictures/surface-glb'
import { colourMaps } from '../../../src-renderer/scene/colour-map'
import { fullRelief } from '../../../src-renderer/scene/world'

/** u = x + 10 y on four nodes along x and three along y, one of them without a number. */
const plane: FieldPayload = {
  key: 'u',
  of: 'u',
  label: 'Head',
  unit: 'm',
  grid: {
    nx: 4,
    ny: 3,
    staggering: { x: 'node', y: 'node' },
    extent: { x: 3, y: 2, unit: 'm' },
    symbols: { x: 'x', y: 'y' },
  },
  data: Float32Array.from([0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, NaN]),
}

interface Gltf {
  readonly scenes: readonly { readonly extras: unknown }[]
  readonly nodes: readonly { readonly name: string }[]
  readonly meshes: readonly {
    readonly primitives: readonly { attributes: Record<string, number>; indices: number }[]
  }[]
  readonly accessors: readonly { bufferView: number; componentType: number; count: number; type: string }[]
  readonly bufferViews: readonly { byteOffset?: number; byteLength: number }[]
}

/** The parts of binary glTF 2.0 by its specification: a header of 12 bytes, then JSON and binary chunks. */
function partsOf(glb: Uint8Array): { json: Gltf; binary: Uint8Array } {
  const view = new DataView(glb.buffer)
  expect([view.getUint32(0, true), view.getUint32(4, true), view.getUint32(8, true)]).toEqual([
    0x46546c67,
    2,
    glb.length,
  ])
  const length = view.getUint32(12, true)
  const json = JSON.parse(new TextDecoder().decode(glb.subarray(20, 20 + length))) as Gltf
  return { json, binary: glb.subarray(28 + length) }
}

it('is a surface of glTF with heights, colours, names and the request', async () => {
  const request = { problem: 'darcy', seed: 7 }
  const range = { minimum: 0, maximum: 20 }
  const glb = await surfaceGlb({ field: plane, map: colourMaps.tide, range, relief: 2, request })
  const { json, binary } = partsOf(glb)
  expect(json.scenes[0]!.extras).toEqual({ fieldsmith: request })
  expect(json.nodes.some(({ name }) => name === 'Head')).toBe(true)
  const { attributes, indices } = json.meshes[0]!.primitives[0]!
  const read = (index: number): { count: number; bytes: Uint8Array } => {
    const { bufferView, count } = json.accessors[index]!
    const { byteOffset = 0, byteLength } = json.bufferViews[bufferView]!
    return { count, bytes: binary.slice(byteOffset, byteOffset + byteLength) }
  }
  const positions = new Float32Array(read(attributes['POSITION']!).bytes.buffer)
  expect(positions.length).toBe(3 * 12)
  // Node (i, j) = (3, 0): at the right edge, the near border, a height of 3/20.
  expect([...positions.subarray(9, 12)]).toEqual([
    0.5,
    expect.closeTo((3 / 20) * fullRelief * 2, 6),
    expect.closeTo(1 / 3, 6),
  ])
  expect(json.accessors[attributes['COLOR_0']!]!.count).toBe(12)
  // Six cells make twelve triangles; one of them has the corner without a number.
  expect(read(indices).count).toBe(3 * 11)
})
