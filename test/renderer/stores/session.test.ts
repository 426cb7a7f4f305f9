import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { RequestOf } from '../../../src-main/contract/calls'
import type { Session, Work } from '../../../src-main/contract/session'
import { Workspace } from '../../../src-renderer/stores/workspace.svelte'
import { description, EngineDouble, problem, sampleOf, solutionOf } from '../engine-double'

const heat = { ...problem, id: 'heat', title: 'Heat' }
const offered = {
  ...description,
  problems: [problem, heat],
  models: [...description.models, { ...description.models[0]!, id: 'heat-64-student', problem: 'heat' }],
}

let double: EngineDouble
let workspace: Workspace

const wait = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)
const bench = () => workspace.workbench!
const low = (): number => bench().sampling.parameters['low']!

/** What a person does, seen by the window as its effect would. */
async function act(deed: () => void): Promise<void> {
  deed()
  workspace.session.observe()
  await wait(0)
}

/** A person lets some time pass between two deeds. */
async function acts(...deeds: (() => void)[]): Promise<void> {
  for (const deed of deeds) {
    await act(deed)
    await wait(700)
  }
}

const set = (key: string, value: number) => () => bench().sampling.setParameter(key, value)

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
  double = new EngineDouble()
  workspace = new Workspace(double, true)
  void workspace.open()
  void double.waiting('describe').answer(offered)
  await wait(0)
  workspace.session.observe()
  await wait(1000)
})
afterEach(() => vi.useRealTimers())

async function readFile(): Promise<void> {
  void bench().openObservations([{ name: 'wells.csv', load: async () => new Uint8Array([1, 2, 3]) }])
  await wait(0)
  void double.readFile()
  await wait(0)
  await act(() => undefined)
}

async function solve(solutionId = 's1'): Promise<void> {
  void bench().reconstruct()
  const call = double.waiting('solve')
  void call.answer({ ...solutionOf(call.request), solutionId })
  await wait(0)
  await act(() => undefined)
}

const kept = () => double.held.filter(({ name }) => name === 'keepRecovery')
async function answerKept(): Promise<RequestOf<'keepRecovery'>['work']> {
  const call = double.waiting('keepRecovery')
  void call.answer({ savedAt: '2026-11-21T20:00:00.000Z' })
  await wait(0)
  return call.request.work
}

describe('undo', () => {
  test('takes a drag of a slider back in one step, and redo brings it again', async () => {
    for (const value of [3.1, 3.2, 3.7, 4.4]) {
      await act(set('low', value))
      await wait(30)
    }
    workspace.session.undo()
    expect(low()).toBe(3)
    expect(workspace.session.history.canUndo).toBe(false)
    workspace.session.redo()
    expect(low()).toBe(4.4)
  })

  test('asks for the sample of what is set again', async () => {
    await acts(set('low', 4))
    const { request, answer } = double.waiting('generate')
    void answer(sampleOf(request))
    await wait(0)
    workspace.session.undo()
    expect(double.waiting('generate').request.parameters).toMatchObject({ low: 3 })
  })

  test('takes back measurements with their mutes, and the view', async () => {
    await readFile()
    const file = bench().observations.file!
    await acts(
      () => bench().observations.mute([0], true),
      () => bench().observations.delete([1]),
      () => bench().display.set({ contours: 12, flat: true }),
      () => bench().display.selectField('a'),
      () => (bench().reconstruction.samples = 32),
    )
    const { session } = workspace
    session.undo()
    expect(bench().reconstruction.samples).toBe(8)
    session.undo()
    expect(bench().display.chosenField).toBe('u')
    session.undo()
    expect(bench().display.settings).toMatchObject({ contours: 0, flat: false })
    session.undo()
    expect(bench().observations.file!.count).toBe(2)
    expect(bench().observations.file!.mutedCount).toBe(1)
    session.undo()
    expect(bench().observations.file).toBe(file)
    session.undo()
    expect(bench().observations.file).toBeUndefined()
    expect(session.history.canUndo).toBe(false)
  })

  test('returns to the problem in which the step was taken', async () => {
    await acts(set('low', 4), () => workspace.choose('heat'), set('low', 5))
    const { session } = workspace
    session.undo()
    expect([bench().problem.id, low()]).toEqual(['heat', 3])
    session.undo()
    expect([bench().problem.id, low()]).toEqual(['darcy', 4])
    session.undo()
    expect(low()).toBe(3)
    for (let i = 0; i < 3; i += 1) session.redo()
    expect([bench().problem.id, low()]).toEqual(['heat', 5])
  })

  test('leaves results where they are, and shows none that is not there', async () => {
    await readFile()
    await solve()
    expect(bench().display.source).toBe('solution')
    await acts(set('low', 4))
    expect(bench().display.source).toBe('sample')
    workspace.session.undo()
    expect(bench().display.source).toBe('solution')
    expect(bench().reconstruction.solution?.solutionId).toBe('s1')
    workspace.session.undo()
    expect(bench().observations.file).toBeUndefined()
    expect(bench().display.source).toBe('sample')
    expect(bench().reconstruction.solution?.solutionId).toBe('s1')
  })

  test('is about what was done, not about what the window makes of it', async () => {
    await acts(set('low', 4))
    const { session } = workspace
    session.undo()
    // A range that settles after the picture has changed.
    await act(() => bench().display.set({ range: { kind: 'held' } }))
    expect(session.history.canRedo).toBe(true)
    session.redo()
    expect(low()).toBe(4)
  })

  test('has no step for a clock that runs, and does not turn it back', async () => {
    await acts(
      () => bench().display.set({ time: 0.2 }),
      set('low', 4),
      () => bench().display.set({ time: 0.9 }),
    )
    workspace.session.undo()
    expect(low()).toBe(3)
    expect(bench().display.settings.time).toBe(0.9)
    expect(workspace.session.history.canUndo).toBe(false)
  })

  test('leads back to the view in which its effect is seen', async () => {
    await acts(set('low', 4), () => (workspace.view = 'train'))
    workspace.session.undo()
    expect(workspace.view).toBe('solve')
    expect(low()).toBe(3)
  })
})

