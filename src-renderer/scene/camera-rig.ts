import { MathUtils, PerspectiveCamera, Spherical, Vector3 } from 'three'
import { OrbitControls } from 'three/examples/jsm/controls/OrbitControls.js'
import { cameraAxes, fitPose, freeCentre, freeSize, type Pose, type View } from './camera-fit'
import type { Point3, World } from './world'

const fieldOfView = 26
/** Room for tick labels around the domain, in the scene. */
const margin = 0.13
const homeAzimuth = MathUtils.degToRad(25)
/** Seen from lower in a wide window, from higher in a tall one, so that the field fills either. */
const homePolar = { wide: MathUtils.degToRad(58), tall: MathUtils.degToRad(45) }
const above = { azimuth: 0, polar: 0 }

/** The camera and all that moves it: pointer, wheel and touch through OrbitControls, keys through its methods. */
export class CameraRig {
  readonly camera = new PerspectiveCamera(fieldOfView, 1, 0.05, 40)
  readonly #controls: OrbitControls
  /** Nobody has moved the camera since it was last put in its place, so it may follow the window's size. */
  #untouched = true
  /** The camera is being put somewhere, not moved by a person. */
  #quiet = false
  #view: View = { width: 1, height: 1, insets: { top: 0, right: 0, bottom: 0, left: 0 } }

  /** `moved` tells of every move that a person makes, `changed` of every other one as well. */
  constructor(
    canvas: HTMLCanvasElement,
    reducedMotion: boolean,
    changed: () => void,
    moved: (pose: Pose) => void = () => {},
  ) {
    const controls = new OrbitControls(this.camera, canvas)
    controls.enableDamping = !reducedMotion
    controls.dampingFactor = 0.14
    controls.zoomSpeed = 1.1
    controls.minDistance = 0.35
    controls.maxDistance = 9
    controls.maxPolarAngle = MathUtils.degToRad(87)
    controls.addEventListener('change', () => {
      changed()
      if (this.#quiet) return
      this.#untouched = false
      moved(this.pose)
    })
    this.#controls = controls
  }

  get untouched(): boolean {
    return this.#untouched
  }

  get pose(): Pose {
    const { target } = this.#controls
    const { theta, phi, radius } = new Spherical().setFromVector3(this.camera.position.clone().sub(target))
    return { target: { x: target.x, y: target.y, z: target.z }, azimuth: theta, polar: phi, distance: radius }
  }

  /** Scale of the picture at the point looked at. */
  get pixelsPerUnit(): number {
    const distance = this.camera.position.distanceTo(this.#controls.target)
    return this.#view.height / (2 * distance * Math.tan(MathUtils.degToRad(fieldOfView / 2)))
  }

  /** Takes the last of a turn's momentum; true while there is more to come. */
  settle(): boolean {
    return this.#controls.update()
  }

  setView(view: View): void {
    this.#view = view
    const centre = freeCentre(view)
    this.camera.aspect = view.width / view.height
    this.camera.setViewOffset(view.width, view.height, -centre.x, -centre.y, view.width, view.height)
  }

  /** The pose that shows all of the domain: from the front, or from above for the flat map. */
  homePose(world: World, flat: boolean, height: number): Pose {
    const [right, front] = [world.width / 2, world.depth / 2]
    const corners: Point3[] = [-1, 1].flatMap((x) =>
      [-1, 1].flatMap((z) => [
        { x: x * (right + margin), y: 0, z: z * (front + margin) },
        { x: x * right, y: flat ? 0 : height, z: z * front },
      ]),
    )
    return fitPose(corners, flat ? above : this.#homeDirection(), MathUtils.degToRad(fieldOfView / 2), this.#view)
  }

  /** Puts the camera in its place, as if nobody had moved it. */
  place(pose: Pose): void {
    this.#putQuietly(pose)
    this.#untouched = true
  }

  /** Puts the camera where a person has moved another one. */
  follow(pose: Pose): void {
    this.#putQuietly(pose)
    this.#untouched = false
  }

  /** On a flat map the pointer shifts instead of turning. */
  setFlat(flat: boolean): void {
    this.#controls.enableRotate = !flat
    this.#controls.mouseButtons.LEFT = flat ? 2 : 0
    this.#controls.touches.ONE = flat ? 1 : 0
  }

  setEnabled(enabled: boolean): void {
    this.#controls.enabled = enabled
  }

  /** Angles in radians. */
  orbitBy(azimuth: number, polar: number): void {
    const pose = this.pose
    this.#move({
      ...pose,
      azimuth: pose.azimuth + azimuth,
      polar: MathUtils.clamp(pose.polar + polar, 0.02, this.#controls.maxPolarAngle),
    })
  }

  zoomBy(factor: number): void {
    const { minDistance, maxDistance } = this.#controls
    const pose = this.pose
    this.#move({ ...pose, distance: MathUtils.clamp(pose.distance * factor, minDistance, maxDistance) })
  }

  /** In parts of the distance, to the right and up as seen. */
  panBy(rightwards: number, upwards: number): void {
    const pose = this.pose
    const { right, up } = cameraAxes(pose)
    const shift = (axis: 'x' | 'y' | 'z'): number =>
      pose.target[axis] + pose.distance * (rightwards * right[axis] + upwards * up[axis])
    this.#move({ ...pose, target: { x: shift('x'), y: shift('y'), z: shift('z') } })
  }

  dispose(): void {
    this.#controls.dispose()
  }

  #homeDirection(): Pick<Pose, 'azimuth' | 'polar'> {
    const { width, height } = freeSize(this.#view)
    const wideness = MathUtils.clamp((width / height - 0.9) / 0.7, 0, 1)
    return { azimuth: homeAzimuth, polar: MathUtils.lerp(homePolar.tall, homePolar.wide, wideness) }
  }

  #move(pose: Pose): void {
    this.#put(pose)
    this.#untouched = false
  }

  #putQuietly(pose: Pose): void {
    this.#quiet = true
    this.#put(pose)
    this.#quiet = false
  }

  #put({ target, azimuth, polar, distance }: Pose): void {
    this.#controls.target.set(target.x, target.y, target.z)
    const offset = new Vector3().setFromSpherical(new Spherical(distance, Math.max(polar, 1e-4), azimuth))
    this.camera.position.copy(this.#controls.target).add(offset)
    this.#controls.update()
  }
}

/** From one pose to another, turning the shorter way round. */
export function blendPoses(from: Pose, to: Pose, t: number): Pose {
  const blend = (a: number, b: number): number => a + (b - a) * t
  const turn = Math.atan2(Math.sin(to.azimuth - from.azimuth), Math.cos(to.azimuth - from.azimuth))
  return {
    target: {
      x: blend(from.target.x, to.target.x),
      y: blend(from.target.y, to.target.y),
      z: blend(from.target.z, to.target.z),
    },
    azimuth: from.azimuth + turn * t,
    polar: blend(from.polar, to.polar),
    distance: blend(from.distance, to.distance),
  }
}
