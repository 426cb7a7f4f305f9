import { fireEvent, screen, within } from '@testing-library/svelte'
import { tick } from 'svelte'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { ResultOf } from '../../../src-main/contract/calls'
import { defaultViewSettings } from '../../../src-main/contract/view-settings'
import { misfitBins, normalDensity } from '../../../src-renderer/views/report/misfit-histogram'
import { changeBetween } from '../../../src-renderer/views/report/pictures'
import { solutionOf, viewOf } from '../engine-double'
import { payload } from '../scene/fields'
import { answerSample, dropGood, engine, freshEngine, key, openApp } from './open-app'

beforeEach(freshEngine)

async function solve(change: (result: ResultOf<'solve'>) => ResultOf<'solve'> = (result) => result): Promise<void> {
  await dropGood()
  await key('Enter', { ctrlKey: true })
  const call = engine.waiting('solve')
  await call.answer(change(solutionOf(call.request)))
  await tick()
}

async function openReport(): Promise<HTMLElement> {
  await key('y')
  await tick()
  await tick()
  return screen.getByRole('article')
}

const headings = (): string[] => screen.getAllByRole('heading', { level: 2 }).map(({ textContent }) => textContent)

describe('the report of a sample', () => {
  it('says what it is, how good, and what to distrust, in this order', async () => {
    await openApp()
    const article = await openReport()
    expect(within(article).getByRole('heading', { level: 1 }).textContent.trim()).toBe(
      'Darcy flow: a sample of the model',
    )
    const text = article.textContent.replace(/\s+/g, ' ')
    expect(text).toMatch(/Approximate One draw of the model for Darcy flow, seed 7; no sensors were used\./)
    expect(text).toMatch(/leave 4\.0 % of what the equation balances. Pressure head is 2\.1 % off/)
    expect(text).toMatch(/as likely as other draws/)
    expect(headings()).toEqual(['Fields', 'Residual', 'Parameters', 'Assumptions', 'Provenance', 'Request'])
    const pictures = within(article).getAllByRole('img')
    expect(pictures.map((one) => one.getAttribute('aria-label')!.replace(/,.*/, ''))).toEqual([
      'Transmissivity',
      'Pressure head',
      'Residual',
    ])
    expect(text).toMatch(/"call": "generate"/)
  })

  it('explains every norm, with its floor', async () => {
    await openApp()
    await openReport()
    const table = within(screen.getByRole('article')).getByRole('table', { name: /Norms of the residual/ })
    expect(within(table).queryAllByRole('button')).toEqual([])
    expect(within(table).getByText(/follows the error of the solution much more closely/)).toBeTruthy()
    expect(within(table).getByRole('columnheader', { name: 'Floor' })).toBeTruthy()
  })

  it('tells the sizes of its files, and saves the sample that it shows', async () => {
    await openApp()
    await openReport()
    const sizes = engine.waiting('sampleSizes')
    expect(sizes.request).toMatchObject({ problem: 'darcy', seed: 7, steps: 1 })
    await sizes.answer({ npz: 45_000, vti: 67_000, html: 43_000, json: 1200, zip: 98_000 })
    await tick()
    const button = screen.getByRole('button', { name: /^NPZ\s*45/ })
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined)
    await fireEvent.click(button)
    const call = engine.waiting('exportSample')
    expect(call.request).toMatchObject({ seed: 7, format: 'npz' })
    await call.answer({ fileName: 'sample.npz', mediaType: 'application/zip', bytes: new Uint8Array(45_000) })
    await tick()
    expect(click).toHaveBeenCalledOnce()
    expect(screen.getAllByText(/sample\.npz saved/).length).toBeGreaterThan(0)
    click.mockRestore()
  })

  it('follows what Solve shows, but not while nobody looks', async () => {
    await openApp()
    await openReport()
    await key('s')
    await fireEvent.click(screen.getByRole('button', { name: 'New sample' }))
    await answerSample(3)
    const before = engine.count('sampleSizes')
    const hidden = document.querySelector('main.report')!
    expect(hidden.textContent).toContain('seed 7')
    await key('y')
    await tick()
    expect(hidden.textContent).not.toContain('seed 7;')
    expect(engine.count('sampleSizes')).toBeGreaterThan(before)
  })
})

