import { fireEvent, render, screen, within } from '@testing-library/svelte'
import { tick } from 'svelte'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Alarm } from '../../../src-main/contract/calls'
import App from '../../../src-renderer/App.svelte'
import { description, EngineDouble, points, sampleOf, settle, solutionOf, viewOf } from '../engine-double'

let engine: EngineDouble

beforeEach(() => {
  localStorage.clear()
  engine = new EngineDouble()
})

async function openApp(): Promise<void> {
  render(App, { client: engine })
  await engine.waiting('describe').answer(description)
  await tick()
  const first = engine.waiting('generate')
  await first.answer(sampleOf(first.request))
  await tick()
}

async function answerSample(height = 1): Promise<void> {
  const call = engine.waiting('generate')
  await call.answer(sampleOf(call.request, height))
  await tick()
}

const picture = (): HTMLElement => screen.getByRole('application')
const key = (pressed: string, options: object = {}): Promise<boolean> =>
  fireEvent.keyDown(document.body, { key: pressed, ...options })

async function drop(...names: string[]): Promise<void> {
  const files = names.map((name) => new File(['field,x,y,value\n'], name, { type: 'text/csv' }))
  const event = new Event('drop', { bubbles: true, cancelable: true })
  Object.assign(event, { dataTransfer: { types: ['Files'], files } })
  window.dispatchEvent(event)
  await settle()
  await settle()
}

async function dropGood(name = 'wells.csv'): Promise<void> {
  await drop(name)
  await engine.waiting('readObservations').answer({ count: 2, withoutNoise: 2, points })
  await tick()
}

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
    expect(document.querySelector('dialog')!.open).toBe(true)
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
    vi.stubGlobal('navigator', { clipboard: { writeText } })
    await openApp()
    await drop('bad.csv')
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

  it('comes alone: several at once are refused', async () => {
    await openApp()
    await drop('a.csv', 'b.csv')
    const panel = screen.getByRole('region', { name: 'a.csv cannot be used' })
    expect(panel.textContent).toContain('one file at a time, received 2')
    expect(engine.count('readObservations')).toBe(0)
  })

  it('can be removed again', async () => {
    await openApp()
    await dropGood()
    await fireEvent.click(screen.getByRole('button', { name: 'Remove wells.csv' }))
    expect(screen.getByRole('button', { name: 'Try the sample sensors' })).toBeTruthy()
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Reconstruct' }).disabled).toBe(true)
  })
})

