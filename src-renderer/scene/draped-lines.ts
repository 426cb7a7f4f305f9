import { Color, Group } from 'three'
import { LineMaterial } from 'three/examples/jsm/lines/LineMaterial.js'
import { LineSegments2 } from 'three/examples/jsm/lines/LineSegments2.js'
import { LineSegmentsGeometry } from 'three/examples/jsm/lines/LineSegmentsGeometry.js'
import type { Rgb } from './colour-map'
import type { Drape } from './drape'

/** Above the surface, so that neither flickers through the other. */
export const lift = 0.002

/** Segments `[segment, (x, z, x, z)]` in the plane of the scene, and a colour for each where they differ. */
export interface PlaneSegments {
  readonly places: Float32Array
  /** `[segment, rgb]`, sRGB bytes. */
  readonly colours?: Uint8Array
}

interface Look {
  readonly widthPx: number
  readonly colour?: string
  /** Order among what lies on the surface. */
  readonly order: number
}

/**
 * Lines that lie on the surface whatever its heights: they are given as places in the plane, and take their height in
 * the shader.
 */
export class DrapedLines {
  readonly group = new Group()
  readonly #material: LineMaterial
  readonly #lines: LineSegments2

  constructor(drape: Drape, { widthPx, colour = '#ffffff', order }: Look) {
    this.#material = new LineMaterial({
      linewidth: widthPx,
      color: new Color(colour).getHex(),
      // Drawn in order after the surface and the pins, whose depth hides them; opaque, since segments overlap.
      transparent: true,
      depthWrite: false,
    })
    this.#material.onBeforeCompile = (shader) => {
      drape.declare(shader)
      for (const end of ['instanceStart', 'instanceEnd']) {
        shader.vertexShader = shader.vertexShader.replace(
          `modelViewMatrix * vec4( ${end}, 1.0 )`,
          `modelViewMatrix * vec4( ${end}.x, drapedHeight(${end}.xz) + ${lift}, ${end}.z, 1.0 )`,
        )
      }
    }
    this.#lines = new LineSegments2(new LineSegmentsGeometry(), this.#material)
    this.#lines.frustumCulled = false
    this.#lines.renderOrder = order
    this.group.add(this.#lines)
    this.group.visible = false
  }

  update({ places, colours }: PlaneSegments): void {
    this.group.visible = places.length > 0
    if (!this.group.visible) return
    const ends = places.length / 2
    const positions = new Float32Array(3 * ends)
    for (let end = 0; end < ends; end += 1) {
      positions[3 * end] = places[2 * end]!
      positions[3 * end + 2] = places[2 * end + 1]!
    }
    this.#lines.geometry.dispose()
    this.#lines.geometry = new LineSegmentsGeometry().setPositions(positions)
    if (colours) this.#lines.geometry.setColors(endColours(colours))
    if (this.#material.vertexColors !== (colours !== undefined)) {
      this.#material.vertexColors = colours !== undefined
      this.#material.needsUpdate = true
    }
  }

  dispose(): void {
    this.#lines.geometry.dispose()
    this.#material.dispose()
  }
}

/** Each segment's colour at both of its ends, as the shader takes them. */
function endColours(colours: Uint8Array): Float32Array {
  const out = new Float32Array(2 * colours.length)
  const colour = new Color()
  for (let segment = 0; segment < colours.length / 3; segment += 1) {
    const [red, green, blue] = colours.subarray(3 * segment, 3 * segment + 3) as unknown as Rgb
    colour.setRGB(red / 255, green / 255, blue / 255, 'srgb')
    for (const end of [0, 1]) out.set([colour.r, colour.g, colour.b], 6 * segment + 3 * end)
  }
  return out
}
