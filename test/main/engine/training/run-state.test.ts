import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ContractError } from '../../../../src-main/contract/calls'
import { attend, AttendanceWatch } from '../../../../src-main/engine/training/attendance'
import { figuresOf } from '../../../../src-main/engine/training/comparison'
import { readCurve } from '../../../../src-main/engine/training/learning-curve'
import { livenessOf } from '../../../../src-main/engine/training/process'
import { choicesOf, configurationOf } from '../../../../src-main/engine/training/recipe'
import {
  writeProgress,
  writeRecord,
  type RunProgress,
  type RunRecord,
} from '../../../../src-main/engine/training/run-files'
import { notWritableExitCode, stateOf, type Liveness } from '../../../../src-main/engine/training/run-state'
import { recipe } from './tiny-training'

const record = (wish: RunRecord['process']['wish'], promoted = false): RunRecord => ({
  schema: 'fieldsmith.training-run/1',
  id: 'mine',
  problem: 'darcy',
  teacher: { id: 'teacher', sha256: '00' },
  configuration: recipe,
  startedAt: '2026-01-01T00:00:00.000Z',
  process: { token: 'current', wish },
  promoted,
})
const why: ContractError = { code: 'training-diverged', kind: 'solve', message: 'it diverged', details: [] }
const progress = (phase: RunProgress['phase'], more: Partial<RunProgress> = {}): RunProgress => ({
  ...{
    token: 'current',
    pid: process.pid,
    phase,
    step: 3,
    stage: 'Distilling the student',
    fraction: 0.5,
    figures: {},
  },
  ...more,
})

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldsmith-run-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('the state of a run', () => {
  const [alive, gone]: Liveness[] = [{ alive: true }, { alive: false }]
  it.each([
    ['running', record('run'), progress('running'), alive],
    ['running', record('run'), undefined, alive],
    // What a former process told before the run was resumed.
    ['running', record('run'), progress('failed', { token: 'former', error: why }), alive],
    ['running', record('run'), progress('stopped', { token: 'former' }), alive],
    ['pausing', record('pause'), progress('running'), alive],
    ['pausing', record('cancel'), progress('running'), alive],
    ['paused', record('pause'), progress('stopped'), gone],
    ['paused', record('pause'), progress('stopped'), alive],
    ['cancelled', record('cancel'), progress('stopped'), gone],
    ['cancelled', record('cancel'), progress('running'), gone],
    ['cancelled', record('cancel'), progress('failed', { error: why }), gone],
    ['finished', record('pause'), progress('finished'), gone],
    ['promoted', record('run', true), progress('finished'), gone],
  ] as const)('is %s, without an error (%#)', (state, asked, told, life) => {
    expect(stateOf(asked, told, life!)).toEqual({ state })
  })

  it('is failed, or paused, with the reason that the process told', () => {
    expect(stateOf(record('run'), progress('failed', { error: why }), gone!)).toEqual({ state: 'failed', error: why })
    expect(stateOf(record('run'), progress('stopped', { error: why }), gone!)).toEqual({ state: 'paused', error: why })
  })

  it('is paused where the process is gone, and says how it ended', () => {
    const lost = stateOf(record('run'), progress('running'), { alive: false, ended: 'signal SIGSEGV' })
    expect(lost).toMatchObject({ state: 'paused', error: { code: 'training-process-lost' } })
    expect(lost.error!.message).toContain('signal SIGSEGV')
    expect(stateOf(record('run'), undefined, gone!)).toMatchObject({ state: 'paused' })
  })

  it('is failed where the process could not even write how it ended', () => {
    const full = { alive: false, ended: `exit code ${notWritableExitCode}` }
    expect(stateOf(record('run'), progress('running'), full)).toMatchObject({
      state: 'failed',
      error: { code: 'output-not-writable' },
    })
  })
})

