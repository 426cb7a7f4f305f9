import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { contractErrorOf } from '../../../src-main/contract/errors'
import type { Progress } from '../../../src-main/contract/calls'
import type { ContractClient } from '../../../src-main/contract/client'
import { connectInProcess } from '../../../src-main/engine/in-process'
import { createHandlers } from '../../../src-main/engine/handlers'
import { writeZip } from '../../../src-main/formats/zip-writer'
import { readZip } from '../../../src-main/formats/zip-reader'
import { writePackage } from '../../../src-main/library/package'
import { GraphBuilder } from '../../../src-main/graph/builder'
import { serialise } from '../../../src-main/graph/serialise'
import { float32Tensor } from '../../../src-main/graph/types'
import { div, mul, sub } from '../../../src-main/graph/operators'
import { writeTinyPackages } from '../benchmark/tiny-packages'
import { rejection } from '../contract/samples'
import { hostileModels } from '../graph/scan/hostile-models'

/** Tiny packages, written once; each test works on a copy. */
let source: string
let folder: string
let home: string
let engine: ContractClient

beforeAll(async () => {
  source = await writeTinyPackages()
  engine = connectInProcess(await createHandlers())
})
afterAll(async () => {
  engine.close()
  await rm(source, { recursive: true })
})
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fieldsmith-library-'))
  home = join(folder, 'home')
  await cp(source, join(folder, 'models'), { recursive: true })
  vi.stubEnv('FIELDSMITH_MODELS', join(folder, 'models'))
  vi.stubEnv('FIELDSMITH_HOME', home)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})

const text = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
const shipped = (...path: string[]): string => join(folder, 'models', ...path)
const idsOf = async () => (await engine.call('listModels', {})).models.map(({ id }) => id)
const inUse = async () => (await engine.call('listModels', {})).models.find((model) => model.inUse)?.id
const exported = async (id = 'darcy-16-student') => (await engine.call('exportModel', { id })).bytes
const importing = (bytes: Uint8Array, id?: string) =>
  engine.call('importModel', { fileName: 'model.zip', bytes, ...(id !== undefined && { id }) })
const refusalOf = async (bytes: Uint8Array) => (await rejection(importing(bytes))).error

/** The exported student with its members changed. */
async function tampered(change: (members: Record<string, Uint8Array>) => void): Promise<Uint8Array> {
  const members = Object.fromEntries(readZip(await exported(), 'test', 'test'))
  change(members)
  return writeZip(members)
}

const manifestPath = 'darcy-16-student/model.json'
type Json = Record<string, unknown>
const withManifest = (edit: (manifest: Json) => void): Promise<Uint8Array> =>
  tampered((members) => {
    const manifest = JSON.parse(new TextDecoder().decode(members[manifestPath])) as Json
    edit(manifest)
    members[manifestPath] = text(manifest)
  })

describe('the list of models', () => {
  it('tells what is usable, what is damaged and why, and what takes how much room', async () => {
    await writeFile(shipped('teacher', 'denoiser.onnx'), 'cut')
    await mkdir(shipped('strange'))
    await writeFile(shipped('strange', 'model.json'), '{}')
    const { models, refused, removed } = await engine.call('listModels', {})
    expect(models.map(({ id, kind, inUse: used }) => [id, kind, used])).toEqual([
      ['darcy-16-pidm', 'baseline', false],
      ['darcy-16-student', 'student', true],
      ['darcy-16-teacher', 'teacher', false],
    ])
    expect(models[2]!.damage).toMatchObject({ code: 'model-size-mismatch', kind: 'model' })
    expect(models[1]!.damage).toBeNull()
    const onDisk = await Promise.all(['model.json', 'generator.onnx'].map((name) => readFile(shipped('student', name))))
    expect(models[1]!.diskBytes).toBe(onDisk.reduce((sum, { length }) => sum + length, 0))
    expect(refused).toMatchObject([{ name: 'strange', origin: 'shipped', error: { code: 'model-manifest' } }])
    expect(removed).toEqual([])
  })

  it('opens a card whose figures others wrote in their own way', async () => {
    const card = await engine.call('modelCard', { id: 'darcy-16-student' })
    expect(card).toMatchObject({
      fields: ['a', 'u'],
      provenance: { seed: 1, hours: null, architecture: { sweeps: 2, network: { channels: [8, 8] } } },
      measured: { bySteps: [], validation: [], samples: null },
      files: [{ name: 'generator.onnx', role: 'generator' }],
    })
    const bytes = await withManifest((manifest) => {
      manifest['card'] = { quality: { pdeError: 'low', floor: 0.25 }, latencyMs: 3, validation: 'none' }
      manifest['provenance'] = { ...(manifest['provenance'] as Json), hours: 'many', commit: 7 }
    })
    await importing(bytes, 'other')
    const other = await engine.call('modelCard', { id: 'other' })
    expect(other.measured.bySteps).toMatchObject([
      { steps: 1, latencyMs: 3, quality: { floor: 0.25, pdeError: { mean: null, median: null }, channels: {} } },
    ])
    expect(other.provenance).toMatchObject({ seed: 1, hours: null, commit: null })
  })
})

