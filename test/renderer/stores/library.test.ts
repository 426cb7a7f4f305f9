import { beforeEach, describe, expect, test } from 'vitest'
import type { ModelEntry, ResultOf } from '../../../src-main/contract/calls'
import { Engine } from '../../../src-renderer/stores/engine.svelte'
import { Library, type OfferedPackage } from '../../../src-renderer/stores/library/library.svelte'
import { Machine } from '../../../src-renderer/stores/library/machine.svelte'
import { everything, freeName, shownModels } from '../../../src-renderer/stores/library/model-list'
import { description, EngineDouble, settle } from '../engine-double'
import { cardOf, entry, hardware, measurement, verification } from '../library-double'

let engine: EngineDouble
let library: Library

const answerList = (models: readonly ModelEntry[], rest: Partial<ResultOf<'listModels'>> = {}) =>
  engine.waiting('listModels').answer({ models: [...models], refused: [], removed: [], damage: null, ...rest })
const answerCard = async (): Promise<void> => {
  const { request, answer } = engine.waiting('modelCard')
  await answer(cardOf(library.models.find(({ id }) => id === request.id)!))
}
/** Answers what follows a change: the list, the card, and what the engine offers. */
async function answerChange(models: readonly ModelEntry[], rest: Partial<ResultOf<'listModels'>> = {}): Promise<void> {
  await answerList(models, rest)
  await engine.waiting('describe').answer(description)
  if (engine.held.some(({ name }) => name === 'modelCard')) await answerCard()
}

const shipped = entry('darcy-64-student', { inUse: true })
const teacher = entry('darcy-64-teacher', { kind: 'teacher', diskBytes: 9e6 })
const burgers = entry('burgers-64-student', { problem: 'burgers', inUse: true, diskBytes: 3e6 })
const own = entry('mine', { origin: 'library' })
const file = (name: string, size = 100): OfferedPackage => ({ name, size, load: async () => Uint8Array.of(1, 2, 3) })

beforeEach(async () => {
  engine = new EngineDouble()
  library = new Library(new Engine(engine))
  void library.open()
  await answerList([shipped, teacher, burgers, own])
  await answerCard()
})

describe('the list', () => {
  test('is ordered by problem with the model in use first, and filtered by problem, kind and name', () => {
    const ids = (change: Partial<typeof everything>) =>
      shownModels(library.models, { ...everything, ...change }).map(({ id }) => id)
    expect(ids({})).toEqual(['burgers-64-student', 'darcy-64-student', 'mine', 'darcy-64-teacher'])
    expect(ids({ sort: 'name' })).toEqual(['burgers-64-student', 'darcy-64-student', 'darcy-64-teacher', 'mine'])
    expect(ids({ sort: 'size' })[0]).toBe('darcy-64-teacher')
    expect(ids({ kind: 'teacher' })).toEqual(['darcy-64-teacher'])
    expect(ids({ problem: 'burgers' })).toEqual(['burgers-64-student'])
    expect(ids({ search: ' DARCY' })).toEqual(['darcy-64-student', 'darcy-64-teacher'])
  })

  test('shows the first model until one is chosen, and another where a filter hides it', async () => {
    expect(library.card?.id).toBe('burgers-64-student')
    void library.select('darcy-64-teacher')
    await answerCard()
    expect(library.card?.id).toBe('darcy-64-teacher')
    library.show({ kind: 'student' })
    expect(library.selected?.id).toBe('burgers-64-student')
  })

  test('keeps the card that was asked for last', async () => {
    void library.select('mine')
    void library.select('darcy-64-teacher')
    const [first, second] = engine.held.filter(({ name }) => name === 'modelCard')
    await second!.answer(cardOf(teacher))
    await first!.answer(cardOf(own))
    expect(library.card?.id).toBe('darcy-64-teacher')
  })

  test('says why it cannot be read, and is read again', async () => {
    void library.open()
    await engine.waiting('listModels').fail({ code: 'models-directory-missing' })
    expect(library.listError?.code).toBe('models-directory-missing')
    void library.open()
    await answerList([shipped])
    expect(library.listError).toBeUndefined()
    expect(library.models).toEqual([shipped])
  })
})

