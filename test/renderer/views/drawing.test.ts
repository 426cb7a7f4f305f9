import { fireEvent, render, screen, within } from '@testing-library/svelte'
import { tick } from 'svelte'
import { beforeEach, describe, expect, it } from 'vitest'
import App from '../../../src-renderer/App.svelte'
import type { VectorField } from '../../../src-main/contract/calls'
import { description, sampleOf } from '../engine-double'
import { payload } from '../scene/fields'
import { engine, freshEngine, key } from './open-app'

const { grid } = payload(8, 8, () => 0)
const flux: VectorField = {
  ...{ of: 'u', name: 'Flux', unit: 'm²/d', grid },
  x: new Float32Array(64).fill(3),
  y: new Float32Array(64).fill(4),
}

beforeEach(async () => {
  freshEngine()
  render(App, { client: engine })
  await engine.waiting('describe').answer(description)
  await tick()
  const call = engine.waiting('generate')
  await call.answer({ ...sampleOf(call.request), vectors: [flux] })
  await tick()
})

const controls = (): HTMLElement =>
  document.querySelector<HTMLElement>('[popover][aria-label="Colours, lines and arrows"]')!
const box = (name: string): HTMLInputElement => within(controls()).getByRole('checkbox', { name, hidden: true })
const radio = (name: string): HTMLElement => within(controls()).getByRole('radio', { name, hidden: true })
const field = (name: RegExp): HTMLInputElement => within(controls()).getByRole('textbox', { name, hidden: true })

describe('the legend', () => {
  it('says how large the flow is at most, once it is drawn', async () => {
    expect(screen.queryByText('Flux, at most')).toBeNull()
    await fireEvent.click(box('Arrows'))
    expect(screen.getByText('Flux, at most').closest('p')!.textContent).toMatch(/5\.0.m²\/d/)
  })
  it('says from where on the residual is hatched', async () => {
    await fireEvent.click(box('Residual'))
    expect(screen.getByText('Residual beyond').closest('p')!.textContent).toMatch(/m$/)
  })
})

describe('keys', () => {
  it.each([
    ['arrows', 'A', 'Arrows'],
    ['streamlines', 'S', 'Streamlines'],
    ['the residual', 'R', 'Residual'],
  ])('draw %s', async (_what, pressed, name) => {
    await key(pressed, { shiftKey: true })
    await tick()
    expect(box(name).checked).toBe(true)
  })
  it('draw isolines, and take them away', async () => {
    const slider = within(controls()).getByRole<HTMLInputElement>('slider', { name: /Isolines/, hidden: true })
    await key('i')
    await tick()
    expect(slider.value).toBe('10')
    await key('i')
    await tick()
    expect(slider.value).toBe('0')
  })
  it('draw no flow where there is none', async () => {
    await fireEvent.click(screen.getByRole('radio', { name: 'Transmissivity' }))
    expect(box('Arrows').disabled).toBe(true)
    await key('A', { shiftKey: true })
    await tick()
    expect(box('Arrows').checked).toBe(false)
  })
})

describe('the range', () => {
  it('is typed, refused in words, and given up', async () => {
    await fireEvent.click(radio('Fixed'))
    await fireEvent.input(field(/Largest value/), { target: { value: '2,5' } })
    await fireEvent.keyDown(field(/Largest value/), { key: 'Enter' })
    await tick()
    expect(field(/Largest value/).value).toBe('2.5')
    await fireEvent.input(field(/Smallest value/), { target: { value: '9' } })
    expect(within(controls()).getByRole('alert', { hidden: true }).textContent).toMatch(/must lie below/)
    await fireEvent.keyDown(field(/Smallest value/), { key: 'Enter' })
    expect(field(/Smallest value/).value).toBe('9')
    await fireEvent.keyDown(field(/Smallest value/), { key: 'Escape' })
    expect(field(/Smallest value/).getAttribute('aria-invalid')).toBe('false')
  })
})

it('everything is drawn as usual again by one button', async () => {
  await fireEvent.click(box('Arrows'))
  await fireEvent.change(within(controls()).getByRole('combobox', { name: 'Colour map', hidden: true }), {
    target: { value: 'cividis' },
  })
  await fireEvent.click(within(controls()).getByRole('button', { name: 'Draw as usual', hidden: true }))
  expect(box('Arrows').checked).toBe(false)
  expect(within(controls()).getByRole<HTMLSelectElement>('combobox', { hidden: true }).value).toBe('automatic')
})