describe('verifying', () => {
  it('reads, loads and runs every kind of model, with progress', async () => {
    const heard: Progress[] = []
    const verified = await engine.call(
      'verifyModel',
      { id: 'darcy-16-student' },
      { onProgress: (progress) => heard.push(progress) },
    )
    expect(verified).toMatchObject({ id: 'darcy-16-student', files: 1, provider: 'cpu' })
    expect(verified.residual!.sample).toBeGreaterThan(verified.residual!.floor)
    expect(heard.map(({ stage }) => stage)).toEqual([
      'Reading the files',
      'Loading the model',
      'Running the model',
      'Certifying a sample',
    ])
    const fractions = heard.map(({ fraction }) => fraction)
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b))
    for (const id of ['darcy-16-teacher', 'darcy-16-pidm']) {
      expect((await engine.call('verifyModel', { id })).residual).toBeNull()
    }
  })

  it('finds a file that was altered without changing its size', async () => {
    const path = shipped('student', 'generator.onnx')
    const bytes = await readFile(path)
    bytes[bytes.length - 1]! ^= 1
    await writeFile(path, bytes)
    expect((await engine.call('listModels', {})).models[1]!.damage).toBeNull()
    const { error } = await rejection(engine.call('verifyModel', { id: 'darcy-16-student' }))
    expect(error).toMatchObject({ code: 'model-hash-mismatch', kind: 'model' })
    expect(error.message).toContain(path)
  })

  it('finds a model that runs and computes no numbers', async () => {
    const graph = new GraphBuilder('endless')
    const x = graph.input('x', 'float32', ['N', 2, 16, 16])
    graph.input('sigma', 'float32', ['N', 1])
    graph.input('condition', 'float32', ['N', 2])
    const nothing = sub(x, x)
    graph.output('estimate', div(nothing, mul(nothing, graph.constant(float32Tensor(Float32Array.of(1), [1])))))
    await rm(shipped('teacher'), { recursive: true })
    await writePackage(shipped('teacher'), {
      id: 'darcy-16-teacher',
      problem: 'darcy',
      kind: 'teacher',
      fields: ['a', 'u'],
      normalisation: 'none',
      gridSize: 16,
      parameters: {},
      conditionNames: ['logContrast', 'logCorrelationLength'],
      sigma: { data: 1, minimum: 0.002, maximum: 80 },
      steps: [18],
      files: [{ name: 'denoiser.onnx', role: 'denoiser', content: serialise(graph.finish()) }],
      provenance: {},
      card: {},
    })
    const { error } = await rejection(engine.call('verifyModel', { id: 'darcy-16-teacher' }))
    expect(error).toMatchObject({ code: 'model-output', kind: 'model' })
    expect(error.message).toContain('NaN at 0')
  })

  it('stops when it is cancelled', async () => {
    const abort = new AbortController()
    const call = engine.call(
      'verifyModel',
      { id: 'darcy-16-student' },
      { signal: abort.signal, onProgress: () => abort.abort() },
    )
    expect((await rejection(call)).error.code).toBe('cancelled')
  })
})

