import { AmbientLight, DirectionalLight, Scene, Vector3, WebGLRenderer } from 'three'
import { axisLayout, type AxisLabel } from './axis-layout'
import { blendPoses, CameraRig } from './camera-rig'
import type { Pose, View } from './camera-fit'
import { Drape } from './drape'
import { Floor } from './floor'
import { heightAt, heightField, type HeightField } from './height-field'
import { overlayMagnitudes } from './overlay'
import type { ScenePalette } from './palette'
import type { DomainPoint, PictureContent, PlacedPin } from './picture'
import { PinCloud, type PinKind } from './pin-cloud'
import { ProbeMarker } from './probe-marker'
import { SupportLines } from './support-lines'
import { refineChain } from './supports'
import { SurfaceMarks } from './surface-marks'
import { SurfaceMesh, type SurfaceOverlay } from './surface-mesh'
import { surfaceHit } from './surface-ray'
import { fullRelief, worldHeight, worldOf, worldX, worldZ, type Point3, type World } from './world'

/** All that a scene shows; replaced as a whole. */
export interface SceneContent extends PictureContent {
  readonly flat: boolean
  readonly palette: ScenePalette
}

/** The two ends of a line through the field. */
export type SliceEnd = 'from' | 'to'

/** A text of the axes, a pin or an isoline, or an end of a slice, in CSS pixels of the view. */
export interface PlacedLabel extends Pick<AxisLabel, 'key' | 'text'> {
  readonly kind: AxisLabel['kind'] | 'pin' | 'contour' | SliceEnd
  readonly left: number
  readonly top: number
}

export interface SceneEvents {
  labels(labels: readonly PlacedLabel[]): void
  /** The graphics context was lost (the driver restarted, say), or came back. */
  contextLost(lost: boolean): void
  /** A person has moved the camera. */
  moved?(pose: Pose): void
}

const transitionMs = 420
/** Chains on the surface bend this often along the longer edge of the domain. */
const chainParts = 96

interface Transition {
  readonly from: Pose
  readonly fromRise: number
  readonly flat: boolean
  readonly start: number
}

