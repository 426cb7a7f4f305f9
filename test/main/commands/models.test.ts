import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { discardCommand } from '../../../src-main/commands/discard'
import { hardwareCommand } from '../../../src-main/commands/hardware'
import { modelsCommand } from '../../../src-main/commands/models'
import { promoteCommand } from '../../../src-main/commands/promote'
import type { Measurement } from '../../../src-main/contract/calls'
import { promotedModels, trainingRuns } from '../../../src-main/library/home'
import type { ManifestDraft } from '../../../src-main/library/manifest'
import { writePackage } from '../../../src-main/library/package'
import { writeProgress, writeRecord } from '../../../src-main/engine/training/run-files'
import { writeTinyPackages } from '../benchmark/tiny-packages'
import { studentConfiguration } from '../distillation/tiny-run'
import { modelFile } from '../graph/scan/model-files'
import { runCommand } from './command-run'

const shipped: ManifestDraft = {
  id: 'darcy-64-student',
  problem: 'darcy',
  kind: 'student',
  fields: ['a', 'u'],
  normalisation: 'normalise() of problem darcy',
  gridSize: 64,
  parameters: {},
  conditionNames: [],
  sigma: { data: 1, minimum: 0.002, maximum: 80, start: 1 },
  steps: [1],
  files: [{ name: 'generator.onnx', role: 'generator', content: modelFile() }],
  provenance: {},
  card: {},
}

/** Packages that load and run. */
let tiny: string
let folder: string
let home: string
beforeAll(async () => {
  tiny = await writeTinyPackages()
})
afterAll(() => rm(tiny, { recursive: true }))
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldsmith-models-'))
  home = join(folder, 'home')
  await writePackage(join(folder, 'models', shipped.id), shipped)
  vi.stubEnv('FIELDSMITH_MODELS', join(folder, 'models'))
  vi.stubEnv('FIELDSMITH_HOME', home)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})

/** Identifiers of the models, the ones in use marked. */
async function listed(): Promise<string[]> {
  const { stdout } = await runCommand(modelsCommand, ['--json'])
  const { models } = JSON.parse(stdout) as { models: { id: string; inUse: boolean }[] }
  return models.map(({ id, inUse }) => (inUse ? `${id} *` : id))
}

/** A finished training run, as its process leaves it. */
async function finishedRun(id: string): Promise<string> {
  const directory = join(trainingRuns(home), id)
  await writePackage(join(directory, 'package'), { ...shipped, id })
  await writeRecord(directory, {
    schema: 'fieldsmith.training-run/1',
    id,
    problem: 'darcy',
    teacher: { id: 'darcy-64-teacher', sha256: '00' },
    configuration: studentConfiguration,
    startedAt: '2026-01-01T00:00:00.000Z',
    process: { token: 'a', wish: 'run' },
    promoted: false,
  })
  await writeProgress(directory, {
    ...{ token: 'a', pid: 1, phase: 'finished', step: 6, stage: 'Measuring the student', fraction: 1, figures: {} },
  })
  return directory
}

describe('fieldsmith models, promote and discard', () => {
  it('promote a package by its directory, choose among models by name, and delete what was promoted', async () => {
    const directory = join(folder, 'mine')
    await writePackage(directory, { ...shipped, id: 'mine' })
    expect(await listed()).toEqual(['darcy-64-student *'])
    const { exitCode, stdout } = await runCommand(promoteCommand, [directory])
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'mine is in use for darcy\n' })
    expect(await listed()).toEqual(['darcy-64-student', 'mine *'])
    await runCommand(promoteCommand, ['darcy-64-student'])
    expect(await listed()).toEqual(['darcy-64-student *', 'mine'])
    await runCommand(promoteCommand, ['--model', 'mine'])
    expect((await runCommand(discardCommand, ['mine'])).stdout).toBe('mine is deleted\n')
    expect(await listed()).toEqual(['darcy-64-student *'])
  })

  it('promote a training run by its name, and delete it with the model that came out of it', async () => {
    const directory = await finishedRun('trained')
    const { stdout } = await runCommand(promoteCommand, ['trained', '--json'])
    expect(JSON.parse(stdout)).toEqual({ schema: 'fieldsmith.promotion/1', id: 'trained', problem: 'darcy' })
    expect(await listed()).toEqual(['darcy-64-student', 'trained *'])
    await runCommand(discardCommand, ['trained'])
    expect(await listed()).toEqual(['darcy-64-student *'])
    expect(await readdir(promotedModels(home))).toEqual([])
    expect(await readdir(join(directory, '..'))).toEqual([])
  })

  it('print a table, and what is damaged as notes', async () => {
    await writePackage(join(folder, 'models', 'broken'), { ...shipped, id: 'broken' })
    await rm(join(folder, 'models', 'broken', 'model.json'))
    await finishedRun('trained')
    const { stdout } = await runCommand(modelsCommand, [])
    expect(stdout).toMatch(/^darcy-64-student +darcy +student +64 x 64 +1 +shipped, in use\n$/)
    expect((await runCommand(modelsCommand, ['--problem', 'burgers'])).stdout).toBe('')
  })

  it('refuse what does not exist, and to delete what came with the app', async () => {
    const unknown = await runCommand(promoteCommand, ['nothing'])
    expect(unknown).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('error[model-not-found]') as string })
    const kept = await runCommand(discardCommand, ['darcy-64-student'])
    expect(kept).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('error[model-shipped]') as string })
    const two = await runCommand(promoteCommand, ['one', 'two'])
    expect(two).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('error[repeated-option]') as string })
    expect(await listed()).toEqual(['darcy-64-student *'])
  })
})