describe('exporting and importing', () => {
  it('gives the same bytes each time, and takes them back under another name', async () => {
    const bytes = await exported()
    expect(await exported()).toEqual(bytes)
    expect([...readZip(bytes, 'test', 'test').keys()]).toEqual([manifestPath, 'darcy-16-student/generator.onnx'])
    const taken = await importing(bytes, 'mine')
    expect(taken).toMatchObject({ id: 'mine', problem: 'darcy', kind: 'student', ignored: [] })
    expect(await idsOf()).toContain('mine')
    expect(await inUse()).toBe('darcy-16-student')
    const [own, original] = await Promise.all(
      ['mine', 'darcy-16-student'].map((id) => engine.call('modelCard', { id })),
    )
    expect(own).toMatchObject({ origin: 'library', sha256: original!.sha256, damage: null })
    await engine.call('useModel', { id: 'mine' })
    expect((await engine.call('generate', { problem: 'darcy', parameters: {}, seed: 1 })).model.id).toBe('mine')
  })

  it('takes a bare ONNX file with a JSON manifest beside it, and passes over what is no part of it', async () => {
    const bytes = await tampered((members) => {
      const manifest = JSON.parse(new TextDecoder().decode(members[manifestPath])) as Json
      const generator = members['darcy-16-student/generator.onnx']!
      for (const name of Object.keys(members)) delete members[name]
      members['my-student.json'] = text({ ...manifest, id: 'bare' })
      members['generator.onnx'] = generator
      members['notes.txt'] = text('read me')
      members['__MACOSX/._my-student.json'] = text('shadow')
    })
    expect(await importing(bytes)).toMatchObject({ id: 'bare', ignored: ['notes.txt', '__MACOSX/._my-student.json'] })
    expect(await engine.call('verifyModel', { id: 'bare' })).toMatchObject({ files: 1 })
  })

  it('never writes over a model, and says what to do', async () => {
    const bytes = await exported()
    const same = await refusalOf(bytes)
    expect(same.code).toBe('model-exists')
    expect(same.message).toContain('this very model is in the library')
    await importing(bytes, 'mine')
    await writeFile(join(home, 'models', 'mine', 'model.json'), 'damaged')
    const inTheWay = await rejection(importing(bytes, 'mine'))
    expect(inTheWay.error).toMatchObject({ code: 'model-exists', kind: 'usage' })
    expect(await readFile(join(home, 'models', 'mine', 'model.json'), 'utf8')).toBe('damaged')
  })

  it.each<[string, () => Promise<Uint8Array>, string]>([
    ['that is no zip', async () => text('nothing'), 'package-archive'],
    ['that is cut off', async () => (await exported()).subarray(0, 4000), 'package-archive'],
    ['without a manifest', () => tampered((members) => delete members[manifestPath]), 'package-archive'],
    [
      'with two manifests',
      () => tampered((members) => (members['other/model.json'] = members[manifestPath]!)),
      'package-archive',
    ],
    ['with a manifest that is none', () => withManifest((manifest) => delete manifest['kind']), 'model-manifest'],
    [
      'whose manifest names a path',
      () => withManifest((manifest) => ((manifest['files'] as Json[])[0]!['name'] = '../../escape.onnx')),
      'model-manifest',
    ],
    [
      'that lacks a file',
      () => tampered((members) => delete members['darcy-16-student/generator.onnx']),
      'model-file-missing',
    ],
    [
      'with another file under the name',
      () => tampered((members) => (members['darcy-16-student/generator.onnx'] = text('other'))),
      'model-size-mismatch',
    ],
    [
      'of a problem that is not known',
      () => withManifest((manifest) => (manifest['problem'] = 'maxwell')),
      'model-unfit',
    ],
    [
      'with fields in another order',
      () => withManifest((manifest) => (manifest['fields'] = ['u', 'a'])),
      'model-unfit',
    ],
    ['for a grid that is not supported', () => withManifest((manifest) => (manifest['gridSize'] = 17)), 'model-unfit'],
    [
      'whose grid is not that of its network',
      () => withManifest((manifest) => Object.assign(manifest, { id: 'coarse', gridSize: 32 })),
      'model-run',
    ],
  ])('refuses an archive %s, and leaves nothing behind', async (_name, make, code) => {
    const bytes = await make()
    expect((await refusalOf(bytes)).code).toBe(code)
    expect(await idsOf()).toHaveLength(3)
    await expect(readFile(join(home, 'models'))).rejects.toThrow('ENOENT')
  })

  it('refuses every hostile graph by name and goes on', async () => {
    const draft = {
      id: 'hostile',
      problem: 'darcy',
      kind: 'student',
      fields: ['a', 'u'],
      normalisation: 'none',
      gridSize: 64,
      parameters: {},
      conditionNames: ['logContrast', 'logCorrelationLength'],
      sigma: { data: 0.5, minimum: 0.002, maximum: 80, start: 2.5 },
      steps: [1],
      provenance: {},
      card: {},
    } as const
    for (const [i, { name, bytes, code }] of hostileModels.entries()) {
      const directory = join(folder, `hostile-${i}`)
      const manifest = await writePackage(directory, {
        ...draft,
        fields: [...draft.fields],
        conditionNames: [...draft.conditionNames],
        steps: [...draft.steps],
        files: [{ name: 'generator.onnx', role: 'generator', content: bytes() }],
      })
      const archive = writeZip({ 'model.json': text(manifest), 'generator.onnx': bytes() }, 0)
      const refusal = await refusalOf(archive).catch(contractErrorOf)
      expect([name, refusal.code]).toEqual([name, code])
    }
    expect(await idsOf()).toHaveLength(3)
  })
})

