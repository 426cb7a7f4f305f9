import { fireEvent, screen, within } from '@testing-library/svelte'
import { tick } from 'svelte'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { ResultOf } from '../../../src-main/contract/calls'
import { nativePreview, observationsRead, settle, solutionOf } from '../engine-double'
import { drop, dropGood, engine, freshEngine, key, openApp } from './open-app'

beforeEach(freshEngine)

const text = (element: HTMLElement): string => element.textContent!.replaceAll(/\s+/g, ' ').trim()

describe('the import of a file', () => {
  const columns = ['Ort X', 'Ort Y', 'Druckhöhe']
  const asked: ResultOf<'previewObservations'> = {
    ...nativePreview,
    native: false,
    rows: 12,
    checkedRows: 12,
    columns: columns.map((name, i) => ({
      name,
      unit: i < 2 ? 'km' : 'cm',
      holds: 'numbers' as const,
      samples: ['0,1', '0,2'],
    })),
    mapping: {
      format: 'text',
      text: { delimiter: ';', decimal: ',', skip: 0, header: 'row', units: true },
      grid: false,
      columns: columns.map((name) => ({ name, role: 'ignore', field: null, unit: null, offset: 0, scale: null })),
    },
    targets: [
      { role: 'x', field: null, unit: 'm', accepts: ['m', 'km'] },
      { role: 'y', field: null, unit: 'm', accepts: ['m', 'km'] },
      { role: 'value', field: 'u', unit: 'm', accepts: ['m', 'cm'] },
    ],
  }
  const missing = { code: 'observations-mapping', line: 0, message: 'no column holds the position x' }

  /** Answers the look at the file as it is set now. */
  async function look(change: Partial<typeof asked> = {}): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 170))
    const call = engine.waiting('previewObservations')
    await call.answer({ ...asked, mapping: call.request.mapping ?? asked.mapping, ...change })
    await tick()
  }
  async function open(): Promise<HTMLElement> {
    await openApp()
    await drop('Kampagne.csv')
    await engine.waiting('previewObservations').answer(asked)
    await look({ findings: [missing], findingCount: 1 })
    return screen.getByRole('dialog', { name: 'Import Kampagne.csv' })
  }
  const choose = (dialog: HTMLElement, label: string, value: string): Promise<boolean> =>
    fireEvent.change(within(dialog).getByLabelText(label), { target: { value } })

  it('shows what the file holds and what is in the way', async () => {
    const dialog = await open()
    expect(text(dialog)).toMatch(/Text · 12 rows/)
    expect(text(within(dialog).getByRole('status'))).toBe('1 finding')
    expect(text(within(dialog).getByRole('list', { name: 'Findings by line' }))).toBe('no column holds the position x')
    expect(within(dialog).getAllByRole('columnheader').map(text)).toEqual([
      'Ort Xin km',
      'Ort Yin km',
      'Druckhöhein cm',
    ])
    expect(within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Import' }).disabled).toBe(true)
  })

  it('takes roles, units, origin and layout, and reads by them', async () => {
    const dialog = await open()
    await choose(dialog, 'What Ort X holds', 'x ')
    await choose(dialog, 'What Ort Y holds', 'y ')
    await choose(dialog, 'What Druckhöhe holds', 'value u')
    await look({ findings: [missing], findingCount: 1 })
    await choose(dialog, 'Unit of Ort X', 'm')
    const origin = within(dialog).getByLabelText('Origin in x', { selector: 'input' })
    await fireEvent.input(origin, { target: { value: '3,5' } })
    await fireEvent.keyDown(origin, { key: 'Enter' })
    await choose(dialog, 'Decimal sign', '.')
    await look()
    const { mapping } = engine.waiting('readObservations').request
    expect(mapping).toMatchObject({
      text: { delimiter: ';', decimal: '.', header: 'row', units: true },
      columns: [
        { role: 'x', field: null, unit: 'm', offset: 3.5, scale: null },
        { role: 'y', field: null, unit: 'km', offset: 0 },
        { role: 'value', field: 'u', unit: 'cm' },
      ],
    })
    await engine.waiting('readObservations').answer(observationsRead)
    await tick()
    expect(text(within(dialog).getByRole('status'))).toBe(
      '2 sensors will be read · 1 on a · 1 on u · 2 values state no noise',
    )
    expect(text(dialog)).toMatch(/All shown sensors lie in the domain/)
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Import 2 sensors' }))
    await settle()
    await settle()
    expect(screen.queryByRole('dialog', { name: /Import/ })).toBeNull()
    expect(screen.getByText('Kampagne.csv')).toBeTruthy()
  })

  it('is given up by Cancel, and leaves what was there', async () => {
    await openApp()
    await dropGood()
    await drop('Kampagne.csv')
    await engine.waiting('previewObservations').answer(asked)
    await look()
    const dialog = screen.getByRole('dialog', { name: 'Import Kampagne.csv' })
    expect(within(dialog).getByRole('radio', { name: 'Keep them as well' })).toBeTruthy()
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Cancel' }))
    await settle()
    await settle()
    expect(screen.queryByRole('dialog', { name: /Import/ })).toBeNull()
    expect(screen.getByText('wells.csv')).toBeTruthy()
  })
})

