import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sampleDocumentSchema, type EngineClient, type RequestOf } from '../../../src-main/contract/calls'
import { createHandlers } from '../../../src-main/engine/handlers'
import { connectInProcess } from '../../../src-main/engine/in-process'
import { readNpz } from '../../../src-main/formats/npz'

const formats = ['npz', 'vti', 'html', 'json', 'zip'] as const
const request: RequestOf<'solve'> = {
  problem: 'darcy',
  observations: {
    fields: ['u'],
    field: new Uint8Array(3),
    x: Float64Array.of(0.3, 0.5, 0.7),
    y: Float64Array.of(0.4, 0.6, 0.2),
    value: Float64Array.of(0.012, 0.014, 0.01),
    sigma: Float64Array.of(1e-3, NaN, 1e-3),
    line: Uint32Array.of(2, 3, 0),
  },
  observationFile: 'three wells.csv',
  parameters: { sourceStrength: 1.5 },
  samples: 1,
  seed: 11,
  refine: false,
  noise: { kind: 'assumed', level: 0.02 },
}
const sample = { problem: 'darcy', parameters: { sourceStrength: 2 }, seed: 5, steps: 2 }

let home: string
const former = process.env['FIELDSMITH_HOME']
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'fieldsmith-solutions-'))
  process.env['FIELDSMITH_HOME'] = home
})
afterAll(() => {
  process.env['FIELDSMITH_HOME'] = former
  rmSync(home, { recursive: true })
})

/** An engine that has just started. */
const startEngine = async (): Promise<EngineClient> => connectInProcess(await createHandlers())

describe('a solution', () => {
  test('outlives its engine: the same views, the same bytes, the same request', async () => {
    const first = await startEngine()
    const solved = await first.call('solve', request)
    expect(solved.notKept).toBeUndefined()
    const { solutionId } = solved
    const view = { solutionId, version: 'raw', view: { kind: 'sample', member: 0 } } as const
    const before = {
      view: await first.call('solutionView', view),
      files: await Promise.all(formats.map((format) => first.call('exportSolution', { solutionId, format }))),
    }

    const second = await startEngine()
    const files = await Promise.all(formats.map((format) => second.call('exportSolution', { solutionId, format })))
    expect(files).toEqual(before.files)
    expect(await second.call('solutionView', view)).toEqual(before.view)
    const { request: kept, name, createdAt: _, ...opened } = await second.call('openSolution', { solutionId })
    expect(opened).toEqual(solved)
    expect(name).toBe('three wells.csv')
    expect(kept).toEqual({ ...request, steps: 1, parameters: solved.document.parameters })
    const sizes = await second.call('solutionSizes', { solutionId })
    expect(formats.map((format) => sizes[format])).toEqual(files.map(({ bytes }) => bytes.length))
  })

  test('that cannot be written down is given all the same, with the reason, and exports while the engine lives', async () => {
    const [directory, aside] = [join(home, 'history'), join(home, 'aside')]
    renameSync(directory, aside)
    writeFileSync(directory, 'in the way')
    try {
      const engine = await startEngine()
      const { solutionId, notKept } = await engine.call('solve', request)
      expect(notKept).toMatchObject({ code: 'output-not-writable' })
      expect((await engine.call('exportSolution', { solutionId, format: 'json' })).bytes.length).toBeGreaterThan(100)
      expect((await engine.call('history', {})).entries).toEqual([])
    } finally {
      rmSync(directory)
      renameSync(aside, directory)
    }
  })

  test('goes through the whole history by its handle', async () => {
    const engine = await startEngine()
    const { solutionId } = (await engine.call('history', {})).entries[0]!
    await engine.call('renameSolution', { solutionId, name: '  Wells of May  ' })
    expect((await engine.call('pinSolution', { solutionId, pinned: true })).entry).toMatchObject({
      name: 'Wells of May',
      pinned: true,
    })
    await engine.call('removeSolution', { solutionId })
    expect((await engine.call('history', {})).entries).toEqual([])
    await engine.call('restoreSolution', { solutionId })
    expect((await engine.call('history', {})).entries).toHaveLength(1)
    expect(readdirSync(join(home, 'history')).filter((name) => !name.startsWith('.'))).toEqual([solutionId])
  })
})

describe('a sample', () => {
  test('is exported as what generate shows, the same bytes each time', async () => {
    const engine = await startEngine()
    const shown = await engine.call('generate', sample)
    const npz = await engine.call('exportSample', { ...sample, format: 'npz' })
    expect(npz.fileName).toBe('sample.npz')
    const arrays = readNpz(npz.bytes, npz.fileName)
    for (const { key, data } of shown.fields) expect(Float32Array.from(arrays[key]!.data as Float64Array)).toEqual(data)
    const json = await engine.call('exportSample', { ...sample, format: 'json' })
    const document = sampleDocumentSchema.parse(JSON.parse(new TextDecoder().decode(json.bytes)))
    expect(document).toMatchObject({ seed: 5, steps: 2, parameters: shown.parameters, residual: shown.residual })
    const zip = await engine.call('exportSample', { ...sample, format: 'zip' })
    expect(Object.keys(unzipSync(zip.bytes)).sort()).toEqual([...document.files].sort())
    expect(unzipSync(zip.bytes)['sample.npz']).toEqual(npz.bytes)

    const other = await startEngine()
    for (const format of formats) {
      const again = await other.call('exportSample', { ...sample, format })
      expect(again, format).toEqual(await engine.call('exportSample', { ...sample, format }))
    }
    expect((await other.call('sampleSizes', sample)).zip).toBe(zip.bytes.length)
  })
})