describe('a process that another engine started', () => {
  const longAgo = new Date(Date.now() - 3600e3)
  const own = record('run')

  it('is there while it gives signs of life, and not when its number belongs to another since', async () => {
    await writeProgress(folder, progress('running'))
    expect(livenessOf(folder, own, progress('running'), undefined)).toEqual({ alive: true })
    await utimes(join(folder, 'progress.json'), longAgo, longAgo)
    expect(livenessOf(folder, own, progress('running'), undefined)).toEqual({ alive: false })
  })

  it('is gone when its number is nobody’s', async () => {
    await writeProgress(folder, progress('running'))
    expect(livenessOf(folder, own, progress('running', { pid: 2 ** 30 }), undefined)).toEqual({ alive: false })
  })

  it('that has told nothing yet is waited for, but not for ever', async () => {
    await writeRecord(folder, own)
    expect(livenessOf(folder, own, undefined, undefined)).toEqual({ alive: true })
    await utimes(join(folder, 'run.json'), longAgo, longAgo)
    expect(livenessOf(folder, own, progress('stopped', { token: 'former' }), undefined)).toEqual({ alive: false })
  })
})

it('a run is attended as long as an engine touches the file, whatever its date', async () => {
  const watch = new AttendanceWatch(folder, 2)
  const looks = async (): Promise<boolean[]> => [await watch.isAttended(), await watch.isAttended()]
  expect(await looks()).toEqual([true, false])
  attend(folder)
  await expect.poll(() => watch.isAttended()).toBe(true)
  await utimes(join(folder, '.attended'), 1, 1)
  expect(await looks()).toEqual([true, true])
  expect(await watch.isAttended()).toBe(false)
})

it('a learning curve is read up to its last whole row, with null for what is not finite', async () => {
  expect(await readCurve(folder)).toEqual({ columns: [], rows: [] })
  await writeFile(join(folder, 'curve.csv'), 'step,loss\n2,0.5\n4,NaN\n6,0.2')
  expect(await readCurve(folder)).toEqual({
    columns: ['step', 'loss'],
    rows: [
      [2, 0.5],
      [4, null],
    ],
  })
})

it('a run of another length passes through the schedule of its recipe', () => {
  const long = { ...recipe, steps: 1000, checkpointSteps: 100, physics: { ...recipe.physics, from: 100, to: 300 } }
  const choices = { ...choicesOf(long), steps: 500, guidance: 7, maximumSteps: 4 }
  const short = configurationOf(long, 'mine', choices)
  expect(short).toMatchObject({ id: 'mine', steps: 500, maximumSteps: 4, checkpointSteps: 50 })
  expect(short.physics).toMatchObject({ weight: 7, from: 50, to: 150 })
  expect(configurationOf(long, long.id, choicesOf(long))).toEqual(long)
  // A longer run does not keep its checkpoints farther apart.
  expect(configurationOf(long, 'mine', { ...choices, steps: 5000 })).toMatchObject({
    checkpointSteps: 100,
    physics: { from: 500, to: 1500 },
  })
})

it('the figures of a comparison are those of the number of steps, as far as the card tells them', () => {
  const quality = (pdeError: number) => ({
    pdeError: { mean: pdeError, median: pdeError / 2 },
    floor: 1e-9,
    channels: { u: { varianceRatio: 0.9, slicedWasserstein: 0.2, dataSlicedWasserstein: 0.1, spectrumDistance: 1 } },
  })
  const card = { quality: quality(2), latencyMs: 5, bySteps: [{ steps: 4, quality: quality(1), latencyMs: 20 }] }
  const ofChannels = {
    varianceRatio: { u: 0.9 },
    slicedWasserstein: { u: 0.2 },
    dataSlicedWasserstein: { u: 0.1 },
  }
  expect(figuresOf(card, 1)).toEqual({ pdeError: 2, pdeErrorMedian: 1, floor: 1e-9, latencyMs: 5, ...ofChannels })
  expect(figuresOf(card, 4)).toEqual({ pdeError: 1, pdeErrorMedian: 0.5, floor: 1e-9, latencyMs: 20, ...ofChannels })
  const nothing = { varianceRatio: {}, slicedWasserstein: {}, dataSlicedWasserstein: {} }
  expect([figuresOf(card, 2), figuresOf({}, 1)]).toEqual([nothing, nothing])
})
