import { describe, expect, it } from 'vitest'
import type { Pose } from '../../../src-renderer/scene/camera-fit'
import { PoseLink, type LinkedCamera } from '../../../src-renderer/scene/pose-link'

const pose = (azimuth: number): Pose => ({ target: { x: 0, y: 0, z: 0 }, azimuth, polar: 1, distance: 2 })

class Camera implements LinkedCamera {
  readonly stood: number[] = []
  readonly #link: PoseLink
  constructor(link: PoseLink) {
    this.#link = link
  }
  follow({ azimuth }: Pose): void {
    this.stood.push(azimuth)
  }
  turn(azimuth: number): void {
    this.#link.moved(this, pose(azimuth))
  }
}

describe('linked cameras', () => {
  it('follow whichever is moved, once, and never themselves', () => {
    const link = new PoseLink()
    const [one, other] = [new Camera(link), new Camera(link)]
    link.join(one)
    link.join(other)
    one.turn(0.3)
    other.turn(0.5)
    expect(other.stood).toEqual([0.3])
    expect(one.stood).toEqual([0.5])
  })

  it('stand together when one joins later, unless all are in their places', () => {
    const link = new PoseLink()
    const [one, later, latest] = [new Camera(link), new Camera(link), new Camera(link)]
    link.join(one)
    one.turn(0.7)
    const leave = link.join(later)
    expect(later.stood).toEqual([0.7])
    leave()
    one.turn(0.9)
    expect(later.stood).toEqual([0.7])
    link.released()
    link.join(latest)
    expect(latest.stood).toEqual([])
  })
})
