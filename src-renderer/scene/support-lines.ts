import { Color, Group } from 'three'
import { LineMaterial } from 'three/examples/jsm/lines/LineMaterial.js'
import { LineSegments2 } from 'three/examples/jsm/lines/LineSegments2.js'
import { LineSegmentsGeometry } from 'three/examples/jsm/lines/LineSegmentsGeometry.js'
import type { Rgb } from './colour-map'
import type { Point3 } from './world'

/** A chain of points on the surface, and its colour. */
export interface Chain {
  readonly points: readonly Point3[]
  readonly colour: Rgb
}

const widthPx = 2.5
const edgeWidthPx = 5
/** Above the surface, so that neither flickers through the other. */
const lift = 0.004

/** The lines and boxes that measurements average over, with a dark edge like the pins'. */
export class SupportLines {
  readonly group = new Group()
  // Without depth of its own, so that the core, drawn after it, lies whole upon it.
  readonly #edge = new LineMaterial({ linewidth: edgeWidthPx, depthWrite: false })
  readonly #core = new LineMaterial({ linewidth: widthPx, vertexColors: true })
  readonly #lines: readonly LineSegments2[]

  constructor() {
    this.#lines = [this.#edge, this.#core].map((material, order) => {
      const lines = new LineSegments2(new LineSegmentsGeometry(), material)
      lines.frustumCulled = false
      lines.renderOrder = order
      return lines
    })
    this.group.visible = false
    this.group.add(...this.#lines)
  }

  recolourEdges(colour: string): void {
    this.#edge.color.set(colour)
  }

  update(chains: readonly Chain[]): void {
    this.group.visible = chains.length > 0
    if (!this.group.visible) return
    const positions: number[] = []
    const colours: number[] = []
    for (const { points, colour } of chains) {
      const { r, g, b } = new Color().setRGB(colour[0] / 255, colour[1] / 255, colour[2] / 255, 'srgb')
      points.slice(1).forEach((to, i) => {
        const from = points[i]!
        positions.push(from.x, from.y + lift, from.z, to.x, to.y + lift, to.z)
        colours.push(r, g, b, r, g, b)
      })
    }
    for (const lines of this.#lines) {
      lines.geometry.dispose()
      lines.geometry = new LineSegmentsGeometry().setPositions(positions).setColors(colours)
    }
  }

  dispose(): void {
    for (const lines of this.#lines) lines.geometry.dispose()
    for (const material of [this.#edge, this.#core]) material.dispose()
  }
}
