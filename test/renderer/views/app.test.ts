import { fireEvent, render, screen, within } from '@testing-library/svelte'
import { tick } from 'svelte'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import App from '../../../src-renderer/App.svelte'
import { description, nativePreview, settle } from '../engine-double'
import { answerSample, drop, dropGood, engine, freshEngine, key, openApp, picture } from './open-app'

beforeEach(freshEngine)

describe('on opening', () => {
  it('says what it waits for, then shows a first sample without being asked', async () => {
    render(App, { client: engine })
    expect(screen.getByRole('status').textContent).toBe('Starting the engine')
    await engine.waiting('describe').answer(description)
    await tick()
    expect(engine.waiting('generate').request).toMatchObject({ parameters: { low: 3, source: 1 } })
    await answerSample()
    expect(picture().getAttribute('aria-label')).toMatch(/^Pressure head, from .* to /)
    expect(screen.getByRole('heading', { name: 'Darcy flow' })).toBeTruthy()
  })

  it('says why it has nothing to show, and tries again', async () => {
    render(App, { client: engine })
    await engine.waiting('describe').fail({ message: 'models/ cannot be read' })
    await tick()
    expect(screen.getByRole('alert').textContent).toContain('models/ cannot be read')
    await fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
    await engine.waiting('describe').answer(description)
    await tick()
    await answerSample()
    expect(picture()).toBeTruthy()
  })

  it('lists every provider with the reason that it was refused', async () => {
    await openApp()
    expect(screen.getByRole('button', { name: /cpu, where the model runs/ })).toBeTruthy()
    expect(screen.getByText('libcudart is missing')).toBeTruthy()
  })

  it('shows flat maps and says so where there is no WebGL2', async () => {
    await openApp()
    expect(screen.getByText(/no WebGL2/)).toBeTruthy()
    expect(document.querySelector('canvas')).toBeTruthy()
  })
})

describe('the sample', () => {
  it('follows a slider and is marked stale meanwhile', async () => {
    await openApp()
    const before = picture().getAttribute('aria-label')
    await fireEvent.input(screen.getByRole('slider', { name: /Source/ }), { target: { value: '1' } })
    expect(engine.waiting('generate').request).toMatchObject({ parameters: { source: 4 }, seed: 7 })
    await tick()
    expect(picture().dataset['stale']).toBe('true')
    expect(picture().getAttribute('aria-label')).toBe(before)
    await answerSample(4)
    expect(picture().dataset['stale']).toBe('false')
    expect(picture().getAttribute('aria-label')).not.toBe(before)
  })

  it('stays when the engine refuses, with the reason beside it', async () => {
    await openApp()
    await key('n')
    await engine.waiting('generate').fail({ code: 'model-missing', message: 'there is no model' })
    await tick()
    expect(screen.getByText('there is no model')).toBeTruthy()
    expect(picture().getAttribute('aria-label')).toMatch(/^Pressure head/)
    await fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
    await answerSample()
    expect(screen.queryByText('there is no model')).toBeNull()
  })

  it('is drawn anew with another seed', async () => {
    await openApp()
    await fireEvent.click(screen.getByRole('button', { name: 'New sample' }))
    expect(engine.waiting('generate').request.seed).not.toBe(7)
  })

  it('changes the field by number keys, but not while somebody types', async () => {
    await openApp()
    await key('1')
    expect(picture().getAttribute('aria-label')).toMatch(/^Transmissivity/)
    await fireEvent.keyDown(screen.getByRole('textbox', { name: /Seed/ }), { key: '3' })
    expect(picture().getAttribute('aria-label')).toMatch(/^Transmissivity/)
    await key('3')
    expect(picture().getAttribute('aria-label')).toMatch(/^Residual/)
  })

  it('is certified with its floors and explains each norm', async () => {
    await openApp()
    const table = screen.getByRole('table', { name: /Norms of the residual/ })
    const row = within(table)
      .getByRole('button', { name: /Relative L2/ })
      .closest('tr')!
    expect(row.textContent).toMatch(/0\.0400\s*1\.0\s×\s10−11/)
    const explanation = within(table).getByText(/what the equation balances\. Grid noise/)
    expect(explanation.closest('tr')!.hidden).toBe(true)
    await fireEvent.click(within(row).getByRole('button'))
    expect(explanation.closest('tr')!.hidden).toBe(false)
  })
})

describe('the keyboard', () => {
  it('probes the picture cell by cell', async () => {
    await openApp()
    await key('p')
    expect(document.activeElement).toBe(picture())
    await fireEvent.keyDown(picture(), { key: 'ArrowRight' })
    await fireEvent.keyDown(picture(), { key: 'ArrowUp', shiftKey: true })
    await tick()
    expect(document.querySelector('.readout')!.textContent!.replaceAll(/\s+/g, ' ')).toContain('x 0.688 y 0.938 m')
    await fireEvent.keyDown(picture(), { key: 'Escape' })
    await tick()
    expect(document.querySelector('.readout')).toBeNull()
  })

  it('opens its own help', async () => {
    await openApp()
    await key('?')
    const help = screen.getByRole<HTMLDialogElement>('dialog', { name: 'Keyboard' })
    expect(help.open).toBe(true)
    expect(within(help).getByText('New sample')).toBeTruthy()
  })

  it('finds a command by what it is called, and does it', async () => {
    await openApp()
    await key('k', { ctrlKey: true })
    const entry = screen.getByRole('combobox', { name: 'What do you want to do?' })
    await fireEvent.input(entry, { target: { value: 'smple' } })
    expect(within(screen.getByRole('listbox')).getAllByRole('option')[0]!.textContent).toContain('New sample')
    await fireEvent.keyDown(entry, { key: 'Enter' })
    await tick()
    expect(engine.waiting('generate').request.seed).not.toBe(7)
  })

  it('offers in its menu what can be done here', async () => {
    await openApp()
    const menu = document.querySelector<HTMLElement>('[role=menu]')!
    menu.dispatchEvent(Object.assign(new Event('toggle'), { newState: 'open' }))
    await tick()
    expect(within(menu).getByText('New sample')).toBeTruthy()
    expect(within(menu).queryByText('Start training')).toBeNull()
  })

  it('leaves keys with a modifier to the browser', async () => {
    await openApp()
    await key('1', { ctrlKey: true })
    await key('n', { altKey: true })
    expect(picture().getAttribute('aria-label')).toMatch(/^Pressure head/)
    expect(engine.count('generate')).toBe(1)
  })
})

