import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Course } from '../../../src-renderer/stores/course.svelte'
import { Engine } from '../../../src-renderer/stores/engine.svelte'
import { Workbench } from '../../../src-renderer/stores/workbench.svelte'
import { EngineDouble, problem, sampleOf } from '../engine-double'
import { payload } from '../scene/fields'

const flow = { ...problem, evolution: { start: 'a', end: 'u', duration: 'source' } }
let double: EngineDouble
let bench: Workbench

beforeEach(() => {
  double = new EngineDouble()
  bench = new Workbench(new Engine(double), flow, true)
})

describe('the walk through time', () => {
  let frames: ((now: number) => void)[]
  const turn = (now: number): void => frames.splice(0).forEach((frame) => frame(now))

  beforeEach(() => {
    frames = []
    vi.stubGlobal('requestAnimationFrame', (frame: (now: number) => void) => frames.push(frame))
    vi.stubGlobal('cancelAnimationFrame', () => (frames = []))
  })
  afterEach(() => vi.unstubAllGlobals())

  it('goes at its speed, begins again at the end, or stops there', () => {
    const { timeline } = bench
    timeline.start(true)
    turn(0)
    turn(1500)
    expect(timeline.place).toBeCloseTo(0.25, 10)
    timeline.speed = 2
    turn(3000)
    expect(timeline.place).toBeCloseTo(0.75, 10)
    turn(4500)
    expect(timeline.place).toBeCloseTo(0.25, 10)
    timeline.loop = false
    turn(9000)
    expect(timeline.place).toBe(1)
    expect(timeline.playing).toBe(false)
    timeline.play()
    expect(timeline.place).toBe(0)
  })

  it('stands still where motion is unwelcome, and asks for no frames while it does', () => {
    const { timeline } = bench
    timeline.start(false)
    expect(timeline.playing).toBe(false)
    expect(frames).toHaveLength(0)
    timeline.play()
    timeline.close()
    expect(frames).toHaveLength(0)
    expect(bench.display.settings.time).toBeNull()
  })
})

describe('a flow between two fields', () => {
  const framesOf = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      time: i / (count - 1),
      field: payload(8, 8, () => i, { key: 'a', of: 'a' }),
    }))

  async function sample(): Promise<Course> {
    bench.sampling.request()
    const call = double.waiting('generate')
    await call.answer(sampleOf(call.request))
    return bench.course
  }

  it('is followed from the shown start, and looked at frame by frame beside the end of the model', async () => {
    const course = await sample()
    const done = course.follow()
    const call = double.waiting('evolve')
    expect(call.request).toMatchObject({ problem: 'darcy', parameters: { source: 1 } })
    expect(call.request.start).toBe(bench.display.views[0]!.field.data)
    call.progress({ stage: 'Following the flow', fraction: 0.5 })
    expect(course.job?.progress?.fraction).toBe(0.5)
    await call.answer({ frames: framesOf(5), steps: 40 })
    expect(await done).toBe(true)
    bench.timeline.start(false)
    bench.timeline.seek(0.52)
    expect(bench.pictures.first?.view.field.data[0]).toBe(2)
    expect(bench.pictures.first?.view.name).toBe('State at t = 0.500')
    expect(bench.pictures.first?.range).toEqual({ minimum: 0, maximum: 4 })
    // The model's end is x y, the last frame is 4 throughout.
    const end = bench.display.views[1]!.field.data
    const mean = end.reduce((sum, value) => sum + (value - 4) ** 2, 0) / end.length
    expect(course.followed!.endError.l2).toBeCloseTo(Math.sqrt(mean), 6)
    bench.timeline.close()
    expect(bench.pictures.first?.view.name).toBe('Pressure head')
  })

  it('says when it began otherwise than what is shown', async () => {
    const course = await sample()
    const done = course.follow()
    await double.waiting('evolve').answer({ frames: framesOf(2), steps: 1 })
    await done
    expect(course.outdated).toBe(false)
    await sample()
    expect(course.outdated).toBe(true)
  })

  it('is cancelled without an error, and told when it fails', async () => {
    const course = await sample()
    const first = course.follow()
    course.cancel()
    expect(double.waiting('evolve').signal?.aborted).toBe(true)
    await double.waiting('evolve').fail({ kind: 'cancelled' })
    expect(await first).toBe(false)
    expect(course.error).toBeUndefined()
    const second = course.follow()
    await double.waiting('evolve').fail({ code: 'flow-too-fast', message: 'too fast' })
    await second
    expect(course.error?.message).toBe('too fast')
    expect(course.job).toBeUndefined()
  })
})
