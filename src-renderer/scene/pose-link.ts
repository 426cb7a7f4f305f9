import type { Pose } from './camera-fit'

/** A picture whose camera is linked to others. */
export interface LinkedCamera {
  /** Stands where another one was moved to, and tells nobody. */
  follow(pose: Pose): void
}

/**
 * One pose for several pictures: whichever is turned, shifted or zoomed takes the others along. A picture that follows
 * does not tell of it, so that nothing goes in circles.
 */
export class PoseLink {
  readonly #cameras = new Set<LinkedCamera>()
  #shared: Pose | undefined

  /** Takes a picture in, at the pose of those that are there; returns what takes it out again. */
  join(camera: LinkedCamera): () => void {
    if (this.#shared && this.#cameras.size > 0) camera.follow(this.#shared)
    this.#cameras.add(camera)
    return () => this.#cameras.delete(camera)
  }

  /** A person has moved this camera. */
  moved(by: LinkedCamera, pose: Pose): void {
    this.#shared = pose
    for (const camera of this.#cameras) if (camera !== by) camera.follow(pose)
  }

  /** Every camera is back in its place: there is no pose to join at. */
  released(): void {
    this.#shared = undefined
  }
}
