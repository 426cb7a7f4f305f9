import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { suiteNames } from '../../../src-main/benchmark/suite'
import { benchmarkCommand } from '../../../src-main/commands/benchmark'
import { Failure } from '../../../src-main/field/failure'
import { runCommand } from '../commands/command-run'
import { figure, quickRun } from './quick-run'
import { rowIds } from './row-ids'
import { writeTinyPackages } from './tiny-packages'

let models: string
beforeAll(async () => {
  models = await writeTinyPackages()
  vi.stubEnv('FIELDSMITH_MODELS', models)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(models, { recursive: true })
})

describe('fieldsmith benchmark', () => {
  test('suite training reports the speed of the optimiser step and of the network', async () => {
    const benchmark = await quickRun('training')
    expect(benchmark).toMatchObject({ suite: 'training', problem: 'darcy', quick: true, provider: 'cpu' })
    expect(benchmark.models.map(({ id }) => id)).toEqual(['darcy-16-teacher'])
    expect(benchmark.rows.map(({ id }) => id)).toEqual(rowIds.training)
    const loop = 'training.unet.loop4.samplesPerSecond'
    for (const { id, value, peer, ratio } of benchmark.rows) {
      expect(value).toBeGreaterThan(0)
      if (id !== loop) expect({ peer, ratio }).toEqual({ peer: null, ratio: null })
    }
    const stepByStep = figure(benchmark, loop)
    expect(stepByStep.peer).toBe('step-by-step')
    expect(stepByStep.ratio).toBeCloseTo(stepByStep.value / stepByStep.peerValue!, 10)
    expect(Date.parse(benchmark.date)).not.toBeNaN()
    expect(benchmark.commit).toMatch(/^([0-9a-f]{12}|unknown)(\+changes)?$/)
  })

  test('without --json prints a table, and progress on standard error', async () => {
    const { exitCode, stdout, stderr } = await runCommand(benchmarkCommand, ['--suite', 'training', '--quick'])
    expect(exitCode).toBe(0)
    const [head, ...lines] = stdout.trimEnd().split('\n')
    expect(head).toMatch(/^Measure +Value +Unit/)
    expect(lines.map((line) => line.split(' ')[0])).toEqual(rowIds.training)
    expect(stderr).toMatch(/Taking training steps {2}\d+ %/)
  })

  test('of the generators finds the published moments, as well as 100 samples tell', async () => {
    const benchmark = await quickRun('generators')
    expect(benchmark.rows.map(({ id }) => id)).toEqual(rowIds.generators)
    for (const { id, value, peer, peerValue } of benchmark.rows.filter(({ id }) => id.endsWith('Deviation'))) {
      expect(peer).toBe('published')
      expect(Math.abs(value / peerValue! - 1), id).toBeLessThan(0.12)
    }
  })

  test('stops between two cases when it is interrupted', async () => {
    const interrupt = new AbortController()
    interrupt.abort(new Failure({ code: 'interrupted', kind: 'cancelled', what: 'interrupted before it was done' }))
    for (const suite of suiteNames) {
      const run = await runCommand(benchmarkCommand, ['--suite', suite, '--quick', '--json'], interrupt.signal)
      expect(run.exitCode, suite).toBe(130)
      expect(JSON.parse(run.stdout)).toMatchObject({ schema: 'fieldsmith.error/1', error: { kind: 'cancelled' } })
    }
  })

  test('refuses a suite and a problem that it does not know, and a folder without models', async () => {
    expect((await runCommand(benchmarkCommand, ['--suite', 'speed'])).exitCode).toBe(2)
    expect((await runCommand(benchmarkCommand, [])).exitCode).toBe(2)
    const unknown = ['--suite', 'training', '--problem', 'stokes']
    expect(await runCommand(benchmarkCommand, unknown)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('error[unknown-problem]') as string,
    })
    const empty = await mkdtemp(join(tmpdir(), 'fieldsmith-empty-'))
    vi.stubEnv('FIELDSMITH_MODELS', empty)
    for (const suite of ['training', 'generation']) {
      expect(await runCommand(benchmarkCommand, ['--suite', suite, '--quick'])).toMatchObject({
        exitCode: 3,
        stderr: expect.stringContaining('error[model-not-found]') as string,
      })
    }
    vi.stubEnv('FIELDSMITH_MODELS', models)
    await rm(empty, { recursive: true })
  })
})
