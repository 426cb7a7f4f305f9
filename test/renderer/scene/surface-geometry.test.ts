import { describe, expect, it } from 'vitest'
import { heightField } from '../../../src-renderer/scene/height-field'
import { surfaceGeometry } from '../../../src-renderer/scene/surface-geometry'
import { fullRelief, worldOf } from '../../../src-renderer/scene/world'
import { payload } from './fields'

const n = 16
const field = heightField(payload(n, n, () => 1))
const geometry = surfaceGeometry(field, worldOf({ x: 1, y: 1 }, fullRelief))
const top = field.x.length * field.y.length
const triple = (array: Float32Array, i: number) => [...array.subarray(3 * i, 3 * i + 3)] as [number, number, number]
const pair = (array: Float32Array, i: number) => [...array.subarray(2 * i, 2 * i + 2)] as [number, number]

describe('the net of a surface', () => {
  it('stands over the unit square about the origin, y running away from the viewer', () => {
    expect(triple(geometry.positions, 0)).toEqual([-0.5, 1, 0.5])
    expect(triple(geometry.positions, top - 1)).toEqual([0.5, 1, -0.5])
  })

  it('knows of every vertex whose height and colour it has', () => {
    for (let node = 0; node < top; node += 1) {
      expect(pair(geometry.nodes, node)).toEqual([node % field.x.length, Math.floor(node / field.x.length)])
    }
    for (let vertex = top; vertex < geometry.nodes.length / 2; vertex += 1) {
      const [i, j] = pair(geometry.nodes, vertex)
      const [x, , z] = triple(geometry.positions, vertex)
      expect([x, z]).toEqual([Math.fround(field.x[i]! - 0.5), Math.fround(0.5 - field.y[j]!)])
    }
  })

  it('divides differences of neighbours by their true distance, also at the half cells of the rim', () => {
    const columns = field.x.length
    const reachX = (i: number) => pair(geometry.reaches, 5 * columns + i)[0]
    expect(reachX(0)).toBeCloseTo(2 * n, 4)
    expect(reachX(1)).toBeCloseTo(n / 1.5, 4)
    expect(reachX(8)).toBeCloseTo(n / 2, 4)
    // Along z the domain's y falls.
    expect(pair(geometry.reaches, 8 * columns)[1]).toBeCloseTo(-n / 2, 4)
  })

  it('winds every triangle of its top upwards', () => {
    const { indices, positions } = geometry
    let count = 0
    for (let k = 0; k < indices.length && indices[k]! < top; k += 3) {
      const [a, b, c] = [0, 1, 2].map((which) => triple(positions, indices[k + which]!)) as [
        ReturnType<typeof triple>,
        ReturnType<typeof triple>,
        ReturnType<typeof triple>,
      ]
      const up = (b[2] - a[2]) * (c[0] - a[0]) - (b[0] - a[0]) * (c[2] - a[2])
      expect(up).toBeGreaterThan(0)
      count += 1
    }
    expect(count).toBe(2 * (field.x.length - 1) * (field.y.length - 1))
  })

  it('has walls from its borders down to the floor, facing outwards', () => {
    const vertices = geometry.positions.length / 3
    expect(vertices - top).toBe(4 * (field.x.length + field.y.length))
    let standing = 0
    for (let i = top; i < vertices; i += 1) {
      const [x, height, z] = triple(geometry.positions, i)
      const [nx, ny, nz] = triple(geometry.normals, i)
      standing += height
      expect([0, 1]).toContain(height)
      expect(x * nx + z * nz).toBeCloseTo(0.5)
      expect(ny).toBe(0)
    }
    expect(2 * standing).toBe(vertices - top)
    expect(Math.max(...geometry.indices)).toBe(vertices - 1)
  })
})
