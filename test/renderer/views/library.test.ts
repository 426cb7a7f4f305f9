import { fireEvent, screen, within } from '@testing-library/svelte'
import { tick } from 'svelte'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ModelEntry, ResultOf } from '../../../src-main/contract/calls'
import { settle } from '../engine-double'
import { cardOf, entry, hardware, measurement, verification } from '../library-double'
import { engine, freshEngine, key, openApp } from './open-app'

const shipped = entry('darcy-64-student', { inUse: true })
const teacher = entry('darcy-64-teacher', { kind: 'teacher' })
const own = entry('mine', { origin: 'library' })

beforeEach(freshEngine)

async function answerList(models: readonly ModelEntry[], rest: Partial<ResultOf<'listModels'>> = {}): Promise<void> {
  await engine.waiting('listModels').answer({ models: [...models], refused: [], removed: [], damage: null, ...rest })
  await tick()
}

async function answerCard(model: ModelEntry): Promise<void> {
  await engine.waiting('modelCard').answer(cardOf(model))
  await tick()
}

/** The library with these models, the card of the first in their order shown. */
async function openLibrary(models: readonly ModelEntry[], rest: Partial<ResultOf<'listModels'>> = {}): Promise<void> {
  await openApp()
  await key('b')
  await tick()
  await answerList(models, rest)
  if (models.length > 0) await answerCard(models[0]!)
}

const shown = (): HTMLElement => document.querySelector('main:not([hidden])')!
const button = (name: string | RegExp): HTMLButtonElement => screen.getByRole<HTMLButtonElement>('button', { name })
const plain = (element: Element): string => element.textContent!.replaceAll(/\s+/g, ' ').trim()
const rowsOf = (name: string | RegExp): string[][] =>
  within(screen.getByRole('table', { name }))
    .getAllByRole('row')
    .map((row) => [...row.querySelectorAll('th, td:not(.chart)')].map(plain))

describe('a card', () => {
  it('says what the model solves, how good it is, where it comes from and what it consists of', async () => {
    await openLibrary([shipped, teacher, own])
    expect(screen.getByRole('heading', { level: 1, name: 'darcy-64-student' })).toBeTruthy()
    expect(rowsOf(/Ranges/)[1]).toEqual(['Permeability, low a₋', '2 m²/d', '6 m²/d'])
    expect(rowsOf(/Errors and time/)[1]).toEqual(['1', '0.0200', '0.0100', '0.0040', '3.5 %', '6.7 ms'])
    expect(rowsOf(/Likeness/)[1]).toEqual(['a', '1', '0.90', '2.0', '2.0'])
    expect(rowsOf(/Files of/)[1]!.slice(1, 3)).toEqual(['Generator', '5.0 MB'])
    expect(shown().textContent).toContain('445\u202f969')
    await fireEvent.click(button('darcy-64-teacher'))
    await answerCard(teacher)
    expect(rowsOf(/Denoising/)[1]).toEqual(['0.5', '0.020', '0.010'])
  })

  it('offers what can be done with the model, and nothing with a shipped one that would break it', async () => {
    await openLibrary([shipped, own])
    expect(button('In use').disabled).toBe(true)
    expect(button('Remove…').disabled).toBe(true)
    await key('Delete')
    expect(document.querySelector('dialog[open]')).toBeNull()
    await fireEvent.click(button(/^mine/))
    await answerCard(own)
    expect(button('Use').disabled).toBe(false)
    await key('u')
    expect(engine.waiting('useModel').request).toEqual({ id: 'mine' })
  })

  it('shows a verification from its start to what it found', async () => {
    await openLibrary([shipped])
    await key('v')
    const call = engine.waiting('verifyModel')
    call.progress({ stage: 'Loading the model', fraction: 0.3, etaSeconds: 4 })
    await tick()
    expect(screen.getByRole('progressbar', { name: 'Verifying darcy-64-student' })).toBeTruthy()
    expect(shown().textContent).toContain('Loading the model')
    await call.answer(verification('darcy-64-student'))
    await tick()
    expect(shown().textContent).toContain('all files are as the manifest says')
    await key('v')
    await engine.waiting('verifyModel').fail({ code: 'model-hash-mismatch', kind: 'model' })
    await tick()
    expect(within(screen.getByRole('alert')).getByText('The model is damaged')).toBeTruthy()
    expect(screen.getAllByText('Damaged').length).toBeGreaterThan(0)
  })
})

describe('the list', () => {
  it('names folders that cannot be used with the reason, and takes own ones away', async () => {
    const error = { code: 'model-manifest', kind: 'model', message: 'no problem', details: [] } as const
    await openLibrary([shipped], {
      refused: [
        { name: 'broken', directory: '/home/models/broken', origin: 'library', error: { ...error, details: [] } },
      ],
    })
    expect(screen.getByText('The manifest of the model cannot be used.', { exact: false })).toBeTruthy()
    await fireEvent.click(button('Remove broken'))
    expect(engine.waiting('removeModel').request).toEqual({ id: 'broken' })
  })

  it('says what to do where nothing is, and where nothing fits', async () => {
    await openLibrary([])
    expect(screen.getAllByText(/Import a package, or train a student/).length).toBeGreaterThan(0)
    await key('s')
    await key('b')
    await answerList([shipped])
    await answerCard(shipped)
    await fireEvent.input(screen.getByRole('searchbox'), { target: { value: 'nothing' } })
    await fireEvent.click(button('Show all models'))
    expect(button(/^darcy-64-student/)).toBeTruthy()
  })

  it('is walked through by arrows', async () => {
    await openLibrary([shipped, teacher])
    const first = button(/^darcy-64-student/)
    first.focus()
    await fireEvent.keyDown(first, { key: 'ArrowDown' })
    await answerCard(teacher)
    expect(document.activeElement?.textContent).toContain('darcy-64-teacher')
    expect(screen.getByRole('heading', { level: 1, name: 'darcy-64-teacher' })).toBeTruthy()
  })
})