describe('a sensor file', () => {
  it('is read when it is dropped, and its sensors are counted', async () => {
    await openApp()
    await dropGood('wells.csv')
    expect(screen.getByText('wells.csv')).toBeTruthy()
    expect(document.querySelector('.counts')!.textContent!.replaceAll(/\s+/g, ' ')).toMatch(
      /Reconstruction: 1 on a ?1 on u/,
    )
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Reconstruct' }).disabled).toBe(false)
  })

  it('that is bad shows every finding by its line, to copy', async () => {
    const writeText = vi.fn(() => Promise.resolve())
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText } })
    await openApp()
    await drop('bad.csv')
    await engine.waiting('previewObservations').answer(nativePreview)
    await engine.waiting('readObservations').fail({
      message: '2 of 9 points cannot be used',
      details: ['x is not finite, at bad.csv line 3', 'an unknown field, at bad.csv line 8, received "q"'],
    })
    await tick()
    const panel = screen.getByRole('region', { name: 'bad.csv cannot be used' })
    const items = within(panel)
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent)
    expect(items).toEqual(['Line 3x is not finite', 'Line 8an unknown field, received "q"'])
    await fireEvent.click(within(panel).getByRole('button', { name: 'Copy all' }))
    expect(writeText).toHaveBeenCalledWith(
      '2 of 9 points cannot be used\nx is not finite, at bad.csv line 3\nan unknown field, at bad.csv line 8, received "q"',
    )
    await key('Escape')
    expect(screen.queryByRole('region', { name: /cannot be used/ })).toBeNull()
    await dropGood('good.csv')
    expect(screen.getByText('good.csv')).toBeTruthy()
    vi.unstubAllGlobals()
  })

  it('may come with others, which join it in their order', async () => {
    await openApp()
    await drop('a.csv', 'b.csv')
    await engine.readFile()
    await settle()
    await engine.readFile()
    await tick()
    expect(screen.getByText('a.csv + b.csv')).toBeTruthy()
    expect(document.querySelector('.counts')!.textContent!.replaceAll(/\s+/g, ' ')).toMatch(/2 on a ?2 on u/)
  })

  it('can be removed again', async () => {
    await openApp()
    await dropGood()
    await fireEvent.click(screen.getByRole('button', { name: 'Remove wells.csv' }))
    expect(screen.getByRole('button', { name: 'Try the sample sensors' })).toBeTruthy()
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Reconstruct' }).disabled).toBe(true)
  })
})

describe('an engine that dies', () => {
  it('is announced, and the window is as before when it is back', async () => {
    await openApp()
    await dropGood()
    await fireEvent.input(screen.getByRole('slider', { name: /Source/ }), { target: { value: '1' } })
    engine.become('lost')
    await engine.waiting('generate').fail({ kind: 'engine', code: 'engine-lost', message: 'the engine was lost' })
    await tick()
    expect(screen.getByText(/The engine has stopped/)).toBeTruthy()
    engine.become('restarting')
    engine.become('ready')
    await engine.waiting('describe').answer(description)
    expect(engine.waiting('generate').request.parameters['source']).toBe(4)
    await answerSample()
    expect(screen.queryByText(/The engine/)).toBeNull()
    expect(screen.getByText('wells.csv')).toBeTruthy()
  })
})

describe('an engine that dies twice within a minute', () => {
  it('says what to do, until it is understood', async () => {
    await openApp()
    for (let loss = 0; loss < 2; loss += 1) {
      engine.become('lost')
      engine.become('ready')
      await engine.waiting('describe').answer(description)
    }
    const banner = screen.getByText(/stopped twice within a minute.*choose another provider/)
    await fireEvent.click(within(banner).getByRole('button', { name: 'Understood' }))
    expect(screen.queryByText(/The engine/)).toBeNull()
  })
})

describe('the settings', () => {
  it('are chosen, kept by the engine and taken back', async () => {
    await openApp()
    await key(',', { ctrlKey: true })
    await fireEvent.click(screen.getByRole('radio', { name: 'Dark' }))
    expect(document.documentElement.dataset['theme']).toBe('dark')
    expect(engine.waiting('writeSettings').request).toEqual({ theme: 'dark' })
    await fireEvent.click(screen.getByRole('radio', { name: 'As the system', checked: false }))
    expect(document.documentElement.dataset['theme']).toBeUndefined()
  })

  it('change the language at once', async () => {
    await openApp()
    await key(',', { ctrlKey: true })
    await fireEvent.click(screen.getByRole('radio', { name: 'Deutsch' }))
    expect(screen.getByRole('dialog', { name: 'Einstellungen' })).toBeTruthy()
    expect(document.documentElement.lang).toBe('de')
    await fireEvent.click(screen.getByRole('radio', { name: 'English' }))
    expect(screen.getByRole('dialog', { name: 'Settings' })).toBeTruthy()
  })
})