/** A field drawn in three dimensions. Draws only when something has changed. */
export class FieldScene {
  readonly #renderer: WebGLRenderer
  readonly #scene = new Scene()
  readonly #rig: CameraRig
  readonly #drape = new Drape()
  readonly #surface = new SurfaceMesh(this.#drape)
  readonly #marks = new SurfaceMarks(this.#drape, () => this.invalidate())
  readonly #floor = new Floor()
  readonly #pins: Readonly<Record<PinKind, PinCloud>> = {
    sensor: new PinCloud('sensor'),
    added: new PinCloud('added'),
    exact: new PinCloud('exact'),
    muted: new PinCloud('muted'),
    proposal: new PinCloud('proposal'),
  }
  readonly #supports = new SupportLines()
  readonly #marker = new ProbeMarker()
  readonly #events: SceneEvents
  readonly #reducedMotion: boolean
  #content: SceneContent | undefined
  #drawn: HeightField | undefined
  #view: View | undefined
  #overlay: SurfaceOverlay | undefined
  /** From a flat map to the full height. */
  #rise = 1
  /** What the pins were last placed for. */
  #placedFor: readonly unknown[] = []
  #transition: Transition | undefined
  #frame = 0

  /** @throws Error when the browser gives no WebGL2 context. */
  constructor(canvas: HTMLCanvasElement, reducedMotion: boolean, events: SceneEvents) {
    this.#renderer = new WebGLRenderer({ canvas, antialias: true, alpha: true })
    this.#reducedMotion = reducedMotion
    this.#events = events
    this.#rig = new CameraRig(
      canvas,
      reducedMotion,
      () => this.invalidate(),
      (pose) => events.moved?.(pose),
    )
    const key = new DirectionalLight(0xffffff, 1.8)
    key.position.set(-1.1, 1.5, 0.7)
    this.#scene.add(
      key,
      new AmbientLight(0xffffff, 1.6),
      this.#floor.group,
      this.#surface.mesh,
      this.#marks.group,
      this.#supports.group,
      ...Object.values(this.#pins).map(({ group }) => group),
      this.#marker.group,
    )
    canvas.addEventListener('webglcontextlost', this.#lost)
    canvas.addEventListener('webglcontextrestored', this.#restored)
  }

  show(content: SceneContent): void {
    const former = this.#content
    this.#content = content
    const another = former?.field !== content.field
    if (another) this.#drawn = heightField(content.field)
    if (another || former.overlay !== content.overlay) this.#overlay = this.#overlayOf(content)
    if (former === undefined) this.#rise = content.flat ? 0 : 1
    else if (former.flat !== content.flat) this.#startTransition(content.flat)
    if (former?.palette !== content.palette) {
      this.#floor.recolour(content.palette)
      for (const marks of [...Object.values(this.#pins), this.#supports]) marks.recolourEdges(content.palette.pinEdge)
      this.#marker.recolour(content.palette.marker)
    }
    this.#rig.setFlat(content.flat)
    const anotherHeight = former?.relief !== content.relief && this.#rig.untouched && !this.#transition
    if (former === undefined || anotherHeight) this.resetCamera()
    else this.#shape()
  }

  resize(view: View, pixelRatio: number): void {
    this.#view = view
    this.#renderer.setPixelRatio(pixelRatio)
    this.#renderer.setSize(view.width, view.height, false)
    this.#rig.setView(view)
    if (this.#rig.untouched) this.resetCamera()
    // Setting the size has cleared the picture; waiting for the next frame would show it empty.
    if (this.#content) this.#draw()
  }

  /** Where the camera stands. */
  get pose(): Pose {
    return this.#rig.pose
  }

  /** Somebody has moved the camera from its usual place. */
  readonly turned = (): boolean => !this.#rig.untouched

  resetCamera(): void {
    if (!this.#content || !this.#view) return
    this.#transition = undefined
    this.#rig.setEnabled(true)
    this.#rise = this.#content.flat ? 0 : 1
    this.#rig.place(this.#homePose(this.#content.flat))
    this.#shape()
  }

  /** Stands where a person has moved the camera of another picture. */
  follow(pose: Pose): void {
    if (!this.#transition) this.#rig.follow(pose)
  }

  orbitBy(azimuth: number, polar: number): void {
    if (this.#content?.flat) return
    this.#rig.orbitBy(azimuth, polar)
  }

  zoomBy(factor: number): void {
    this.#rig.zoomBy(factor)
  }

  panBy(rightwards: number, upwards: number): void {
    this.#rig.panBy(rightwards, upwards)
  }

  /** The point of the field under a pixel of the view. */
  pick(left: number, top: number): DomainPoint | undefined {
    if (!this.#content || !this.#drawn || !this.#view) return undefined
    const { camera } = this.#rig
    const far = new Vector3((2 * left) / this.#view.width - 1, 1 - (2 * top) / this.#view.height, 0.5).unproject(camera)
    const direction = far.sub(camera.position).normalize()
    return surfaceHit(this.#drawn, this.#content.range, this.#world(), { origin: camera.position, direction })
  }

  /** Index of the pin whose head lies under a pixel, the nearest one to the eye first. */
  pickPin(left: number, top: number, reach: number): number | undefined {
    let best: { index: number; depth: number } | undefined
    this.#content?.pins.forEach((pin, index) => {
      const head = this.#headOf(pin)
      if (Math.hypot(head.left - left, head.top - top) > reach) return
      if (best === undefined || head.depth < best.depth) best = { index, depth: head.depth }
    })
    return best?.index
  }

  invalidate(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(this.#draw)
  }

  /** Draws at once what a later frame would. */
  drawNow(): void {
    this.#draw()
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame)
    const canvas = this.#renderer.domElement
    canvas.removeEventListener('webglcontextlost', this.#lost)
    canvas.removeEventListener('webglcontextrestored', this.#restored)
    this.#rig.dispose()
    this.#surface.dispose()
    this.#marks.dispose()
    this.#drape.dispose()
    this.#floor.dispose()
    for (const pins of Object.values(this.#pins)) pins.dispose()
    this.#supports.dispose()
    this.#marker.dispose()
    this.#renderer.dispose()
  }

  readonly #lost = (): void => this.#events.contextLost(true)

  readonly #restored = (): void => {
    this.#events.contextLost(false)
    this.invalidate()
  }

  #world(): World {
    const { field, relief = 1 } = this.#content!
    return worldOf(field.grid.extent, this.#rise * relief * fullRelief)
  }

  #homePose(flat: boolean): Pose {
    return this.#rig.homePose(this.#world(), flat, fullRelief * (this.#content?.relief ?? 1))
  }

  #overlayOf({ overlay }: SceneContent): SurfaceOverlay | undefined {
    return overlay && { magnitudes: overlayMagnitudes(overlay, this.#drawn!), range: overlay.range }
  }

  /** A point on the drawn surface. */
  #onSurface({ x, y }: DomainPoint): Point3 {
    const world = this.#world()
    const value = heightAt(this.#drawn!, x, y)
    return { x: worldX(world, x), y: worldHeight(world, this.#content!.range, value), z: worldZ(world, y) }
  }

  /** Where the head of a pin is seen. */
  #headOf(pin: PlacedPin): { left: number; top: number; depth: number } {
    return this.#project(this.#pins[pin.kind].headOf({ foot: this.#onSurface(pin) }, 1 - this.#rise))
  }

  /** Gives everything its form for the present content and relief. */
  #shape(): void {
    if (!this.#content || !this.#drawn) return
    const { range, map, pins, probe } = this.#content
    const world = this.#world()
    this.#drape.update(this.#drawn, range, world)
    this.#surface.update(this.#drawn, map, world, this.#overlay)
    this.#marks.show(this.#content, this.#drawn, world)
    const placedFor = [pins, this.#drawn, range, world.relief, this.#rise]
    if (placedFor.some((part, i) => part !== this.#placedFor[i])) this.#placePins(pins)
    this.#placedFor = placedFor
    this.#marker.place(probe && this.#onSurface(probe))
    this.invalidate()
  }

  #placePins(pins: readonly PlacedPin[]): void {
    for (const [kind, cloud] of Object.entries(this.#pins)) {
      const placed = pins.filter((pin) => pin.kind === kind)
      cloud.update(
        placed.map((pin) => ({ foot: this.#onSurface(pin), colour: pin.colour })),
        1 - this.#rise,
      )
    }
    const { extent } = this.#content!.field.grid
    const step = Math.max(extent.x, extent.y) / chainParts
    this.#supports.update(
      pins
        .filter(({ outline }) => outline.length > 0)
        .map(({ outline, colour }) => ({
          points: refineChain(outline, step).map((point) => this.#onSurface(point)),
          colour,
        })),
    )
  }

  #startTransition(flat: boolean): void {
    if (this.#reducedMotion) return this.resetCamera()
    this.#transition = { from: this.#rig.pose, fromRise: this.#rise, flat, start: performance.now() }
    this.#rig.setEnabled(false)
  }

  #advance(transition: Transition): void {
    const t = Math.min(1, (performance.now() - transition.start) / transitionMs)
    const eased = t * t * (3 - 2 * t)
    this.#rise = transition.fromRise + ((transition.flat ? 0 : 1) - transition.fromRise) * eased
    this.#rig.place(blendPoses(transition.from, this.#homePose(transition.flat), eased))
    if (t === 1) {
      this.#transition = undefined
      this.#rig.setEnabled(true)
    }
    this.#shape()
  }

  readonly #draw = (): void => {
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
    if (!this.#content || !this.#view) return
    if (this.#transition) this.#advance(this.#transition)
    else if (this.#rig.settle()) this.invalidate()
    const { camera } = this.#rig
    const { field, pins } = this.#content
    const { extent, symbols } = field.grid
    const layout = axisLayout(this.#world(), symbols, extent.unit, camera.position, this.#rig.pixelsPerUnit)
    this.#floor.update(this.#world(), layout)
    this.#renderer.render(this.#scene, camera)
    const axisLabels = layout.labels.map(({ key, text, kind, at }) => {
      const { left, top } = this.#project(at)
      return { key, text, kind, left, top }
    })
    const pinLabels = pins.flatMap((pin, i) => {
      if (pin.label === undefined) return []
      const { left, top } = this.#headOf(pin)
      return [{ key: `pin${i}`, text: pin.label, kind: 'pin' as const, left, top }]
    })
    const { slice } = this.#content
    const ends = (['from', 'to'] as const).flatMap((end) => {
      if (!slice) return []
      const { left, top } = this.#project(this.#onSurface(slice[end]))
      return [{ key: `slice ${end}`, text: '', kind: end, left, top }]
    })
    this.#events.labels([...axisLabels, ...this.#contourLabels(), ...pinLabels, ...ends])
  }

  /** On the map alone: over hills, texts would stand before lines that they are not of. */
  #contourLabels(): PlacedLabel[] {
    if (this.#rise > 0) return []
    return this.#marks.labels().map(({ text, ...place }, i) => {
      const { left, top } = this.#project(this.#onSurface(place))
      return { key: `contour${i}`, text, kind: 'contour', left, top }
    })
  }

  #project(point: Point3): { left: number; top: number; depth: number } {
    const { x, y, z } = new Vector3(point.x, point.y, point.z).project(this.#rig.camera)
    return { left: ((x + 1) / 2) * this.#view!.width, top: ((1 - y) / 2) * this.#view!.height, depth: z }
  }
}