describe('importing', () => {
  const dropped = async (name: string): Promise<void> => {
    const event = new Event('drop', { bubbles: true, cancelable: true })
    const file = new File(['zip'], name)
    Object.assign(event, { dataTransfer: { types: ['Files'], files: [file] } })
    shown().dispatchEvent(event)
    await settle()
    await tick()
  }

  it('takes a dropped package, and another name where its own is taken', async () => {
    await openLibrary([shipped, own])
    await dropped('mine.zip')
    await engine.waiting('importModel').fail({ code: 'model-exists' })
    await tick()
    const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Import under another name' })
    expect(field.value).toBe('mine-2')
    await fireEvent.input(field, { target: { value: 'Mine' } })
    expect(button('Import').disabled).toBe(true)
    await fireEvent.input(field, { target: { value: 'mine-too' } })
    await fireEvent.submit(field.form!)
    await settle()
    const { request, answer } = engine.waiting('importModel')
    expect(request).toMatchObject({ id: 'mine-too', fileName: 'mine.zip' })
    await answer({
      ...{ id: 'mine-too', problem: 'darcy', kind: 'student', ignored: ['notes.txt'] },
      verification: verification('mine-too'),
    })
    await tick()
    expect(shown().textContent).toContain('mine-too is in the library')
    expect(shown().textContent).toContain('notes.txt')
  })

  it('leaves what is dropped elsewhere to the other views', async () => {
    await openLibrary([shipped])
    await dropped('mine.zip')
    expect(engine.held.map(({ name }) => name)).not.toContain('previewObservations')
    expect(engine.held.map(({ name }) => name)).not.toContain('readObservations')
  })
})

describe('removing', () => {
  it('asks first, says what is in use instead, and can be undone', async () => {
    await openLibrary([entry('mine', { origin: 'library', inUse: true }), entry('darcy-64-student')])
    await key('Delete')
    await tick()
    const dialog = screen.getByRole('dialog', { name: 'Remove mine?' })
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Remove mine' }))
    await engine.waiting('removeModel').answer({ removal: 'mine.1', wasInUse: true, inUse: 'darcy-64-student' })
    await tick()
    expect(shown().textContent).toContain('mine is removed; darcy-64-student is in use instead.')
    await fireEvent.click(within(shown()).getByRole('button', { name: 'Undo' }))
    expect(engine.waiting('restoreModel').request).toEqual({ removal: 'mine.1', use: true })
  })

  it('lists what was removed, to be restored or deleted for good', async () => {
    const gone = { removal: 'old.1', id: 'old', removedAt: '2026-01-02T03:04:05.000Z', diskBytes: 4e6 }
    await openLibrary([shipped], { removed: [gone] })
    await fireEvent.click(button('Restore old'))
    expect(engine.waiting('restoreModel').request).toEqual({ removal: 'old.1', use: false })
    await fireEvent.click(button('Delete old for good'))
    await tick()
    await fireEvent.click(
      within(screen.getByRole('dialog', { name: /Delete old/ })).getByRole('button', { name: 'Delete' }),
    )
    expect(engine.waiting('deleteRemoved').request).toEqual({ removal: 'old.1' })
  })
})

describe('the hardware page', () => {
  it('shows providers with what would make them available, measures them and chooses one', async () => {
    await openLibrary([shipped])
    await fireEvent.click(screen.getByRole('radio', { name: 'Hardware' }))
    await tick()
    await engine.waiting('hardware').answer(hardware)
    await tick()
    const rows = rowsOf('Providers of this machine')
    expect(rows[1]!.join(' ')).toContain('Needs an NVIDIA card and its driver.')
    expect(rows[3]!.slice(0, 2)).toEqual(['Processor cpu', 'In use'])
    expect(shown().textContent).toContain('6 threads used (as FIELDSMITH_THREADS says)')
    expect(shown().textContent).toContain('You chose it for this machine.')
    await fireEvent.click(button('Use webgpu'))
    expect(engine.waiting('chooseProvider').request).toEqual({ name: 'webgpu' })
    await key('m')
    const call = engine.waiting('measureProviders')
    expect(call.request).toEqual({ model: 'darcy-64-student' })
    await call.answer(measurement('darcy-64-student'))
    await tick()
    const measured = rowsOf('Measured times by provider')
    expect(measured[1]).toEqual(['NVIDIA card (CUDA)', 'Cannot be used'])
    expect(measured[2]).toEqual(['Processor', '250 ms', '6.0 ms', '8.0 ms', '40 ms', '44 ms', '200', '30 MB', '0'])
  })
})