describe('the unsaved mark', () => {
  async function save(name = 'Wells', replaces: string | null = null): Promise<void> {
    void workspace.session.save(name, replaces)
    const call = double.waiting('saveSession')
    void call.answer({ id: 'wells', name, savedAt: '2026-11-21T20:00:00.000Z', problem: 'darcy', bytes: 1 })
    await wait(0)
  }

  test('comes with a change, goes with its undo, and comes with redo', async () => {
    const { session } = workspace
    expect(session.unsaved).toBe(false)
    await acts(set('low', 4))
    expect(session.unsaved).toBe(true)
    session.undo()
    expect(session.unsaved).toBe(false)
    session.redo()
    expect(session.unsaved).toBe(true)
  })

  test('goes when it is saved, and comes again when what was saved is undone', async () => {
    const { session } = workspace
    await acts(set('low', 4))
    await save()
    expect(session.unsaved).toBe(false)
    expect(session.savedAs).toEqual({ name: 'Wells', savedAt: '2026-11-21T20:00:00.000Z' })
    session.undo()
    expect(session.unsaved).toBe(true)
  })

  test('stays where something was changed while it was being saved', async () => {
    void workspace.session.save('Wells', null)
    await acts(set('low', 4))
    const call = double.waiting('saveSession')
    expect(call.request.work.problems['darcy']!.parameters['low']).toBe(3)
    void call.answer({ id: 'wells', name: 'Wells', savedAt: '2026-11-21T20:00:00.000Z', problem: 'darcy', bytes: 1 })
    await wait(0)
    expect(workspace.session.unsaved).toBe(true)
  })

  test('knows what took time from what a slider shows in passing', async () => {
    await acts(set('low', 4))
    expect(workspace.session.precious).toBe(false)
    await readFile()
    expect(workspace.session.precious).toBe(true)
  })

  test('is not about looking at another view', async () => {
    await acts(() => (workspace.view = 'train'))
    expect(workspace.session.unsaved).toBe(false)
  })
})

describe('autosave', () => {
  test('puts a change aside within three seconds, however much goes on changing', async () => {
    const start = performance.now()
    for (let i = 1; kept().length === 0 && i < 100; i += 1) {
      await act(set('low', 3 + i / 100))
      await wait(100)
    }
    expect(performance.now() - start).toBeLessThanOrEqual(3000)
    expect((await answerKept()).problems['darcy']!.parameters['low']).toBeGreaterThan(3.1)
  })

  test('writes nothing where nothing has changed', async () => {
    await wait(60_000)
    expect(double.count('keepRecovery')).toBe(0)
    await acts(set('low', 4))
    await wait(3000)
    await answerKept()
    await wait(60_000)
    expect(double.count('keepRecovery')).toBe(1)
  })

  test('drops what it has put aside once everything is as it was', async () => {
    await acts(set('low', 4))
    await wait(3000)
    await answerKept()
    workspace.session.undo()
    await wait(3000)
    expect(double.count('dropRecovery')).toBe(1)
  })

  test('drops it when it is saved', async () => {
    await acts(set('low', 4))
    await wait(3000)
    await answerKept()
    void workspace.session.save('Wells', null)
    void double.waiting('saveSession').answer({ id: 'w', name: 'Wells', savedAt: 'x', problem: 'darcy', bytes: 1 })
    await wait(0)
    expect(double.count('dropRecovery')).toBe(1)
  })

  test('goes on after the engine was lost, and says meanwhile that it could not', async () => {
    await acts(set('low', 4))
    await wait(3000)
    double.become('lost')
    void double.waiting('keepRecovery').fail({ code: 'engine-lost' })
    await wait(0)
    expect(workspace.session.keepError?.code).toBe('engine-lost')
    double.become('ready')
    await wait(3000)
    await answerKept()
    expect(workspace.session.keepError).toBeUndefined()
    expect(double.count('attendWindow')).toBe(2)
  })
})

