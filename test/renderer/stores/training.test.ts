import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RunSummary } from '../../../src-main/contract/calls'
import { Engine } from '../../../src-renderer/stores/engine.svelte'
import { Training } from '../../../src-renderer/stores/training/training.svelte'
import { EngineDouble } from '../engine-double'
import { rowOf, runOf, statusOf, stripOf, teacher } from '../training-double'

let double: EngineDouble
let training: Training

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  double = new EngineDouble()
  training = new Training(new Engine(double))
})
afterEach(() => vi.useRealTimers())

/** Lets promises settle without moving the clock. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

async function list(...runs: RunSummary[]): Promise<void> {
  void double.waiting('listTraining').answer({ teachers: [teacher], runs })
  await settle()
}

async function status(answer: Parameters<typeof statusOf>[0], rows: number[][], rowCount?: number): Promise<void> {
  void double.waiting('trainingStatus').answer(statusOf(answer, rows, rowCount))
  await settle()
}

describe('the next run', () => {
  it('begins as the recipe of the first teacher, under a free name', async () => {
    training.open()
    await list(runOf({ name: 'darcy-64-k4', state: 'paused' }))
    expect(training.newRun.request).toEqual({
      teacher: teacher.id,
      name: 'darcy-64-k4-2',
      steps: 1400,
      maximumSteps: 4,
      guidance: 20,
      combination: 'conflict-free',
      seed: 1,
    })
    expect(training.newRun.changed).toBe(false)
  })

  it('keeps what was set when the list is read again', async () => {
    training.open()
    await list()
    training.newRun.guidance = 5
    training.newRun.typedName = 'mine'
    training.open()
    await list()
    expect(training.newRun.request).toMatchObject({ guidance: 5, name: 'mine' })
    expect(training.newRun.changed).toBe(true)
    training.newRun.reset()
    expect(training.newRun.guidance).toBe(20)
  })

  it.each([
    ['darcy-64-k4', /already/],
    ['Mine', /Lower-case/],
    ['-mine', /Lower-case/],
    ['', /needs a name/],
  ])('cannot be called %j', async (name, fault) => {
    training.open()
    await list(runOf())
    training.newRun.typedName = name
    expect(training.newRun.nameFault).toMatch(fault)
    expect(training.newRun.request).toBeUndefined()
    await training.start()
    expect(double.count('startTraining')).toBe(0)
  })

  it('cannot be started from a teacher without a recipe', async () => {
    training.open()
    void double.waiting('listTraining').answer({ teachers: [{ ...teacher, recipe: null }], runs: [] })
    await settle()
    expect(training.newRun.request).toBeUndefined()
  })

  it('is selected when it has started, and leaves its name behind', async () => {
    training.open()
    await list(runOf({ state: 'finished' }))
    training.newRun.typedName = 'mine'
    const started = training.start()
    expect(double.waiting('startTraining').request).toMatchObject({ name: 'mine' })
    void double.waiting('startTraining').answer({ run: runOf({ id: 'r2', name: 'mine', step: 0 }) })
    await started
    expect(training.selected?.id).toBe('r2')
    expect(training.newRun.name).toBe('darcy-64-k4-2')
  })

  it('that is refused says why', async () => {
    training.open()
    await list()
    const started = training.start()
    void double.waiting('startTraining').fail({ message: 'another run is at work' })
    await started
    expect(training.startError?.message).toBe('another run is at work')
    expect(training.starting).toBe(false)
  })
})

describe('a run under watch', () => {
  it('is asked for its new rows only', async () => {
    training.watch(true)
    await list(runOf())
    expect(double.waiting('trainingStatus').request).toEqual({ run: 'r1', rowsFrom: 0, stripStep: -1 })
    void double
      .waiting('trainingStatus')
      .answer({ ...statusOf(runOf(), [rowOf(100), rowOf(200)]), strip: stripOf(200) })
    await settle()
    vi.advanceTimersByTime(1000)
    await list(runOf())
    expect(double.waiting('trainingStatus').request).toEqual({ run: 'r1', rowsFrom: 2, stripStep: 200 })
    await status(runOf({ step: 300 }), [rowOf(300)], 3)
    expect(training.history('r1').rows.map(([step]) => step)).toEqual([100, 200, 300])
    expect(training.history('r1').strip?.step).toBe(200)
    expect(training.selected?.step).toBe(300)
  })

  it.each([
    ['fewer rows than are known', [[]], 1],
    ['a row before the last known one', [[rowOf(150)]], 3],
  ])('begins its curve anew where there are %s: it was resumed from a checkpoint', async (_what, [rows], rowCount) => {
    training.watch(true)
    await list(runOf())
    await status(runOf(), [rowOf(100), rowOf(200)])
    vi.advanceTimersByTime(1000)
    await list(runOf())
    await status(runOf(), rows!, rowCount)
    expect(double.waiting('trainingStatus').request).toMatchObject({ rowsFrom: 0 })
    await status(runOf(), [rowOf(100), rowOf(150)])
    expect(training.history('r1').rows.map(([step]) => step)).toEqual([100, 150])
  })

  it('is asked less often, and not for its curve, while nobody looks', async () => {
    training.open()
    await list(runOf())
    expect(double.count('trainingStatus')).toBe(0)
    vi.advanceTimersByTime(4999)
    expect(double.count('listTraining')).toBe(1)
    vi.advanceTimersByTime(1)
    expect(double.count('listTraining')).toBe(2)
  })

  it('that has ended is not asked any more', async () => {
    training.watch(true)
    await list(runOf({ state: 'paused' }))
    await status(runOf({ state: 'paused' }), [])
    vi.advanceTimersByTime(60_000)
    expect(double.count('listTraining')).toBe(1)
  })

  it('is announced when it finishes, and the models are read anew', async () => {
    training.open()
    await list(runOf())
    vi.advanceTimersByTime(5000)
    await list(runOf({ state: 'finished', step: 1400 }))
    expect(training.announcer.message).toBe('darcy-64-k4: finished')
    expect(double.count('describe')).toBe(1)
  })

  it('whose curve cannot be read says so, and the list stays', async () => {
    training.watch(true)
    await list(runOf())
    void double.waiting('trainingStatus').fail({ message: 'curve.csv is damaged' })
    await settle()
    expect(training.statusError?.message).toBe('curve.csv is damaged')
    expect(training.runs).toHaveLength(1)
    vi.advanceTimersByTime(1000)
    await list(runOf())
    await status(runOf(), [])
    expect(training.statusError).toBeUndefined()
  })
})

describe('an action', () => {
  it('is made once at a time, and its outcome stands at once', async () => {
    training.open()
    await list(runOf())
    const paused = training.act('pause', training.selected!)
    void training.act('cancel', training.selected!)
    expect(double.count('cancelTraining')).toBe(0)
    void double.waiting('pauseTraining').answer({ run: runOf({ state: 'pausing' }) })
    expect(await paused).toBe(true)
    expect(training.selected?.state).toBe('pausing')
    expect(training.acting['r1']).toBeUndefined()
  })

  it('that is refused says why, at the run that it was meant for', async () => {
    training.open()
    await list(runOf({ state: 'paused' }), runOf({ id: 'r2', name: 'other', state: 'paused' }))
    const resumed = training.act('resume', training.runs[1]!)
    void double.waiting('resumeTraining').fail({ message: 'the teacher is gone' })
    expect(await resumed).toBe(false)
    expect(training.refused['r2']).toMatchObject({ action: 'resume', error: { message: 'the teacher is gone' } })
    expect(training.refused['r1']).toBeUndefined()
  })

  it('of promotion reads anew which model is in use', async () => {
    training.open()
    await list(runOf({ state: 'finished' }))
    const promoted = training.act('promote', training.selected!)
    void double.waiting('promoteTraining').answer({ run: runOf({ state: 'promoted' }) })
    await settle()
    void double.waiting('describe').fail({})
    expect(await promoted).toBe(true)
    expect(training.selected?.state).toBe('promoted')
  })

  it('of discarding forgets the run, and the next one is looked at', async () => {
    training.open()
    await list(runOf({ state: 'finished' }), runOf({ id: 'r2', state: 'paused' }))
    training.select('r1')
    await list(runOf({ state: 'finished' }), runOf({ id: 'r2', state: 'paused' }))
    const discarded = training.act('discard', training.selected!)
    void double.waiting('discardTraining').answer({})
    await settle()
    void double.waiting('describe').fail({})
    await discarded
    expect(training.selected?.id).toBe('r2')
  })
})

describe('an engine that dies', () => {
  it('is asked again when it is back, and not in between', async () => {
    training.open()
    await list(runOf())
    double.become('lost')
    vi.advanceTimersByTime(5000)
    void double.waiting('listTraining').fail({ code: 'engine-lost' })
    await settle()
    vi.advanceTimersByTime(60_000)
    expect(double.count('listTraining')).toBe(2)
    expect(training.runs).toHaveLength(1)
    double.become('ready')
    await list(runOf({ state: 'paused' }))
    expect(training.selected?.state).toBe('paused')
    expect(training.listError).toBeUndefined()
  })
})