describe('verifying', () => {
  test('tells how far it is, and what came out', async () => {
    void library.verify('mine')
    const call = engine.waiting('verifyModel')
    call.progress({ stage: 'Reading the files', fraction: 0.2 })
    expect(library.verifying).toMatchObject({ subject: 'mine', progress: { fraction: 0.2 } })
    await call.answer(verification('mine'))
    expect(library.checks['mine']).toMatchObject({ state: 'sound' })
    expect(library.verifying.subject).toBeUndefined()
    expect(library.announcer.message).toBe('mine is sound')
  })

  test('marks a model that is damaged, and not one whose verification was cancelled', async () => {
    void library.verify('mine')
    await engine.waiting('verifyModel').fail({ code: 'model-hash-mismatch', kind: 'model' })
    expect(library.checks['mine']).toMatchObject({ state: 'faulty', error: { code: 'model-hash-mismatch' } })
    void library.verify('darcy-64-teacher')
    const call = engine.waiting('verifyModel')
    library.verifying.cancel()
    expect(call.signal?.aborted).toBe(true)
    await call.fail({ code: 'cancelled', kind: 'cancelled' })
    expect(library.checks['darcy-64-teacher']).toBeUndefined()
    expect(library.failed).toBeUndefined()
  })
})

describe('importing', () => {
  test('shows the model that came, and forgets the filter that would hide it', async () => {
    library.show({ kind: 'teacher' })
    await answerCard().catch(() => {})
    void library.import(file('new.zip'))
    await settle()
    const { request, answer } = engine.waiting('importModel')
    expect(request).toEqual({ fileName: 'new.zip', bytes: Uint8Array.of(1, 2, 3) })
    await answer({ id: 'new', problem: 'darcy', kind: 'student', ignored: [], verification: verification('new') })
    await answerChange([shipped, teacher, burgers, own, entry('new', { origin: 'library' })])
    expect(library.selected?.id).toBe('new')
    expect(library.filter.kind).toBeUndefined()
    expect(library.checks['new']).toMatchObject({ state: 'sound' })
  })

  test('offers a free name where the own one is taken, and takes it', async () => {
    void library.import(file('mine.zip'))
    await settle()
    await engine.waiting('importModel').fail({ code: 'model-exists' })
    expect(library.refusedImport).toMatchObject({ freeName: 'mine-2', error: { code: 'model-exists' } })
    void library.import(library.refusedImport!.offered, 'mine-2')
    await settle()
    expect(engine.waiting('importModel').request).toMatchObject({ id: 'mine-2' })
    expect(library.refusedImport).toBeUndefined()
  })

  test('refuses a file that no message can carry, before it is loaded', async () => {
    await library.import({ ...file('huge.zip', 3e9), load: () => Promise.reject(new Error('loaded')) })
    expect(library.refusedImport).toMatchObject({ error: { code: 'package-too-large' }, freeName: undefined })
    expect(engine.made).not.toContain('importModel')
  })

  test.each([
    ['mine', ['mine'], 'mine-2'],
    ['mine', ['mine', 'mine-2'], 'mine-3'],
    ['other', ['mine'], 'other'],
  ])('a free name like %s beside %j is %s', (id, taken, expected) => {
    expect(freeName(id, taken)).toBe(expected)
  })
})

describe('removing', () => {
  test('can be undone, and brings the model back into use if it was', async () => {
    void library.remove('mine')
    await engine.waiting('removeModel').answer({ removal: 'mine.1', wasInUse: true, inUse: 'darcy-64-student' })
    await answerChange([shipped, teacher, burgers])
    expect(library.removal).toMatchObject({ id: 'mine', wasInUse: true })
    void library.undoRemoval()
    const { request, answer } = engine.waiting('restoreModel')
    expect(request).toEqual({ removal: 'mine.1', use: true })
    await answer({ id: 'mine', problem: 'darcy' })
    await answerChange([shipped, teacher, burgers, own])
    expect(library.removal).toBeUndefined()
    expect(library.selected?.id).toBe('mine')
  })

  test('that is refused leaves everything as it was, and says why', async () => {
    void library.remove('darcy-64-student')
    await engine.waiting('removeModel').fail({ code: 'model-shipped' })
    expect(library.failed).toMatchObject({ action: 'remove', subject: 'darcy-64-student' })
    expect(library.removal).toBeUndefined()
    expect(library.models).toHaveLength(4)
  })
})

describe('the machine', () => {
  test('is read, measured and its provider chosen', async () => {
    const machine = new Machine(library.engine)
    void machine.read()
    expect(engine.waiting('hardware').request).toEqual({ probe: false })
    await engine.waiting('hardware').answer(hardware)
    expect(machine.hardware).toBe(hardware)
    void machine.measure('mine')
    const measuring = engine.waiting('measureProviders')
    void machine.measure('mine')
    expect(engine.made.filter((name) => name === 'measureProviders')).toHaveLength(1)
    await measuring.answer(measurement('mine'))
    expect(machine.measurement?.model).toBe('mine')
    void machine.choose('cpu')
    await engine.waiting('chooseProvider').answer({})
    expect(engine.waiting('describe')).toBeDefined()
    await engine.waiting('hardware').fail({ code: 'internal', kind: 'engine' })
    expect(machine.error?.code).toBe('internal')
  })
})