describe('fieldsmith models, with one of them', () => {
  const models = (...argv: string[]) => runCommand(modelsCommand, argv)

  beforeEach(async () => {
    vi.stubEnv('FIELDSMITH_MODELS', tiny)
  })

  it('verifies it, writes it as one file, takes that in under a name, puts it aside and takes it back', async () => {
    const verified = await models('--verify', 'darcy-16-student')
    expect(verified.stderr).toContain('Certifying a sample')
    expect(verified.stdout).toMatch(/^darcy-16-student: 1 file, \d+ bytes, as the manifest says; loaded in .* on cpu; /)
    const file = join(folder, 'student.zip')
    expect((await models('--export', 'darcy-16-student', '--out', file)).stdout).toContain(`in ${file}`)
    const imported = await models('--import', file, '--as', 'mine', '--json')
    expect(JSON.parse(imported.stdout)).toMatchObject({ schema: 'fieldsmith.import/1', id: 'mine', kind: 'student' })
    await runCommand(promoteCommand, ['mine'])
    const removed = await models('--remove', 'mine', '--json')
    const { removal, inUse } = JSON.parse(removed.stdout) as { removal: string; inUse: string }
    expect(inUse).toBe('darcy-16-student')
    expect((await models()).stderr).toContain(`fieldsmith models --restore ${removal}`)
    expect((await models('--restore', removal)).stdout).toContain('mine is in the library again')
    expect(await listed()).toContain('mine')
  })

  it.each([
    [['--verify', 'a', '--remove', 'b'], 2, 'bad-options'],
    [['--out', 'x.zip'], 2, 'bad-options'],
    [['--verify', 'a', '--as', 'b'], 2, 'bad-options'],
    [['--export', 'darcy-16-student'], 2, 'bad-options'],
    [['--import', 'nowhere.zip'], 2, 'package-archive'],
    [['--verify', 'nothing'], 3, 'model-not-found'],
    [['--remove', 'darcy-16-student'], 2, 'model-shipped'],
    [['--restore', 'nothing'], 2, 'removal-unknown'],
  ] as const)('refuses %j', async (argv, exitCode, code) => {
    const run = await models(...argv)
    expect(run).toMatchObject({ exitCode, stderr: expect.stringContaining(`error[${code}]`) as string })
  })
})

describe('fieldsmith hardware', () => {
  beforeEach(() => vi.stubEnv('FIELDSMITH_MODELS', tiny))

  it('shows processor, memory, providers and folders, and keeps the provider that is chosen', async () => {
    const { stdout } = await runCommand(hardwareCommand, ['--provider', 'cpu'])
    expect(stdout).toMatch(/^processor .* threads used \(one per core\)$/m)
    expect(stdout).toMatch(/^cpu +selected \(chosen\), always there$/m)
    expect(stdout).toContain(join(home, 'models'))
    expect((await runCommand(hardwareCommand, ['--provider', 'automatic'])).stdout).toContain('selected (most capable)')
  })

  it('times a model on every provider', async () => {
    const { stdout } = await runCommand(hardwareCommand, ['--measure', '--json'])
    const { schema, measurement } = JSON.parse(stdout) as { schema: string; measurement: Measurement }
    expect(schema).toBe('fieldsmith.hardware/1')
    expect(measurement.model).toBe('darcy-16-student')
    expect(measurement.providers.find(({ provider }) => provider === 'cpu')).toMatchObject({ state: 'measured' })
    const text = await runCommand(hardwareCommand, ['--measure', '--model', 'darcy-16-teacher'])
    expect(text.stdout).toMatch(/^cpu +loaded in \d+ ms; batch 1: median .* of 25 runs; batch 8: .*$/m)
  })
})
