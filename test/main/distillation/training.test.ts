import { appendFile, cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { StudentConfiguration } from '../../../src-main/distillation/configuration'
import { parametersAt } from '../../../src-main/distillation/measure'
import { distil } from '../../../src-main/distillation/phys-instruct'
import { TrainingRun, type SampleStrip } from '../../../src-main/distillation/run-directory'
import { drawData } from '../../../src-main/distillation/teacher'
import type { PackagedNetwork } from '../../../src-main/library/network'
import { darcy } from '../../../src-main/problems/darcy/darcy'
import { rejection } from '../refusal'
import {
  checkpointOf,
  curveOf,
  Killed,
  killAfter,
  newDirectory,
  runStudent,
  runTeacher,
  stopAfter,
  studentConfiguration,
  teacherConfiguration,
  trainedTeacher,
  type OnStep,
} from './tiny-run'

let teacher: PackagedNetwork
beforeAll(async () => {
  teacher = await trainedTeacher()
})

type Run = (directory: string, options: { resume?: boolean; onStep?: OnStep }) => Promise<'finished' | 'stopped'>
/** A student of several steps, its gradients combined. */
const severalSteps: Partial<StudentConfiguration> = {
  maximumSteps: 3,
  physics: { ...studentConfiguration.physics, combination: 'conflict-free' },
}
const kinds: [string, Run, string[]][] = [
  ['a teacher', (directory, options) => runTeacher(directory, options), ['teacher']],
  [
    'a student',
    (directory, options) => runStudent(directory, teacher, { ...options, configuration: severalSteps }),
    ['generator', 'denoiser'],
  ],
]

describe.each(kinds)('training %s', (_what, run, networks) => {
  let whole: string
  beforeAll(async () => {
    whole = await newDirectory()
    expect(await run(whole, {})).toBe('finished')
  })
  const steps = async (directory: string): Promise<number[]> =>
    Object.values((await checkpointOf(directory, networks)).states).map(({ step }) => step)

  test('takes all its steps and draws its curve', async () => {
    expect((await steps(whole))[0]).toBe(6)
    const { columns, rows } = await curveOf(whole)
    expect(columns[0]).toBe('step')
    expect(rows.map(([step]) => step)).toEqual([2, 4, 6])
    expect(rows.flat().every(Number.isFinite)).toBe(true)
  })

  test('that is stopped and resumed gives the same weights, bit for bit', async () => {
    const directory = await newDirectory()
    expect(await run(directory, { onStep: stopAfter(3) })).toBe('stopped')
    expect((await steps(directory))[0]).toBe(3)
    expect(await run(directory, { resume: true })).toBe('finished')
    expect(await checkpointOf(directory, networks)).toEqual(await checkpointOf(whole, networks))
  })

  test('that is killed loses at most the steps since its last checkpoint, and ends the same', async () => {
    const directory = await newDirectory()
    await expect(run(directory, { onStep: killAfter(5) })).rejects.toThrow(Killed)
    expect((await steps(directory))[0]).toBe(4)
    expect(await run(directory, { resume: true })).toBe('finished')
    expect(await checkpointOf(directory, networks)).toEqual(await checkpointOf(whole, networks))
    expect((await curveOf(directory)).rows).toEqual((await curveOf(whole)).rows)
  })

  test('that is killed between a row of its curve and the checkpoint behind it has that row once', async () => {
    const directory = await newDirectory()
    await expect(run(directory, { onStep: killAfter(3) })).rejects.toThrow(Killed)
    // A whole row and half of another of steps that no checkpoint holds.
    await appendFile(join(directory, 'curve.csv'), '4,1,1,1,1,1,1,1,1,1,1,1\n6,1,')
    expect(await run(directory, { resume: true })).toBe('finished')
    expect((await curveOf(directory)).rows).toEqual((await curveOf(whole)).rows)
  })

  test('that was killed before its first checkpoint starts afresh, curve and all', async () => {
    const directory = await newDirectory()
    await expect(run(directory, { onStep: killAfter(1) })).rejects.toThrow(Killed)
    await writeFile(join(directory, 'curve.csv'), 'step,left\n2,over\n')
    expect(await run(directory, {})).toBe('finished')
    expect((await curveOf(directory)).rows).toEqual((await curveOf(whole)).rows)
  })

  test('that is done and resumed does nothing', async () => {
    const before = await readFile(join(whole, 'checkpoint.npz'))
    expect(await run(whole, { resume: true })).toBe('finished')
    expect(await readFile(join(whole, 'checkpoint.npz'))).toEqual(before)
  })

  test('goes on from the one file of its state, in another directory', async () => {
    const directory = await newDirectory()
    expect(await run(directory, { onStep: stopAfter(3) })).toBe('stopped')
    const elsewhere = await newDirectory()
    await cp(join(directory, 'checkpoint.npz'), join(elsewhere, 'checkpoint.npz'))
    expect(await run(elsewhere, { resume: true })).toBe('finished')
    expect(await checkpointOf(elsewhere, networks)).toEqual(await checkpointOf(whole, networks))
    const configuration = (directory: string) => readFile(join(directory, 'configuration.json'), 'utf8')
    expect(await configuration(elsewhere)).toBe(await configuration(whole))
  })
})

describe('training by another optimiser', () => {
  const optimiser = { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 0.01 } as const

  test('keeps what that optimiser remembers, and is resumed with it bit for bit', async () => {
    const [whole, parts] = [await newDirectory(), await newDirectory()]
    await runTeacher(whole, { configuration: { optimiser } })
    await runTeacher(parts, { configuration: { optimiser }, onStep: stopAfter(3) })
    await runTeacher(parts, { configuration: { optimiser }, resume: true })
    const state = await checkpointOf(whole, ['teacher'])
    expect(await checkpointOf(parts, ['teacher'])).toEqual(state)
    expect(Object.keys(state.states['teacher']!.memory)).toEqual(['velocity'])
    expect(state.states['teacher']!.memory['velocity']!.some((value) => value !== 0)).toBe(true)
  })

  test('is not resumed by Adam', async () => {
    const directory = await newDirectory()
    await runTeacher(directory, { configuration: { optimiser } })
    const { detail } = await rejection(runTeacher(directory, { resume: true }))
    expect(detail).toMatchObject({ code: 'run-configuration', received: 'others for optimiser' })
  })
})

describe('a training run on disk', () => {
  const idle = { signal: new AbortController().signal, progress: () => {} }
  const open = (directory: string, configuration: object, resume: boolean): Promise<TrainingRun> =>
    TrainingRun.open(directory, configuration, resume, idle)

  test('is not overwritten', async () => {
    const directory = await newDirectory()
    await runTeacher(directory)
    const before = await readFile(join(directory, 'checkpoint.npz'))
    expect((await rejection(runTeacher(directory))).detail).toMatchObject({
      code: 'run-exists',
      kind: 'usage',
      where: directory,
    })
    expect(await readFile(join(directory, 'checkpoint.npz'))).toEqual(before)
  })

  test('is not resumed with another configuration', async () => {
    const directory = await newDirectory()
    await runTeacher(directory)
    const changed = rejection(runTeacher(directory, { resume: true, configuration: { batch: 4, seed: 9 } }))
    expect((await changed).detail).toMatchObject({
      code: 'run-configuration',
      kind: 'usage',
      received: 'others for seed, batch',
    })
  })

  test('is not resumed where there is none', async () => {
    expect((await rejection(open(await newDirectory(), {}, true))).detail.code).toBe('run-missing')
  })

  test('makes its directory with all parents, and keeps its configuration there', async () => {
    const directory = join(await newDirectory(), 'a', 'b')
    await open(directory, { some: 'entries' }, false)
    expect(JSON.parse(await readFile(join(directory, 'configuration.json'), 'utf8'))).toEqual({ some: 'entries' })
  })

  test('that cannot be written is told before anything is computed', async () => {
    const file = join(await newDirectory(), 'file')
    await writeFile(file, '')
    expect((await rejection(open(join(file, 'run'), {}, false))).detail.code).toBe('output-not-writable')
  })

  test('whose checkpoint lacks a network says which', async () => {
    const directory = await newDirectory()
    await runTeacher(directory)
    const failure = await rejection(checkpointOf(directory, ['generator']))
    expect(failure.detail).toMatchObject({ code: 'checkpoint-incomplete', expected: 'generator', received: 'teacher' })
  })
})

describe('training that goes wrong', () => {
  test('stops when the gradient of a teacher is no longer finite, and keeps the last checkpoint', async () => {
    const directory = await newDirectory()
    const failure = await rejection(
      runTeacher(directory, { configuration: { rate: { peak: 1e30, warmup: 1 }, checkpointSteps: 1 } }),
    )
    expect(failure.detail).toMatchObject({ code: 'training-diverged', kind: 'solve' })
    const { states } = await checkpointOf(directory, ['teacher'])
    expect(states['teacher']!.parameters.every(Number.isFinite)).toBe(true)
  })

  test.each(['generator', 'denoiser'])(
    'stops when the gradient of the %s is no longer finite, and says whose',
    async (network) => {
      const rate = { ...studentConfiguration.rate, [network]: 1e30 }
      // Weights that large first lose the variance, which is another test.
      const collapse = { minimum: 1e-30, maximum: 1e300 }
      const failure = await rejection(
        runStudent(await newDirectory(), teacher, { configuration: { rate, collapse, checkpointSteps: 100 } }),
      )
      expect(failure.detail.code).toBe('training-diverged')
      expect(failure.message).toMatch(network)
    },
  )

  test('stops when the samples of a student leave the limits of the collapse watch, with the curve to show it', async () => {
    const directory = await newDirectory()
    const collapse = { minimum: 0.999999, maximum: 1.000001 }
    const failure = await rejection(runStudent(directory, teacher, { configuration: { collapse } }))
    expect(failure.detail).toMatchObject({ code: 'distillation-collapsed', where: 'step 2' })
    expect((await curveOf(directory)).rows).toHaveLength(1)
    await expect(checkpointOf(directory, ['generator'])).rejects.toThrow()
  })

  test('refuses a problem that does not exist and data that is too little, as wrong entries', async () => {
    const unknown = await rejection(runTeacher(await newDirectory(), { configuration: { problem: 'weather' } }))
    expect(unknown.detail).toMatchObject({ code: 'unknown-problem', kind: 'usage' })
    const few = await rejection(
      runTeacher(await newDirectory(), { configuration: { data: { training: 20, validation: 2 } } }),
    )
    expect(few.detail).toMatchObject({ code: 'too-few-samples', kind: 'usage' })
  })
})

test('the observer of a distillation hears each row as it is written, and samples from the same noise', async () => {
  const directory = await newDirectory()
  const rows: Readonly<Record<string, number>>[] = []
  const strips: SampleStrip[] = []
  const run = await TrainingRun.open(directory, studentConfiguration, false, {
    signal: new AbortController().signal,
    progress: () => {},
    onRecord: (row) => rows.push(row),
    onSamples: (strip) => strips.push(strip),
  })
  const { gridSize: size } = teacherConfiguration
  const heldOut = await drawData(darcy, size, 6, 77, run, 'Drawing')
  // Too slow to move: what differs between strips is the noise alone.
  const still = { ...studentConfiguration, rate: { ...studentConfiguration.rate, generator: 1e-12 } }
  expect(await distil(still, darcy, teacher, heldOut, run)).toBe('finished')
  const { columns, rows: written } = await curveOf(directory)
  expect(rows.map((row) => columns.map((name) => Number(row[name]!.toPrecision(6))))).toEqual(written)
  expect(strips.map(({ step }) => step)).toEqual([2, 4, 6])
  const [first, ...later] = strips
  expect([first!.size, first!.states.length]).toEqual([size, 4 * 2 * size * size])
  expect(first!.parameters).toEqual([0, 1, 2, 3].map((i) => parametersAt(darcy, heldOut, i)))
  for (const strip of later) strip.states.forEach((value, p) => expect(value).toBeCloseTo(first!.states[p]!, 5))
})

describe('a tiny run', () => {
  test('judges its teacher on as many fields as its configuration says', async () => {
    const validated = async (validation: number): Promise<number[][]> => {
      const directory = await newDirectory()
      await runTeacher(directory, { configuration: { data: { ...teacherConfiguration.data, validation } } })
      const { columns, rows } = await curveOf(directory)
      return rows.map((row) => row.filter((_, i) => columns[i]!.startsWith('validation')))
    }
    expect(await validated(2)).not.toEqual(await validated(8))
  })
})
