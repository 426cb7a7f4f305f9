import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RequestOf, ResultOf, RunSummary } from '../../../../src-main/contract/calls'
import type { ContractClient } from '../../../../src-main/contract/client'
import { createHandlers } from '../../../../src-main/engine/handlers'
import { connectInProcess } from '../../../../src-main/engine/in-process'
import { TrainingRegistry } from '../../../../src-main/engine/training/registry'
import { readProgress } from '../../../../src-main/engine/training/run-files'
import { problemById } from '../../../../src-main/problems/library'
import { rejection } from '../../contract/samples'
import { buildQuickProcess, recipe, writeTinyLibrary } from './tiny-training'

/** How long a process may take for its next step, on a machine that does much else. */
const patienceMs = 100_000
vi.setConfig({ testTimeout: 3 * patienceMs, hookTimeout: patienceMs })

let models: string
let process_: { folder: string; entry: string }
let home: string
let engine: ContractClient

beforeAll(async () => {
  models = await writeTinyLibrary()
  process_ = await buildQuickProcess()
})
afterAll(async () => {
  await Promise.all([models, process_.folder].map((path) => rm(path, { recursive: true })))
})
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'fieldsmith-home-'))
  vi.stubEnv('FIELDSMITH_MODELS', models)
  vi.stubEnv('FIELDSMITH_HOME', home)
  // The network is far too small for more, and other tests run beside this one.
  vi.stubEnv('FIELDSMITH_THREADS', '1')
  engine = await newEngine()
})
afterEach(async () => {
  for (const { id, state } of (await engine.call('listTraining', {})).runs) {
    if (state === 'running' || state === 'pausing') await engine.call('cancelTraining', { run: id })
    if (state !== 'failed') await reaches(id, ['paused', 'finished', 'failed', 'cancelled', 'promoted'])
  }
  vi.unstubAllEnvs()
  await rm(home, { recursive: true })
})

const newEngine = async () => connectInProcess(await createHandlers(process_.entry))
const directoryOf = (run: string): string => join(home, 'runs', run)

const choices = { teacher: 'darcy-16-teacher', name: 'mine', maximumSteps: 2, guidance: 3, seed: 5 } as const
const start = (more: Partial<RequestOf<'startTraining'>> = {}) =>
  engine.call('startTraining', { ...choices, combination: 'fixed', steps: 8, ...more })

const statusOf = (run: string, rowsFrom = 0, stripStep = -1): Promise<ResultOf<'trainingStatus'>> =>
  engine.call('trainingStatus', { run, rowsFrom, stripStep })

/** The run, once it is in one of the states. */
async function reaches(run: string, states: readonly RunSummary['state'][]): Promise<RunSummary> {
  return vi.waitFor(
    async () => {
      const { run: summary } = await statusOf(run)
      expect(states, JSON.stringify(summary)).toContain(summary.state)
      return summary
    },
    { timeout: patienceMs, interval: 20 },
  )
}

/** Waits until the run has written a checkpoint. */
const reachesCheckpoint = (run: string): Promise<void> =>
  vi.waitFor(() => expect(existsSync(join(directoryOf(run), 'checkpoint.npz'))).toBe(true), { timeout: patienceMs })

/** A run that is paused before it has done much. */
async function startPaused(more: Partial<RequestOf<'startTraining'>> = {}): Promise<void> {
  await start({ steps: 4000, ...more })
  await engine.call('pauseTraining', { run: 'mine' })
  await reaches('mine', ['paused'])
}

const codeOf = async (call: Promise<unknown>): Promise<string> => (await rejection(call)).error.code

