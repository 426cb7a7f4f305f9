import { fireEvent, screen, within } from '@testing-library/svelte'
import { tick } from 'svelte'
import { beforeEach, describe, expect, it } from 'vitest'
import type { HistoryEntry, HistoryList } from '../../../src-main/contract/calls'
import { settle } from '../engine-double'
import { entryOf, listOf, openedOf } from '../history-double'
import { answerSample, engine, freshEngine, key, openApp, picture } from './open-app'

beforeEach(freshEngine)

const wells = entryOf('wells', 3, { alarms: ['misfit-above-noise'] })
const probes = entryOf('probes', 2, { figures: { solutionError: 0.5 }, seed: 9, parameters: { low: 3, source: 2 } })

async function openHistory(entries: HistoryEntry[] = [wells, probes], changes: Partial<HistoryList> = {}) {
  await openApp()
  await key('h')
  await tick()
  await engine.waiting('history').answer(listOf(entries, changes))
  await tick()
}

const card = (name: RegExp): HTMLElement => screen.getByRole('button', { name })
const cards = (): string[] =>
  within(screen.getByRole('list', { name: 'Reconstructions' }))
    .getAllByRole('listitem')
    .map((item) => item.querySelector('b')!.textContent.trim())

describe('the history', () => {
  it('says what to do where nothing has been reconstructed', async () => {
    await openHistory([])
    expect(screen.getByText('Nothing has been reconstructed yet')).toBeTruthy()
    await fireEvent.click(screen.getByRole('button', { name: 'Go to Solve' }))
    expect(picture()).toBeTruthy()
  })

  it('shows each solve with its picture, its task, its figures and its alarms', async () => {
    await openHistory()
    expect(cards()).toEqual(['wells', 'probes'])
    const item = screen.getAllByRole('listitem').find((one) => one.textContent.includes('wells'))!
    expect(within(item).getByRole('img', { name: 'Picture of wells' })).toBeTruthy()
    expect(item.textContent).toMatch(/Darcy flow · Inverse/)
    expect(item.textContent).toMatch(/2 sensors · 8 samples/)
    expect(item.textContent).toMatch(/Off the reference solution\s+2\.0/)
    expect(item.textContent).toMatch(/1 alarm/)
    expect(screen.getByText('1.0 MB of 2.0 GB', { normalizer: (text) => text.replaceAll('\u00a0', ' ') })).toBeTruthy()
  })

  it('is searched, and says when nothing fits', async () => {
    await openHistory()
    await fireEvent.input(screen.getByRole('searchbox', { name: 'Search' }), { target: { value: 'prob' } })
    expect(cards()).toEqual(['probes'])
    await fireEvent.input(screen.getByRole('searchbox', { name: 'Search' }), { target: { value: 'nothing like it' } })
    await fireEvent.click(screen.getByRole('button', { name: 'Show all' }))
    expect(cards()).toEqual(['wells', 'probes'])
  })

  it('tells where a solve came from, and opens it with everything that was set', async () => {
    await openHistory()
    await fireEvent.click(card(/probes/))
    const details = screen.getByRole('complementary', { name: 'Details' })
    expect(details.textContent).toMatch(/Sensors\s*probes\.csv.*Model\s*darcy-64-student.*Fieldsmith 1\.2\.3.*seed 9/s)
    await fireEvent.click(within(details).getByRole('button', { name: 'Open in Solve' }))
    const call = engine.waiting('openSolution')
    expect(call.request).toEqual({ solutionId: 'id-probes' })
    await call.answer(openedOf(probes))
    await tick()
    expect(picture().getAttribute('aria-label')).toMatch(/^Pressure head, mean of the samples/)
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: /Source strength/ }).value).toBe('2')
    expect(screen.getByTitle('probes.csv')).toBeTruthy()
    expect(screen.getByRole<HTMLInputElement>('switch', { name: 'Refine by physics' }).checked).toBe(false)
    expect(screen.queryByText('Made with other settings')).toBeNull()
    expect(engine.waiting('generate').request).toMatchObject({ seed: 9, parameters: { low: 3, source: 2 } })
    await answerSample()
  })

  it('says why a solve cannot be opened, and stays', async () => {
    await openHistory()
    await fireEvent.dblClick(card(/wells/))
    await engine.waiting('openSolution').fail({ code: 'history-damaged', message: 'solution.npz is cut off' })
    await tick()
    expect(screen.getByRole('alert').textContent).toMatch(/“wells” cannot be opened/)
    expect(cards()).toEqual(['wells', 'probes'])
  })

  it('renames by the keyboard', async () => {
    await openHistory()
    await fireEvent.click(card(/wells/))
    await key('F2')
    await settle()
    const entry = screen.getByRole('textbox', { name: 'New name of wells' })
    await fireEvent.input(entry, { target: { value: 'Wells of May' } })
    await fireEvent.submit(entry.closest('form')!)
    const call = engine.waiting('renameSolution')
    expect(call.request).toEqual({ solutionId: 'id-wells', name: 'Wells of May' })
    await call.answer({ entry: { ...wells, name: 'Wells of May' } })
    await tick()
    expect(cards()).toEqual(['Wells of May', 'probes'])
  })

  it('deletes by a key, and brings back', async () => {
    await openHistory()
    await fireEvent.click(card(/wells/))
    await key('Delete')
    await engine.waiting('removeSolution').answer({})
    await engine.waiting('history').answer(listOf([probes]))
    await tick()
    expect(cards()).toEqual(['probes'])
    expect(document.activeElement?.textContent).toContain('probes')
    await fireEvent.click(within(screen.getByText(/“wells” deleted/, { selector: 'p' })).getByText('Undo'))
    await engine.waiting('restoreSolution').answer({})
    await engine.waiting('history').answer(listOf([wells, probes]))
    await tick()
    expect(cards()).toEqual(['wells', 'probes'])
    expect(screen.queryByText(/“wells” deleted/, { selector: 'p' })).toBeNull()
  })

  it('sets two beside each other and marks what differs', async () => {
    await openHistory()
    const [first, second] = screen.getAllByRole('checkbox', { name: 'Compare' })
    await fireEvent.click(first!)
    expect(screen.getByText('Choose a second one to compare.')).toBeTruthy()
    await fireEvent.click(second!)
    const rows = screen.getAllByRole('row').map((row) => [...row.children].map((cell) => cell.textContent.trim()))
    const values = Object.fromEntries(rows.map(([name, ...rest]) => [name, rest]))
    expect(values['Seed']).toEqual(['7', '9'])
    expect(values['Samples']).toEqual(['8', '8'])
    expect(values['Permeability, low']).toEqual(['4 m²/d', '3 m²/d'])
    const differing = screen.getAllByRole('row').filter((row) => row.classList.contains('differs'))
    expect(differing.map((row) => row.firstElementChild!.textContent)).toEqual([
      'Off the reference solution',
      'Seed',
      'Permeability, low',
    ])
    await fireEvent.click(screen.getByRole('button', { name: 'Stop comparing' }))
    expect(screen.queryByText('Two side by side')).toBeNull()
  })

  it('lists what is damaged with its reason, to be deleted', async () => {
    const reason = { code: 'history-damaged', kind: 'usage' as const, message: 'entry.json is missing', details: [] }
    await openHistory([wells], { damaged: [{ solutionId: 'broken-1', bytes: 1000, reason }] })
    expect(screen.getByText('1 damaged entry')).toBeTruthy()
    expect(screen.getByText('entry.json is missing')).toBeTruthy()
    await fireEvent.click(screen.getByRole('button', { name: 'Delete broken-1' }))
    expect(engine.waiting('removeSolution').request).toEqual({ solutionId: 'broken-1' })
  })
})
