import {
  BackSide,
  BoxGeometry,
  Color,
  ConeGeometry,
  CylinderGeometry,
  Group,
  InstancedMesh,
  Matrix4,
  MeshBasicMaterial,
  OctahedronGeometry,
  SphereGeometry,
  TorusGeometry,
  type BufferGeometry,
} from 'three'
import type { Rgb } from './colour-map'
import type { Point3 } from './world'

/** A pin as it is drawn: where it touches the surface, and its colour. */
export interface Pin {
  readonly foot: Point3
  readonly colour: Rgb
}

/**
 * A measurement with noise, one that was added by hand, one that is exact, one that is left out, and a place where one
 * more would tell most.
 */
export type PinKind = 'sensor' | 'added' | 'exact' | 'muted' | 'proposal'

interface Form {
  readonly head: () => BufferGeometry
  readonly stemHeight: number
}

const forms: Readonly<Record<PinKind, Form>> = {
  sensor: { head: () => new SphereGeometry(1, 16, 12), stemHeight: 0.055 },
  added: { head: () => new ConeGeometry(1.35, 2.3, 3), stemHeight: 0.055 },
  exact: { head: () => new BoxGeometry(1.7, 1.7, 1.7), stemHeight: 0.055 },
  // Hollow: a ring.
  muted: { head: () => new TorusGeometry(0.85, 0.3, 8, 20).rotateX(Math.PI / 2), stemHeight: 0.055 },
  proposal: { head: () => new OctahedronGeometry(1.9), stemHeight: 0.12 },
}

const headRadius = 0.0095
const crowdedRadius = 0.007
/** From this many pins on they are drawn smaller. */
const crowd = 120
/** How far the dark edge stands out around a head. */
const edge = 1.32

/** Pins of one kind that stand on the surface; on the flat map, their heads lie on it. */
export class PinCloud {
  readonly group = new Group()
  readonly #form: Form
  readonly #head: BufferGeometry
  readonly #stem = new CylinderGeometry(1, 1, 1, 6)
  readonly #headMaterial = new MeshBasicMaterial()
  readonly #edgeMaterial = new MeshBasicMaterial({ side: BackSide })
  readonly #stemMaterial = new MeshBasicMaterial()
  #meshes: readonly InstancedMesh[] = []

  constructor(kind: PinKind) {
    this.#form = forms[kind]
    this.#head = this.#form.head()
  }

  recolourEdges(colour: string): void {
    this.#edgeMaterial.color.set(colour)
    this.#stemMaterial.color.set(colour)
  }

  /** `flatness` 1 lays the heads onto the map. */
  update(pins: readonly Pin[], flatness: number): void {
    this.#prepare(pins.length)
    const [heads, edges, stems] = this.#meshes
    if (!heads || !edges || !stems) return
    const radius = pins.length > crowd ? crowdedRadius : headRadius
    const height = this.#form.stemHeight * (1 - flatness) + radius
    const matrix = new Matrix4()
    const colour = new Color()
    pins.forEach(({ foot, colour: [red, green, blue] }, i) => {
      const centre = foot.y + height
      heads.setMatrixAt(i, matrix.makeScale(radius, radius, radius).setPosition(foot.x, centre, foot.z))
      heads.setColorAt(i, colour.setRGB(red / 255, green / 255, blue / 255, 'srgb'))
      const outer = radius * edge
      edges.setMatrixAt(i, matrix.makeScale(outer, outer, outer).setPosition(foot.x, centre, foot.z))
      const thickness = radius * 0.22
      stems.setMatrixAt(
        i,
        matrix.makeScale(thickness, height, thickness).setPosition(foot.x, foot.y + height / 2, foot.z),
      )
    })
    for (const mesh of this.#meshes) mesh.instanceMatrix.needsUpdate = true
    if (heads.instanceColor) heads.instanceColor.needsUpdate = true
  }

  /** Centre of a pin's head, which is what a pointer aims at. */
  headOf({ foot }: Pick<Pin, 'foot'>, flatness: number): Point3 {
    return { ...foot, y: foot.y + this.#form.stemHeight * (1 - flatness) }
  }

  dispose(): void {
    for (const mesh of this.#meshes) mesh.dispose()
    for (const geometry of [this.#head, this.#stem]) geometry.dispose()
    for (const material of [this.#headMaterial, this.#edgeMaterial, this.#stemMaterial]) material.dispose()
  }

  #prepare(count: number): void {
    if (this.#meshes[0]?.count === count) return
    for (const mesh of this.#meshes) mesh.dispose()
    this.group.clear()
    const instances = (geometry: BufferGeometry, material: MeshBasicMaterial): InstancedMesh => {
      const mesh = new InstancedMesh(geometry, material, count)
      mesh.frustumCulled = false
      return mesh
    }
    this.#meshes =
      count === 0
        ? []
        : [
            instances(this.#head, this.#headMaterial),
            instances(this.#head, this.#edgeMaterial),
            instances(this.#stem, this.#stemMaterial),
          ]
    if (count > 0) this.group.add(...this.#meshes)
  }
}