describe('a training run', () => {
  it('is started, followed by its curve and its strip of samples, and paused', async () => {
    const { teachers } = await engine.call('listTraining', {})
    expect(teachers).toMatchObject([
      {
        id: 'darcy-16-teacher',
        gridSize: 16,
        recipe: { steps: recipe.steps, maximumSteps: 2, guidance: recipe.physics.weight, seed: recipe.seed },
      },
    ])
    const { run } = await start({ steps: 4000 })
    expect(run).toMatchObject({
      id: 'mine',
      teacher: 'darcy-16-teacher',
      problem: 'darcy',
      state: 'running',
      steps: 4000,
    })

    await reachesCheckpoint('mine')
    expect(['running', 'pausing']).toContain((await engine.call('pauseTraining', { run: 'mine' })).run.state)
    const paused = await reaches('mine', ['paused'])
    expect(paused).not.toHaveProperty('error')
    expect(paused.step).toBeGreaterThan(0)
    expect(paused.step).toBeLessThan(4000)

    const { columns, rows, rowCount, strip } = await statusOf('mine')
    expect(columns.slice(0, 2)).toEqual(['step', 'seconds'])
    expect(rows).toHaveLength(rowCount)
    expect(rows.at(-1)![0]).toBe(paused.step)
    expect(rows.at(-1)).toHaveLength(columns.length)
    expect((await statusOf('mine', rowCount - 1)).rows).toEqual(rows.slice(-1))
    expect(strip).toMatchObject({ step: paused.step })
    expect(strip!.samples).toHaveLength(4)
    const { fields, parameters } = strip!.samples[0]!
    expect(fields.map(({ key, unit }) => ({ key, unit }))).toEqual(
      problemById('darcy').fields.map(({ key, unit }) => ({ key, unit })),
    )
    // Physical: the normalised permeability is a logarithm around zero, a permeability is positive.
    expect(Math.min(...fields[0]!.data)).toBeGreaterThan(0)
    expect(Object.keys(parameters)).toContain('permeabilityHigh')
    expect((await statusOf('mine', 0, paused.step)).strip).toBeNull()
  })

  it('goes on to a package after a pause, which is compared, promoted and discarded', async () => {
    await startPaused({ steps: 8 })
    await engine.call('resumeTraining', { run: 'mine' })
    const finished = await reaches('mine', ['finished'])
    expect(finished).toMatchObject({ step: 8, steps: 8 })
    const { columns, rows } = await statusOf('mine')
    const steps = rows.map((row) => row[columns.indexOf('step')]!)
    expect(steps.at(-1)).toBe(8)
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a! - b!))

    const compared = await engine.call('compareTraining', { run: 'mine', seed: 3, steps: 4 })
    expect(compared.trained).toMatchObject({ id: 'mine', steps: [1, 2], sampledSteps: 2 })
    expect(Object.keys(compared.trained.figures.varianceRatio)).toEqual(['a', 'u'])
    expect(compared.trained.figures.pdeError).toBeGreaterThan(compared.trained.figures.floor!)
    expect(compared.inUse).toMatchObject({ id: 'darcy-16-student', figures: { varianceRatio: {} } })
    expect(compared.trained.fields.map(({ key }) => key)).toEqual(['a', 'u', 'residual'])
    expect(compared.trained.fields[1]!.data).not.toEqual(compared.inUse!.fields[1]!.data)

    const inUse = async () => (await engine.call('describe', {})).models.filter((model) => model.inUse)
    expect((await engine.call('promoteTraining', { run: 'mine' })).run.state).toBe('promoted')
    expect(await inUse()).toMatchObject([{ id: 'mine', origin: 'library', steps: [1, 2] }])
    const sample = { problem: 'darcy', parameters: {}, seed: 3 }
    const drawn = await engine.call('generate', { ...sample, parameters: compared.parameters, steps: 2 })
    expect(drawn.model.id).toBe('mine')
    expect(drawn.fields[1]!.data).toEqual(compared.trained.fields[1]!.data)
    expect(await codeOf(engine.call('generate', { ...sample, steps: 4 }))).toBe('steps-not-served')

    await engine.call('useModel', { id: 'darcy-16-student' })
    expect((await engine.call('generate', sample)).model.id).toBe('darcy-16-student')
    await engine.call('useModel', { id: 'mine' })

    await engine.call('discardTraining', { run: 'mine' })
    expect((await engine.call('listTraining', {})).runs).toEqual([])
    expect(await inUse()).toMatchObject([{ id: 'darcy-16-student', origin: 'shipped' }])
    expect((await engine.call('generate', sample)).model.id).toBe('darcy-16-student')
    expect(await readdir(join(home, 'models'))).toEqual([])
  })

  it('whose process is killed is paused with the reason, and goes on from its checkpoint', async () => {
    await start({ steps: 4000 })
    await reachesCheckpoint('mine')
    process.kill((await readProgress(directoryOf('mine')))!.pid, 'SIGKILL')
    const { error } = await reaches('mine', ['paused'])
    expect(error).toMatchObject({ code: 'training-process-lost' })
    expect(error!.message).toContain('signal SIGKILL')
    // To an engine that was started later, too.
    const other = await newEngine()
    expect((await other.call('listTraining', {})).runs).toMatchObject([{ id: 'mine', state: 'paused' }])

    const { step } = (await statusOf('mine')).run
    await engine.call('resumeTraining', { run: 'mine' })
    await vi.waitFor(async () => expect((await statusOf('mine')).run.step).toBeGreaterThan(step), {
      timeout: patienceMs,
    })
    await engine.call('cancelTraining', { run: 'mine' })
    await reaches('mine', ['cancelled'])
    expect(existsSync(join(directoryOf('mine'), 'checkpoint.npz'))).toBe(true)
  })

  it('is the same to two engines, and is never done by two processes', async () => {
    const other = await newEngine()
    await start({ steps: 4000 })
    expect(await codeOf(other.call('resumeTraining', { run: 'mine' }))).toBe('run-state')
    expect(await codeOf(other.call('discardTraining', { run: 'mine' }))).toBe('run-state')
    await other.call('pauseTraining', { run: 'mine' })
    await reaches('mine', ['paused'])

    const both = [engine, other].map((one) => one.call('resumeTraining', { run: 'mine' }))
    const outcomes = await Promise.allSettled(both)
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
    await vi.waitFor(async () => expect((await readProgress(directoryOf('mine')))!.phase).toBe('running'), patienceMs)
    const { pid, token } = (await readProgress(directoryOf('mine')))!
    await other.call('cancelTraining', { run: 'mine' })
    await reaches('mine', ['cancelled'])
    expect(await readProgress(directoryOf('mine'))).toMatchObject({ pid, token, phase: 'stopped' })
  })

  it('stops with a checkpoint when the app is closed', async () => {
    vi.stubEnv('QUICK_PROCESS_PATIENCE', '3')
    await start({ steps: 4000 })
    expect((await reaches('mine', ['paused'])).error).toMatchObject({ code: 'training-unattended' })
  })

  it('fails with the reason where its state cannot be written', async () => {
    await start({ steps: 4000 })
    await mkdir(join(directoryOf('mine'), 'configuration.json'))
    const { error } = await reaches('mine', ['failed'])
    expect(error!.code).toBe('output-not-writable')
    expect(error!.message).toContain('configuration.json')
  })

  it('stops and fails with the reason where something beside its training cannot be written', async () => {
    await start({ steps: 4000 })
    const strip = join(directoryOf('mine'), 'strip.npz')
    await mkdir(strip)
    const failed = await vi.waitFor(
      async () => {
        const { runs } = await engine.call('listTraining', {})
        expect(runs).toMatchObject([{ state: 'failed' }])
        return runs[0]!
      },
      { timeout: patienceMs, interval: 20 },
    )
    expect(failed.error).toMatchObject({ code: 'output-not-writable', kind: 'usage' })
    expect(failed.error!.message).toContain('strip.npz')
    expect(failed.step).toBeLessThan(4000)
    await rm(strip, { recursive: true })
  })

  it('fails with the reason where its teacher has changed since it was started', async () => {
    await startPaused()
    const path = join(directoryOf('mine'), 'run.json')
    const record = JSON.parse(await readFile(path, 'utf8')) as { teacher: { sha256: string } }
    await writeFile(path, JSON.stringify({ ...record, teacher: { ...record.teacher, sha256: 'other' } }))
    await engine.call('resumeTraining', { run: 'mine' })
    expect((await reaches('mine', ['failed'])).error).toMatchObject({ code: 'teacher-not-found', kind: 'model' })
  })
})