describe('the table of sensors', () => {
  const grid = (): HTMLElement => screen.getByRole('grid')
  const rows = (): string[] =>
    within(grid())
      .getAllByRole('row')
      .slice(1)
      .map((row) => within(row).getAllByRole('gridcell').map(text).filter(Boolean).join(' '))
  const press = (pressed: string, options: object = {}): Promise<boolean> =>
    fireEvent.keyDown(grid(), { key: pressed, ...options })

  async function open(): Promise<void> {
    // An element has no size here, and the table draws the rows that are seen.
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(200)
    await openApp()
    await dropGood()
    await key('o')
    await tick()
  }

  it('lists the sensors with the field, place, value and noise of each', async () => {
    await open()
    expect(within(grid()).getAllByRole('columnheader').map(text)).toEqual([
      'On',
      'Field',
      'x',
      'y',
      'Value',
      'σ',
      'From',
    ])
    expect(rows()).toEqual(['a 0.2 0.3 3 0.1 line 2', 'u 0.6 0.7 0.4 not stated line 3'])
    await key('o')
    await tick()
    expect(screen.queryByRole('grid')).toBeNull()
  })

  it('is edited by the keyboard, with a message for what cannot be', async () => {
    await open()
    for (const pressed of ['ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight']) {
      await press(pressed)
    }
    await press('5')
    const cell = screen.getByLabelText<HTMLInputElement>('σ of sensor 2')
    expect(cell.value).toBe('5')
    await fireEvent.input(cell, { target: { value: '-1' } })
    await fireEvent.keyDown(cell, { key: 'Enter' })
    expect(screen.getByText('At least 0')).toBeTruthy()
    await fireEvent.input(cell, { target: { value: '0,05' } })
    await fireEvent.keyDown(cell, { key: 'Enter' })
    await settle()
    expect(rows()[1]).toMatch(/ 0\.05 line/)
    expect(screen.queryByLabelText('σ of sensor 2')).toBeNull()
  })

  it('mutes, deletes, adds and gives several the same noise', async () => {
    await open()
    await press('ArrowDown')
    await press(' ')
    expect(screen.getByText('2 sensors, 1 muted')).toBeTruthy()
    await press('a', { ctrlKey: true })
    const noise = screen.getByLabelText('σ of the selected', { selector: 'input' })
    await fireEvent.input(noise, { target: { value: '0.25' } })
    await fireEvent.keyDown(noise, { key: 'Enter' })
    await tick()
    expect(rows().every((row) => row.includes(' 0.25 '))).toBe(true)
    await fireEvent.click(screen.getByRole('button', { name: 'Add row' }))
    await tick()
    expect(rows()[2]).toBe('u 0.5 0.5 0 not stated by hand')
    await press('Delete')
    await tick()
    expect(rows()).toHaveLength(2)
    await fireEvent.click(screen.getByRole('button', { name: 'Mute all of a' }))
    await tick()
    expect(screen.getByText('2 sensors, 2 muted')).toBeTruthy()
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Reconstruct' }).disabled).toBe(true)
  })

  it('sorts by misfit after a solve, and is led to from the sensors that are furthest off', async () => {
    await open()
    await key('Enter', { ctrlKey: true })
    const call = engine.waiting('solve')
    const solution = solutionOf(call.request)
    const readings = { sigma: Float64Array.of(0.1, 0.01), misfit: Float64Array.of(0.5, -4.25) }
    await call.answer({ ...solution, readings })
    await tick()
    await fireEvent.click(screen.getByRole('button', { name: 'Misfit' }))
    await tick()
    expect(rows()[0]).toMatch(/−4\.25 line 3$/)
    const misfits = screen.getByRole('region', { name: 'Misfit' })
    await fireEvent.click(within(misfits).getByRole('button', { name: /−4\.3 σ on u/ }))
    await tick()
    expect(within(grid()).getAllByRole('row')[1]!.getAttribute('aria-selected')).toBe('true')
    await fireEvent.click(within(misfits).getByRole('button', { name: 'Mute 1 beyond 3 σ' }))
    await tick()
    expect(screen.getByText('2 sensors, 1 muted')).toBeTruthy()
    expect(screen.getByText('1 sensor more than 3 σ off muted')).toBeTruthy()
  })
})

describe('sensors by hand', () => {
  it('are added where the probe stands, with the value that is shown there', async () => {
    await openApp()
    await key('p')
    await fireEvent.keyDown(screen.getByRole('application'), { key: 'Enter' })
    await tick()
    const form = screen.getByRole('form', { name: 'Add a sensor' })
    const value = within(form).getByLabelText<HTMLInputElement>('Value', { selector: 'input' })
    expect(value.value).toBe('0.3164')
    await fireEvent.input(value, { target: { value: '0,75' } })
    await fireEvent.keyDown(value, { key: 'Enter' })
    await fireEvent.submit(form)
    await tick()
    expect(screen.queryByRole('form')).toBeNull()
    expect(screen.getByText('by-hand.csv')).toBeTruthy()
    await key('Enter', { ctrlKey: true })
    const { observations } = engine.waiting('solve').request
    expect([...observations.value]).toEqual([0.75])
    expect([...observations.x]).toEqual([0.5625])
    expect(observations.fields).toEqual(['u'])
  })
})
