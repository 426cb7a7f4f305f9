import { fireEvent, screen, within } from '@testing-library/svelte'
import { tick } from 'svelte'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SessionSummary } from '../../../src-main/contract/session'
import { settle } from '../engine-double'
import { answerSample, dropGood, engine, freshEngine, key, openApp } from './open-app'

const wells: SessionSummary = {
  id: 'wells-0123456789',
  name: 'Wells',
  savedAt: new Date(Date.now() - 60_000).toISOString(),
  problem: 'darcy',
  bytes: 4200,
}

beforeEach(async () => {
  freshEngine()
  await openApp()
})

const slider = (name: RegExp): HTMLElement => screen.getByRole('slider', { name })
const button = (name: string | RegExp): HTMLElement => screen.getByRole('button', { name })
const dialog = (name: string): HTMLElement => screen.getByRole('dialog', { name })
const noDialog = (): boolean => screen.queryByRole('dialog') === null
const control = (pressed: string, options: object = {}): Promise<boolean> => key(pressed, { ctrlKey: true, ...options })
const title = (): HTMLElement => screen.getByRole('button', { name: /Untitled session|Wells/ })

async function move(): Promise<void> {
  await fireEvent.input(slider(/Source strength/), { target: { value: '0.75' } })
  await fireEvent.pointerUp(window)
  await tick()
}

async function answerShelf(sessions: SessionSummary[] = [], broken: { id: string; message: string }[] = []) {
  await engine.waiting('sessions').answer({
    sessions,
    broken: broken.map(({ id, message }) => ({
      id,
      error: { code: 'session-format', kind: 'usage', message, details: [] },
    })),
  })
  await tick()
}

/** Saves under a name, as by the dialog. */
async function saveAs(name: string): Promise<void> {
  await control('s')
  await answerShelf()
  await fireEvent.input(screen.getByRole('textbox', { name: 'Name' }), { target: { value: name } })
  await fireEvent.click(within(dialog('Save the session')).getByRole('button', { name: 'Save' }))
  await engine.waiting('saveSession').answer({ ...wells, name })
  await tick()
}

describe('undo and redo', () => {
  it('are buttons and keys that know when there is something to do', async () => {
    expect(button('Undo')).toHaveProperty('disabled', true)
    await move()
    await answerSample()
    expect(button('Undo')).toHaveProperty('disabled', false)
    await control('z')
    expect(slider(/Source strength/)).toHaveProperty('value', '0.5')
    expect(button('Undo')).toHaveProperty('disabled', true)
    await control('z', { shiftKey: true })
    expect(slider(/Source strength/)).toHaveProperty('value', '0.75')
    await fireEvent.click(button('Undo'))
    await control('y')
    expect(slider(/Source strength/)).toHaveProperty('value', '0.75')
  })

  it('leave a text field its own', async () => {
    await move()
    const entry = screen.getByRole('textbox', { name: /Source strength/ })
    entry.focus()
    await fireEvent.keyDown(entry, { key: 'z', ctrlKey: true })
    expect(slider(/Source strength/)).toHaveProperty('value', '0.75')
  })
})

describe('saving', () => {
  it('asks for a name the first time, and never again', async () => {
    await move()
    expect(title().textContent).toContain('not saved')
    await saveAs('Wells')
    expect(noDialog()).toBe(true)
    expect(title().textContent!.trim()).toBe('Wells')
    expect(document.title).toBe('Wells, Fieldsmith')
    await fireEvent.input(slider(/Source strength/), { target: { value: '0.9' } })
    await tick()
    expect(document.title).toBe('● Wells, Fieldsmith')
    await control('s')
    const { request } = engine.waiting('saveSession')
    expect(request).toMatchObject({ name: 'Wells', replaces: wells.savedAt })
    expect(noDialog()).toBe(true)
  })

  it('takes along what is just being typed', async () => {
    await saveAs('Wells')
    const entry = screen.getByRole('textbox', { name: /Source strength/ })
    entry.focus()
    await fireEvent.input(entry, { target: { value: '3' } })
    await fireEvent.keyDown(entry, { key: 's', ctrlKey: true })
    expect(engine.waiting('saveSession').request.work.problems['darcy']!.parameters['source']).toBe(3)
    expect(document.activeElement).toBe(entry)
  })

  it('tells what is wrong with a name once it is tried', async () => {
    await control('s')
    await answerShelf()
    expect(screen.queryByText('A name has to be given.')).toBeNull()
    await fireEvent.click(within(dialog('Save the session')).getByRole('button', { name: 'Save' }))
    screen.getByText('A name has to be given.')
    await fireEvent.input(screen.getByRole('textbox', { name: 'Name' }), { target: { value: 'x'.repeat(121) } })
    screen.getByText('A name has at most 120 characters.')
    expect(engine.count('saveSession')).toBe(0)
  })

  it('replaces another session only where the dialog says so', async () => {
    await control('s', { shiftKey: true })
    await answerShelf([wells])
    await fireEvent.input(screen.getByRole('textbox', { name: 'Name' }), { target: { value: ' Wells ' } })
    screen.getByText(/A session of this name was saved/)
    await fireEvent.click(button('Replace'))
    expect(engine.waiting('saveSession').request).toMatchObject({ name: 'Wells', replaces: wells.savedAt })
  })

  it('finds out that another window was quicker', async () => {
    await saveAs('Wells')
    await move()
    await control('s')
    await engine.waiting('saveSession').fail({ code: 'session-exists' })
    await tick()
    within(dialog('Save the session')).getByText(/saved by another window meanwhile/)
    const later = new Date().toISOString()
    await answerShelf([{ ...wells, savedAt: later }])
    await fireEvent.click(button('Replace'))
    expect(engine.waiting('saveSession').request.replaces).toBe(later)
  })

  it('that fails says why and keeps the dialog', async () => {
    await control('s')
    await answerShelf()
    await fireEvent.input(screen.getByRole('textbox', { name: 'Name' }), { target: { value: 'Wells' } })
    await fireEvent.click(within(dialog('Save the session')).getByRole('button', { name: 'Save' }))
    await engine.waiting('saveSession').fail({ code: 'output-not-writable' })
    await tick()
    within(dialog('Save the session')).getByText('The session was not saved')
    expect(title().textContent).toContain('Untitled session')
  })
})

