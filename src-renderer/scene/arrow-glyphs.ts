import {
  BufferGeometry,
  DoubleSide,
  Float32BufferAttribute,
  Group,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  Mesh,
  MeshBasicMaterial,
} from 'three'
import type { Drape } from './drape'
import { lift } from './draped-lines'

/** Half widths and lengths as shares of an arrow's length. */
const head = { length: 0.42, half: 0.17 }
const shaftHalf = 0.045
/** How far the edge stands out, as a share of the largest arrow's length. */
const edge = 0.05
/** The shaft bends with the surface in this many parts. */
const shaftParts = 4

/** An arrow along x about the origin, as triangles `[vertex, (along, across)]`, and the way out of it at each vertex. */
function arrowShape(): { places: number[]; outward: number[] } {
  const places: number[] = []
  const outward: number[] = []
  const add = (...points: readonly (readonly [x: number, y: number, outX: number, outY: number])[]): void => {
    for (const [x, y, outX, outY] of points) {
      places.push(x, y, 0)
      outward.push(outX, outY)
    }
  }
  const neck = 0.5 - head.length
  for (let part = 0; part < shaftParts; part += 1) {
    const [from, to] = [part, part + 1].map((k) => -0.5 + ((neck + 0.5) * k) / shaftParts) as [number, number]
    const back = part === 0 ? -1 : 0
    add([from, -shaftHalf, back, -1], [to, -shaftHalf, 0, -1], [to, shaftHalf, 0, 1])
    add([from, -shaftHalf, back, -1], [to, shaftHalf, 0, 1], [from, shaftHalf, back, 1])
  }
  add([neck, -head.half, -1, -1.6], [0.5, 0, 2.4, 0], [neck, head.half, -1, 1.6])
  return { places, outward }
}

/** Arrows that lie on the surface, light with a dark edge, so that they are seen on any colour. */
export class ArrowGlyphs {
  readonly group = new Group()
  readonly #shape = arrowShape()
  readonly #layers: readonly Mesh<BufferGeometry, MeshBasicMaterial>[]
  #longest = 0

  constructor(drape: Drape, order: number) {
    const looks = [
      { colour: '#10131a', edged: true },
      { colour: '#ffffff', edged: false },
    ]
    this.#layers = looks.map(({ colour, edged }, k) => {
      const material = new MeshBasicMaterial({ color: colour, side: DoubleSide, depthWrite: false, transparent: true })
      material.onBeforeCompile = (shader) => {
        shader.uniforms['edge'] = edged ? this.#edge : { value: 0 }
        shader.vertexShader = shader.vertexShader
          .replace(
            '#include <common>',
            `#include <common>
            attribute vec2 outward;
            attribute vec4 arrow;
            uniform float edge;`,
          )
          .replace(
            '#include <begin_vertex>',
            `float len = length(arrow.zw);
            vec2 along = arrow.zw / max(len, 1e-9);
            vec2 across = vec2(-along.y, along.x);
            vec2 local = position.xy * len + outward * edge;
            vec2 ground = arrow.xy + local.x * along + local.y * across;
            vec3 transformed = vec3(ground.x, drapedHeight(ground) + ${lift}, ground.y);`,
          )
        drape.declare(shader)
      }
      // Equal sources but for a uniform: without a key of its own, one program would take the other's uniforms.
      material.customProgramCacheKey = () => `arrows ${edged}`
      const mesh = new Mesh<BufferGeometry, MeshBasicMaterial>(new BufferGeometry(), material)
      mesh.frustumCulled = false
      mesh.renderOrder = order + k
      return mesh
    })
    this.group.add(...this.#layers)
    this.group.visible = false
  }

  readonly #edge = { value: 0 }

  /** Arrows `[arrow, (x, z, dx, dz)]` in the plane of the scene. */
  update(places: Float32Array): void {
    this.group.visible = places.length > 0
    this.#layers[0]?.geometry.dispose()
    if (!this.group.visible) return
    this.#longest = 0
    for (let k = 0; k < places.length; k += 4) {
      this.#longest = Math.max(this.#longest, Math.hypot(places[k + 2]!, places[k + 3]!))
    }
    this.#edge.value = edge * this.#longest
    const geometry = new InstancedBufferGeometry()
    geometry.setAttribute('position', new Float32BufferAttribute(this.#shape.places, 3))
    geometry.setAttribute('outward', new Float32BufferAttribute(this.#shape.outward, 2))
    geometry.setAttribute('arrow', new InstancedBufferAttribute(places, 4))
    geometry.instanceCount = places.length / 4
    for (const layer of this.#layers) layer.geometry = geometry
  }

  dispose(): void {
    this.#layers[0]?.geometry.dispose()
    for (const { material } of this.#layers) material.dispose()
  }
}