describe('a reconstruction', () => {
  async function solve(alarms: readonly Alarm[] = []): Promise<void> {
    await key('Enter', { ctrlKey: true })
    const call = engine.waiting('solve')
    const solution = solutionOf(call.request)
    await call.answer({ ...solution, document: { ...solution.document, alarms: [...alarms] } })
    await tick()
  }

  async function answerView(): Promise<void> {
    const call = engine.waiting('solutionView')
    await call.answer(viewOf(call.request))
    await tick()
  }

  it('shows its stage, its share, the time left and its figures, and can be cancelled', async () => {
    await openApp()
    await dropGood()
    await fireEvent.click(screen.getByRole('button', { name: 'Reconstruct' }))
    const call = engine.waiting('solve')
    call.progress({ stage: 'Fitting latents', fraction: 0.42, etaSeconds: 8, figures: { misfit: 2.5 } })
    await tick()
    const panel = screen.getByRole('region', { name: 'Reconstruction' })
    expect(within(panel).getByRole('progressbar').getAttribute('aria-valuenow')).toBe('42')
    expect(panel.textContent!.replaceAll(/\s+/g, ' ')).toMatch(/Fitting latents 42 % about 8 s left misfit 2\.50/)
    await fireEvent.click(within(panel).getByRole('button', { name: 'Cancel' }))
    expect(call.signal?.aborted).toBe(true)
    await call.fail({ kind: 'cancelled' })
    await tick()
    expect(within(panel).queryByRole('alert')).toBeNull()
    expect(within(panel).getByRole('button', { name: 'Reconstruct' })).toBeTruthy()
  })

  it('ends on its mean field with raw and refined norms, misfits and provenance', async () => {
    await openApp()
    await dropGood()
    await solve()
    expect(picture().getAttribute('aria-label')).toMatch(/^Pressure head, mean of the samples/)
    expect(screen.getByText('At the floor')).toBeTruthy()
    const headers = screen.getAllByRole('columnheader').map(({ textContent }) => textContent!.trim())
    expect(headers).toEqual(expect.arrayContaining(['Raw', 'Refined', 'Floor', 'Sensors']))
    expect(screen.getByText(/fits the sensors as well as/)).toBeTruthy()
    expect(screen.getByText(/12 runs, 10 of its gradient, for each sample/)).toBeTruthy()
    await key('1')
    await key('v')
    expect(picture().getAttribute('aria-label')).toMatch(/^Transmissivity, standard deviation/)
    await key('m')
    expect(picture().getAttribute('aria-label')).toMatch(/^Transmissivity, from/)
  })

  it('asks for no noise where the file states all of it', async () => {
    await openApp()
    await drop('stated.csv')
    await engine.waiting('readObservations').answer({ count: 2, withoutNoise: 0, points })
    await tick()
    expect(screen.queryByRole('radio', { name: 'Estimate' })).toBeNull()
  })

  it('takes the noise as it is chosen, and says where it came from', async () => {
    await openApp()
    await dropGood()
    const level = screen.getByRole('textbox', { name: 'Assumed noise in percent' })
    await fireEvent.input(level, { target: { value: '5' } })
    await fireEvent.keyDown(level, { key: 'Enter' })
    await key('Enter', { ctrlKey: true })
    expect(engine.waiting('solve').request).toMatchObject({ noise: { kind: 'assumed', level: 0.05 } })
    await engine.waiting('solve').fail({ kind: 'cancelled' })
    await fireEvent.click(screen.getByRole('radio', { name: 'Estimate' }))
    await key('Enter', { ctrlKey: true })
    const call = engine.waiting('solve')
    expect(call.request).toMatchObject({ noise: { kind: 'estimated' } })
    await call.answer(solutionOf(call.request))
    await tick()
    const misfit = screen.getByRole('region', { name: 'Misfit' }).textContent!.replaceAll(/\s+/g, ' ')
    expect(misfit).toMatch(/of a: 0\.10 m²\/d, as the file states · of u: 0\.012 m, estimated/)
    expect(misfit).toMatch(/a, m²\/d ?1 ?0\.100 ?0\.200/)
  })

  it('switches between refined and raw, and steps through samples and quantiles, by keys and by hand', async () => {
    await openApp()
    await dropGood()
    await solve()
    await key('c')
    await answerView()
    expect(picture().getAttribute('aria-label')).toMatch(/mean of the samples, raw/)
    await fireEvent.click(screen.getByRole('radio', { name: 'One sample' }))
    await answerView()
    expect(picture().getAttribute('aria-label')).toMatch(/sample 1 of 8, raw/)
    const stepper = screen.getByRole('spinbutton', { name: 'Sample' })
    await fireEvent.keyDown(stepper, { key: 'End' })
    await answerView()
    expect(stepper.getAttribute('aria-valuetext')).toBe('8 of 8')
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Sample: next' }).disabled).toBe(true)
    await key('.')
    expect(engine.count('solutionView')).toBe(3)
    await key('v')
    await answerView()
    expect(picture().getAttribute('aria-label')).toMatch(/5 % quantile of the samples, raw/)
    await key('.')
    expect(engine.waiting('solutionView').request.view).toEqual({ kind: 'quantile', level: 0.1 })
  })

  it('proposes the next sensors, and shows them on the spread', async () => {
    await openApp()
    await dropGood()
    await solve()
    const list = screen.getByRole('region', { name: 'Next sensor' })
    const words = within(list)
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent!.replaceAll(/\s+/g, ' ').trim())
    expect(words[0]).toMatch(/^1 x = 0\.41, y = 0\.73 on u: would remove 12 % of the remaining variance/)
    expect(words[1]).toMatch(/would remove 3\.4 %/)
    await key('1')
    await fireEvent.click(within(list).getAllByRole('button')[0]!)
    expect(picture().getAttribute('aria-label')).toMatch(/^Pressure head, standard deviation/)
    expect(screen.getByText('next sensor')).toBeTruthy()
  })

  it('that does not fit the model alarms, folds to a mark, and stays usable', async () => {
    await openApp()
    await dropGood()
    await solve([
      {
        code: 'prior-mismatch',
        what: 'The values lie far outside of what the model has learned.',
        advice: 'Check their unit.',
        statistic: 91.2,
        limit: 2.5,
      },
    ])
    const alarm = screen.getByRole('alert')
    expect(alarm.textContent).toMatch(/Do not rely on this reconstruction.*Check their unit\..*91\.2, at most 2\.50/s)
    expect(screen.getByText(/they do not say that the field is the true one/)).toBeTruthy()
    await fireEvent.click(within(alarm).getByRole('button', { name: 'Understood' }))
    expect(screen.queryByRole('alert')).toBeNull()
    await key('v')
    expect(picture().getAttribute('aria-label')).toMatch(/standard deviation/)
    await fireEvent.click(screen.getByRole('button', { name: 'Do not rely on this reconstruction' }))
    expect(screen.getByRole('alert')).toBeTruthy()
    await key('m')
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('says when it was made with other settings', async () => {
    await openApp()
    await dropGood()
    await solve()
    expect(picture().dataset['stale']).toBe('false')
    await fireEvent.click(screen.getByRole('switch', { name: 'Refine by physics' }))
    await tick()
    expect(screen.getByText('Made with other settings')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Reconstruct again' })).toBeTruthy()
  })

  it('shows why it failed, and goes on', async () => {
    await openApp()
    await dropGood()
    await key('Enter', { ctrlKey: true })
    await engine.waiting('solve').fail({ kind: 'solve', message: 'the fit did not come down' })
    await tick()
    expect(screen.getByText('the fit did not come down')).toBeTruthy()
    await fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
    const again = engine.waiting('solve')
    await again.answer(solutionOf(again.request))
    await tick()
    expect(screen.getByText('At the floor')).toBeTruthy()
  })

  it('is exported under the name that the engine gives', async () => {
    await openApp()
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'NPZ' }).disabled).toBe(true)
    await dropGood()
    await solve()
    const names: string[] = []
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      names.push(this.download)
    })
    await fireEvent.click(screen.getByRole('button', { name: 'NPZ' }))
    const call = engine.waiting('exportSolution')
    expect(call.request).toEqual({ solutionId: 's1', format: 'npz' })
    await call.answer({ fileName: 'solution.npz', mediaType: 'application/zip', bytes: new Uint8Array(1500) })
    await tick()
    expect(names).toEqual(['solution.npz'])
    expect(screen.getAllByText('solution.npz saved, 2 kB').length).toBeGreaterThan(0)
    click.mockRestore()
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

describe('the theme', () => {
  it('is chosen, remembered and taken back', async () => {
    await openApp()
    await fireEvent.click(screen.getByRole('radio', { name: 'Dark' }))
    expect(document.documentElement.dataset['theme']).toBe('dark')
    expect(localStorage.getItem('fieldsmith.theme')).toBe('dark')
    await fireEvent.click(screen.getByRole('radio', { name: 'As the system' }))
    expect(document.documentElement.dataset['theme']).toBeUndefined()
  })
})