describe('a process that does not listen', () => {
  it('is killed when its run is cancelled, after a while, and not when it is paused', async () => {
    const deaf = join(home, 'deaf.mjs')
    await writeFile(deaf, 'setInterval(() => {}, 1000)')
    const registry = new TrainingRegistry(deaf, 100)
    const { state } = await registry.start({ ...choices, combination: 'fixed', steps: 8 })
    expect(state).toBe('running')
    expect((await registry.pause('mine')).state).toBe('pausing')
    expect((await registry.cancel('mine')).state).toBe('pausing')
    await expect
      .poll(async () => (await registry.find('mine')).summary.state, { timeout: patienceMs })
      .toBe('cancelled')
    await registry.discard('mine')
    expect(await registry.list()).toEqual([])
  })
})

describe('a start is refused', () => {
  it('without a teacher of that name', async () => {
    const { error } = await rejection(start({ teacher: 'nobody' }))
    expect(error).toMatchObject({ code: 'teacher-not-found', kind: 'model' })
    expect(error.message).toContain('darcy-16-teacher')
  })

  it('under a name that a model has, or a run, which stays what it is', async () => {
    expect(await codeOf(start({ name: 'darcy-16-student' }))).toBe('name-taken')
    await mkdir(directoryOf('mine'), { recursive: true })
    await writeFile(join(directoryOf('mine'), 'run.json'), '{}')
    expect(await codeOf(start())).toBe('name-taken')
    expect(await readFile(join(directoryOf('mine'), 'run.json'), 'utf8')).toBe('{}')
    expect(await readdir(join(home, 'runs'))).not.toContainEqual(expect.stringMatching(/^\.new/))
  })

  it('for one of two that ask for the same name at once', async () => {
    const outcomes = await Promise.allSettled([start(), start()])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('under a name that is none', async () => {
    expect(await codeOf(start({ name: '../elsewhere' }))).toBe('bad-request')
  })

  it('where the home cannot be written, or the program is not built', async () => {
    const unbuilt = connectInProcess(await createHandlers(join(home, 'no-entry.mjs')))
    const request = { ...choices, combination: 'fixed', steps: 8 } as const
    expect(await codeOf(unbuilt.call('startTraining', request))).toBe('training-unavailable')
    expect((await engine.call('listTraining', {})).runs).toEqual([])
    await rm(join(home, 'runs'), { recursive: true })
    await writeFile(join(home, 'runs'), 'a file in the way')
    expect(await codeOf(start())).toBe('output-not-writable')
    await rm(join(home, 'runs'))
  })
})

describe('a damaged run', () => {
  it('is listed with what is wrong, refused, and can be discarded', async () => {
    await mkdir(directoryOf('mine'), { recursive: true })
    await writeFile(join(directoryOf('mine'), 'run.json'), '{"schema": "fieldsmith.training-run/1"')
    const { runs } = await engine.call('listTraining', {})
    expect(runs).toMatchObject([{ id: 'mine', state: 'failed', error: { code: 'run-damaged' } }])
    for (const call of ['pauseTraining', 'resumeTraining', 'cancelTraining', 'promoteTraining'] as const) {
      expect(await codeOf(engine.call(call, { run: 'mine' }))).toBe('run-damaged')
    }
    await engine.call('discardTraining', { run: 'mine' })
    expect((await engine.call('listTraining', {})).runs).toEqual([])
  })

  it('that does not exist is named', async () => {
    for (const run of ['nobody', '../models', '.']) {
      expect(await codeOf(statusOf(run))).toBe('run-unknown')
      expect(await codeOf(engine.call('discardTraining', { run }))).toBe('run-unknown')
    }
  })
})