describe('the list of sessions', () => {
  it('has the latest first, says what cannot be read, and deletes after a question', async () => {
    await control('o', { shiftKey: true })
    await answerShelf([wells, { ...wells, id: 'b', name: 'Older' }], [{ id: 'damaged', message: 'it is cut off' }])
    const list = within(screen.getByRole('list', { name: /Saved sessions/ }))
    expect(list.getAllByRole('listitem').map((item) => item.querySelector('.name')?.textContent)).toEqual([
      'Wells',
      'Older',
      'damaged',
    ])
    list.getByText('it is cut off')
    await fireEvent.click(button('Delete: Older'))
    within(dialog('Delete Older?')).getByText(/Reconstructions stay in the history/)
    await fireEvent.click(button('Delete the session'))
    expect(engine.waiting('deleteSession').request).toEqual({ id: 'b' })
  })

  it('says how to come by a session where there is none', async () => {
    await control('o', { shiftKey: true })
    await answerShelf()
    screen.getByText('No session has been saved yet.')
    screen.getByText(/drop a .fieldsmith file on the window/)
  })

  it('opens a session after asking about what is not saved', async () => {
    await move()
    await control('o', { shiftKey: true })
    await answerShelf([wells])
    await fireEvent.click(button(/^Wells/))
    within(dialog('Save what has changed?'))
    expect(engine.count('openSession')).toBe(0)
    await fireEvent.click(button('Do not save'))
    const call = engine.waiting('openSession')
    expect(call.request).toEqual({ id: wells.id })
    await call.fail({ code: 'session-format' })
    await tick()
    screen.getByText('The session was not opened')
  })
})

describe('what a lost window has left', () => {
  const lost: SessionSummary = { ...wells, id: 'window-1' }

  it('is offered at the start, restored, and then its own', async () => {
    await engine.waiting('recoveries').answer({ recoveries: [lost, { ...lost, id: 'window-2' }], broken: [] })
    await tick()
    screen.getByText(/Work from .* was not saved/)
    screen.getByText(/It belongs to Wells/)
    screen.getByText(/There is one more/)
    await move()
    await control('z')
    await fireEvent.click(button('Restore'))
    expect(engine.waiting('openRecovery').request).toEqual({ window: 'window-1' })
  })

  it('is dropped where nobody wants it', async () => {
    await engine.waiting('recoveries').answer({ recoveries: [lost], broken: [] })
    await tick()
    await fireEvent.click(button('Discard'))
    const call = engine.waiting('dropRecovery')
    expect(call.request).toEqual({ window: 'window-1' })
    await call.answer({})
    await tick()
    expect(screen.queryByText(/was not saved/)).toBeNull()
  })
})

describe('a session file', () => {
  async function dropFiles(...names: string[]): Promise<void> {
    const event = new Event('drop', { bubbles: true, cancelable: true })
    const files = names.map((name) => new File([Uint8Array.of(1, 2)], name))
    Object.assign(event, { dataTransfer: { types: ['Files'], files } })
    window.dispatchEvent(event)
    await settle()
    await settle()
  }

  it('that is dropped is imported, and never taken for measurements', async () => {
    await dropFiles('Wells.FIELDSMITH')
    expect(engine.waiting('importSession').request).toMatchObject({ fileName: 'Wells.FIELDSMITH' })
    expect(engine.count('previewObservations')).toBe(0)
    await engine.waiting('importSession').fail({ code: 'session-format', message: 'it is cut off' })
    await tick()
    screen.getByText('Wells.FIELDSMITH was not imported')
  })

  it('comes alone', async () => {
    await dropFiles('a.fieldsmith', 'b.fieldsmith')
    screen.getByText('a.fieldsmith was not imported')
    expect(engine.count('importSession')).toBe(0)
  })
})

describe('leaving', () => {
  const leave = (): Event => {
    const event = new Event('beforeunload', { cancelable: true })
    window.dispatchEvent(event)
    return event
  }

  it('is asked about where it costs somebody something', async () => {
    await move()
    expect(leave().defaultPrevented).toBe(false)
    await dropGood()
    expect(leave().defaultPrevented).toBe(true)
  })
})

describe('in the desktop app', () => {
  afterEach(() => {
    delete (window as { fieldsmithShell?: object }).fieldsmithShell
    vi.restoreAllMocks()
  })

  it('leaving is asked about by the window itself, and happens by the answer', async () => {
    const close = vi.spyOn(window, 'close').mockImplementation(() => undefined)
    Object.assign(window, { fieldsmithShell: { requestEngine() {}, setMenu() {}, onCommand() {} } })
    freshEngine()
    document.body.replaceChildren()
    await openApp()
    await dropGood()
    window.dispatchEvent(new Event('beforeunload', { cancelable: true }))
    await tick()
    await fireEvent.click(button('Do not save'))
    expect(close).toHaveBeenCalledOnce()
    expect(engine.count('dropRecovery')).toBe(1)
    const again = new Event('beforeunload', { cancelable: true })
    window.dispatchEvent(again)
  })
})