describe('a session', () => {
  function sessionOf(work: Work, more: Partial<Session> = {}): Session {
    return {
      schema: 'fieldsmith.session/1',
      name: 'Wells',
      savedAt: '2026-11-21T20:00:00.000Z',
      basedOn: null,
      work: structuredClone(work),
      ...more,
    }
  }

  /** Sets this and that in two problems and gives what sessions keep of it. */
  async function prepared(): Promise<Work> {
    await readFile()
    await solve()
    await acts(
      () => bench().observations.mute([1], true),
      () => (bench().reconstruction.noiseKind = 'estimated'),
      () => bench().display.set({ contours: 7, time: 0.4 }),
      () => workspace.choose('heat'),
      set('low', 5),
      () => bench().sampling.setSeed(99),
      () => (workspace.view = 'train'),
    )
    return workspace.session.work()
  }

  async function open(session: Session, saved = true): Promise<void> {
    void workspace.session.open(session, saved)
    await wait(0)
  }

  test('is set again as it was, in another window', async () => {
    const work = await prepared()
    const former = double
    double = new EngineDouble()
    workspace = new Workspace(double, true)
    void workspace.open()
    void double.waiting('describe').answer(offered)
    await wait(0)
    workspace.session.observe()
    await open(sessionOf(work))
    expect(former.held.length).toBeGreaterThan(0)
    const call = double.waiting('openSolution')
    expect(call.request).toEqual({ solutionId: 's1' })
    const request = { ...solveRequest(work), steps: 1, noise: { kind: 'estimated' as const } }
    void call.answer({ ...solutionOf(request), name: 'x', createdAt: 'x', request })
    await wait(0)
    workspace.session.observe()
    expect(workspace.session.work()).toEqual(work)
    expect(workspace.view).toBe('train')
    expect(workspace.session).toMatchObject({ unsaved: false, savedAs: { name: 'Wells' }, lostSolutions: [] })
    expect(workspace.session.history.canUndo).toBe(false)
    const { reconstruction, observations } = workspace.workbenchOf('darcy')!
    expect(observations.file).toMatchObject({ fileName: 'wells.csv', mutedCount: 1 })
    expect(reconstruction.solution!.document.samples).toBe(8)
  })

  function solveRequest({ problems }: Work) {
    const { parameters, seed, samples, refine, observations } = problems['darcy']!
    return {
      problem: 'darcy',
      observations: observations!.table,
      observationFile: 'wells.csv',
      parameters,
      seed,
      samples,
      refine,
    }
  }

  test('whose reconstruction is gone says so, and keeps its name', async () => {
    const work = await prepared()
    await open(sessionOf(work))
    void double.waiting('openSolution').fail({ code: 'solution-unknown' })
    await wait(0)
    const { session } = workspace
    expect(session.lostSolutions).toEqual(['darcy'])
    expect(workspace.workbenchOf('darcy')!.display.source).toBe('sample')
    expect(session.work().problems['darcy']!.solutionId).toBe('s1')
    expect(session.unsaved).toBe(false)
    workspace.choose('darcy')
    await solve('s2')
    expect(session.lostSolutions).toEqual([])
    expect(session.work().problems['darcy']!.solutionId).toBe('s2')
  })

  test('about a problem that is not here is refused, and nothing is changed', async () => {
    await acts(set('low', 4))
    const refused = workspace.session.open(sessionOf({ ...workspace.session.work(), problem: 'stokes' }))
    await expect(refused).rejects.toMatchObject({ problem: 'stokes' })
    expect(low()).toBe(4)
    expect(workspace.session.savedAs).toBeUndefined()
  })

  test('keeps what it holds of problems that are not here', async () => {
    const work = workspace.session.work()
    const foreign = { ...work, problems: { ...work.problems, stokes: work.problems['darcy']! } }
    await open(sessionOf(foreign))
    expect(workspace.session.work()).toEqual(foreign)
  })

  test('that was recovered is not saved, and is put aside at once', async () => {
    const work = await prepared()
    work.problems['darcy']!.solutionId = null
    while (kept().length > 0) await answerKept()
    await open(sessionOf(work, { savedAt: 'later', basedOn: 'earlier' }), false)
    expect(workspace.session).toMatchObject({ unsaved: true, savedAs: { name: 'Wells', savedAt: 'earlier' } })
    expect(double.waiting('keepRecovery').request).toMatchObject({ name: 'Wells', basedOn: 'earlier' })
  })

  test('is left for an empty one by New', async () => {
    await prepared()
    void workspace.session.begin()
    await wait(0)
    expect([bench().problem.id, low(), bench().sampling.seed]).toEqual(['heat', 3, 7])
    const { observations, reconstruction } = workspace.workbenchOf('darcy')!
    expect([observations.file, reconstruction.solution]).toEqual([undefined, undefined])
    expect(workspace.session).toMatchObject({ unsaved: false, savedAs: undefined })
    expect(workspace.session.history.canUndo).toBe(false)
  })
})