describe('the report of a reconstruction', () => {
  it('is sound where equation and sensors are met, and sets raw beside refined', async () => {
    await openApp()
    await solve()
    const article = await openReport()
    const raw = engine.waiting('solutionView')
    expect(raw.request).toMatchObject({ solutionId: 's1', version: 'raw', view: { kind: 'mean' } })
    await raw.answer(viewOf(raw.request, 2))
    await tick()
    const text = article.textContent.replace(/\s+/g, ' ')
    expect(text).toMatch(/Sound Reconstruction from 2 sensors on transmissivity, pressure head, by 8 fits\./)
    expect(text).toMatch(/fits the sensors as well as their noise allows/)
    expect(headings()).toEqual([
      'Fields',
      'Sensors and misfit',
      'Raw beside refined',
      'Residual',
      'Next sensors',
      'Parameters',
      'Assumptions',
      'Provenance',
      'Request',
    ])
    const pictures = within(article)
      .getAllByRole('img')
      .map((one) => one.getAttribute('aria-label')!)
    expect(pictures.find((label) => label.startsWith('Pressure head, refined less raw'))).toMatch(
      /from −1\.88\sm to −0\.125\sm/,
    )
    expect(text).toMatch(/wells\.csv/)
    expect(within(article).getByRole('table', { name: /Sensors by their misfit/ })).toBeTruthy()
  })

  it('warns first where an alarm is raised, whatever the residual', async () => {
    const alarm = {
      code: 'misfit-above-noise' as const,
      what: 'The fitted fields miss the observed values.',
      advice: 'Check the noise.',
      statistic: 9,
      limit: 2,
    }
    await openApp()
    await solve((result) => ({ ...result, document: { ...result.document, alarms: [alarm] } }))
    const article = await openReport()
    const text = article.textContent.replace(/\s+/g, ' ')
    expect(text).toMatch(/Do not rely on it/)
    expect(text).toMatch(/miss the sensors by more than the assumed noise explains/)
    expect(within(article).getByRole('note').textContent).toMatch(/The fields miss the measurements/)
  })

  it('says of what lies beyond the training, and of one that the history could not keep', async () => {
    await openApp()
    await solve((result) => ({
      ...result,
      document: { ...result.document, outsideTraining: ['low'] },
      notKept: { code: 'output-not-writable', kind: 'usage', message: 'the disk is full', details: [] },
    }))
    const article = await openReport()
    expect(article.textContent).toMatch(/Beyond what the model was trained on: Permeability, low\./)
    expect(screen.getAllByText(/The history could not keep this reconstruction/).length).toBeGreaterThan(0)
  })

  it('copies its request', async () => {
    const written: string[] = []
    vi.stubGlobal('navigator', {
      ...{ userAgent: navigator.userAgent, language: 'en' },
      clipboard: { writeText: async (text: string) => void written.push(text) },
    })
    await openApp()
    await solve()
    await openReport()
    await fireEvent.click(screen.getByRole('button', { name: 'Copy the request' }))
    await tick()
    expect(JSON.parse(written[0]!)).toMatchObject({
      call: 'solve',
      observations: { a: 1, u: 1 },
      observationFile: 'wells.csv',
      seed: 7,
      model: { id: 'darcy-64-student' },
    })
    vi.unstubAllGlobals()
  })
})

describe('the histogram of misfits', () => {
  it('has every sensor in one bin, those far out in the outermost', () => {
    const bins = misfitBins([-9, -0.1, 0, 0.49, 0.5, 7])
    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(6)
    expect(bins[0]).toMatchObject({ from: -5, count: 1 })
    expect(bins.at(-1)).toMatchObject({ to: 5, count: 1 })
    expect(bins.find(({ from }) => from === 0)!.count).toBe(2)
  })

  it('is a density, as the normal beside it', () => {
    const area = misfitBins([0.1, 0.2, -1.4, 3]).reduce((sum, { density, from, to }) => sum + density * (to - from), 0)
    expect(area).toBeCloseTo(1, 12)
    const step = 0.01
    let normal = 0
    for (let z = -8; z < 8; z += step) normal += step * normalDensity(z + step / 2)
    expect(normal).toBeCloseTo(1, 6)
  })
})

it('a change is shown about zero', () => {
  const { field, range } = changeBetween(
    payload(2, 2, () => 1),
    payload(2, 2, (x) => 1 + (x < 0.5 ? 0.2 : -0.6)),
    'Pressure head',
    defaultViewSettings,
  )
  expect(Array.from(field.data).map((value) => Math.round(10 * value))).toEqual([2, -6, 2, -6])
  expect(range.minimum).toBeCloseTo(-0.6, 6)
  expect(range.maximum).toBeCloseTo(0.6, 6)
})
