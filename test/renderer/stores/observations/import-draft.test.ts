import { beforeEach, describe, expect, it } from 'vitest'
import type { Mapping, RequestOf, ResultOf } from '../../../../src-main/contract/calls'
import { Engine } from '../../../../src-renderer/stores/engine.svelte'
import { ObservationStore } from '../../../../src-renderer/stores/observations.svelte'
import { EngineDouble, nativePreview, observationsRead, problem, settle } from '../../engine-double'

let double: EngineDouble
let store: ObservationStore
let outcome: Promise<string>

const mapping = observationsRead.mapping
const asked: ResultOf<'previewObservations'> = { ...nativePreview, native: false }
const finding = { code: 'observations-number', line: 3, message: 'x is not a number' }

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 200))
const lastPreview = () => double.waiting('previewObservations')

beforeEach(async () => {
  double = new EngineDouble()
  store = new ObservationStore(new Engine(double), problem)
  outcome = store.open({ name: 'odd.csv', load: async () => new Uint8Array([7]) })
  await settle()
  await lastPreview().answer(asked)
})

describe('the import of a file that is not plain', () => {
  it('reads by what is shown, and is possible once that is done', async () => {
    const { draft } = store
    expect(store.reading).toBeUndefined()
    expect(draft!.read).toBeUndefined()
    expect(lastPreview().request).toMatchObject({ fileName: 'odd.csv', mapping })
    await lastPreview().answer(asked)
    expect(double.waiting('readObservations').request).toMatchObject({ mapping })
    await double.waiting('readObservations').answer(observationsRead)
    expect(draft!.read).toBe(observationsRead)
    draft!.import()
    expect(await outcome).toBe('read')
    expect(store.draft).toBeUndefined()
    expect(store.file).toMatchObject({ fileName: 'odd.csv', table: observationsRead.table })
    expect(store.file!.sources).toEqual([{ fileName: 'odd.csv', bytes: new Uint8Array([7]), mapping }])
  })

  it('asks once for many changes, and not for what they were in between', async () => {
    const { draft } = store
    await lastPreview().answer(asked)
    await double.waiting('readObservations').answer(observationsRead)
    for (const offset of [1, 2, 3]) draft!.setColumn(1, { offset })
    expect(draft!.read).toBeUndefined()
    await pause()
    expect(double.count('previewObservations')).toBe(3)
    const { request } = lastPreview() as { request: RequestOf<'previewObservations'> }
    expect((request.mapping as Mapping).columns[1]).toMatchObject({ role: 'x', offset: 3 })
  })

  it('is not possible while something is in the way, and keeps what was set', async () => {
    const { draft } = store
    await lastPreview().answer({ ...asked, findings: [finding], findingCount: 1 })
    expect(double.count('readObservations')).toBe(0)
    expect(draft!.pending).toBe(false)
    expect(draft!.read).toBeUndefined()
    draft!.import()
    expect(store.draft).toBe(draft)
    draft!.setText({ decimal: ',' })
    await pause()
    await lastPreview().answer({ ...asked, mapping: draft!.mapping })
    await double.waiting('readObservations').fail({ message: 'no points', details: [] })
    expect(draft!.look.refusal?.message).toBe('no points')
    expect(draft!.mapping.text?.decimal).toBe(',')
  })

  it('survives an engine that fails, and tries again', async () => {
    const { draft } = store
    await lastPreview().fail({ kind: 'engine', code: 'engine-lost' })
    expect(draft!.error?.code).toBe('engine-lost')
    draft!.retry()
    await settle()
    await settle()
    await lastPreview().answer(asked)
    await double.waiting('readObservations').answer(observationsRead)
    expect(draft!.error).toBeUndefined()
    expect(draft!.read).toBe(observationsRead)
  })

  it('takes a role from the column that had it', () => {
    store.draft!.setColumn(2, { role: 'x' })
    expect(store.draft!.mapping.columns.map(({ role }) => role)).toEqual(['field', 'ignore', 'x', 'value', 'sigma'])
  })

  it('joins what is there where that is wanted', async () => {
    store.draft!.cancel()
    expect(await outcome).toBe('given up')
    store.add({ field: 'u', x: 0.5, y: 0.5, value: 1, sigma: NaN })
    outcome = store.open({ name: 'more.csv', load: async () => new Uint8Array(1) }, true)
    await settle()
    await double.held.at(-1)!.answer(asked as never)
    await lastPreview().answer(asked)
    // The look of the draft that was given up is answered first.
    await lastPreview().answer(asked)
    while (double.held.length > 0) await double.waiting('readObservations').answer(observationsRead)
    store.draft!.import()
    expect(await outcome).toBe('read')
    expect(store.file!.count).toBe(3)
    expect([...store.file!.table.line]).toEqual([0, 2, 3])
  })

  it('is given up for the next file', async () => {
    const next = store.open({ name: 'next.csv', load: async () => new Uint8Array(1) })
    expect(await outcome).toBe('given up')
    await settle()
    expect(store.draft).toBeUndefined()
    await double.held.at(-1)!.answer(nativePreview as never)
    await double.waiting('readObservations').answer(observationsRead)
    expect(await next).toBe('read')
    expect(store.file!.fileName).toBe('next.csv')
  })

  it('can be opened again with its settings', async () => {
    await lastPreview().answer(asked)
    await double.waiting('readObservations').answer(observationsRead)
    store.draft!.import()
    await outcome
    const again = store.reopen(store.file!.sources[0]!)
    expect(lastPreview().request).toMatchObject({ fileName: 'odd.csv', mapping })
    await lastPreview().answer(asked)
    expect(store.draft!.fileName).toBe('odd.csv')
    store.draft!.cancel()
    expect(await again).toBe('given up')
    expect(store.file!.count).toBe(2)
  })
})