describe('removing', () => {
  it('puts an own model aside, falls back to the shipped one, and has it back in use', async () => {
    await importing(await exported(), 'mine')
    await engine.call('useModel', { id: 'mine' })
    const removal = await engine.call('removeModel', { id: 'mine' })
    expect(removal).toMatchObject({ wasInUse: true, inUse: 'darcy-16-student' })
    expect((await engine.call('generate', { problem: 'darcy', parameters: {}, seed: 1 })).model.id).toBe(
      'darcy-16-student',
    )
    const { models, removed } = await engine.call('listModels', {})
    expect(models.map(({ id }) => id)).not.toContain('mine')
    expect(removed).toMatchObject([{ removal: removal.removal, id: 'mine' }])
    expect(removed[0]!.diskBytes).toBeGreaterThan(1000)
    expect(await engine.call('restoreModel', { removal: removal.removal, use: true })).toEqual({
      id: 'mine',
      problem: 'darcy',
    })
    expect(await inUse()).toBe('mine')
    expect((await engine.call('listModels', {})).removed).toEqual([])
  })

  it('refuses what came with the app and what is not there', async () => {
    const kept = await rejection(engine.call('removeModel', { id: 'darcy-16-student' }))
    expect(kept.error.code).toBe('model-shipped')
    expect((await rejection(engine.call('removeModel', { id: 'nothing' }))).error.code).toBe('model-not-found')
    expect((await rejection(engine.call('restoreModel', { removal: '../models' }))).error.code).toBe('removal-unknown')
    expect(await idsOf()).toHaveLength(3)
  })

  it('takes away a damaged package by its folder, restores nothing over another model, and deletes for good', async () => {
    const bytes = await exported()
    await importing(bytes, 'mine')
    await writeFile(join(home, 'models', 'mine', 'model.json'), 'damaged')
    expect((await engine.call('listModels', {})).refused).toMatchObject([{ name: 'mine', origin: 'library' }])
    const { removal } = await engine.call('removeModel', { id: 'mine' })
    await importing(bytes, 'mine')
    expect((await rejection(engine.call('restoreModel', { removal }))).error.code).toBe('model-exists')
    await engine.call('deleteRemoved', { removal })
    expect((await engine.call('listModels', {})).removed).toEqual([])
    expect(await idsOf()).toContain('mine')
  })
})
