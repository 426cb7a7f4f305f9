import { fireEvent, screen, within } from '@testing-library/svelte'
import { tick } from 'svelte'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Alarm } from '../../../src-main/contract/calls'
import { observationsRead, solutionOf, viewOf } from '../engine-double'
import { drop, dropGood, engine, freshEngine, key, openApp, picture } from './open-app'

beforeEach(freshEngine)

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
    await engine.readFile({ ...observationsRead, table: { ...observationsRead.table, sigma: Float64Array.of(0.1, 0) } })
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
    expect(screen.getAllByText(/^solution\.npz saved, 1\.5\skB$/).length).toBeGreaterThan(0)
    click.mockRestore()
  })
})
