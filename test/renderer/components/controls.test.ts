import { fireEvent, render, screen } from '@testing-library/svelte'
import { describe, expect, it, vi } from 'vitest'
import NumberEntry from '../../../src-renderer/components/NumberEntry.svelte'
import ParameterSlider from '../../../src-renderer/components/ParameterSlider.svelte'
import Segmented from '../../../src-renderer/components/Segmented.svelte'
import { problem } from '../engine-double'

function entry(overrides: object = {}) {
  const onchange = vi.fn()
  const step = (value: number, direction: number) => value + direction
  render(NumberEntry, { label: 'Low', value: 1 / 3, minimum: 0.15, maximum: 5, step, onchange, ...overrides })
  return { onchange, input: screen.getByRole<HTMLInputElement>('textbox', { name: 'Low' }) }
}

describe('a number entry', () => {
  it('hands over what is typed on enter', async () => {
    const { onchange, input } = entry()
    await fireEvent.input(input, { target: { value: '0,4' } })
    expect(onchange).not.toHaveBeenCalled()
    await fireEvent.keyDown(input, { key: 'Enter' })
    expect(onchange).toHaveBeenCalledExactlyOnceWith(0.4)
  })

  it('hands over what is typed on leaving', async () => {
    const { onchange, input } = entry()
    await fireEvent.input(input, { target: { value: '2' } })
    await fireEvent.blur(input)
    expect(onchange).toHaveBeenCalledExactlyOnceWith(2)
  })

  it('does not round a value that nobody has touched', async () => {
    const { onchange, input } = entry()
    expect(input.value).toBe('0.3333')
    await fireEvent.focus(input)
    await fireEvent.blur(input)
    expect(onchange).not.toHaveBeenCalled()
  })

  it.each(['9', '0.1', 'much', ''])('keeps %j, marked, and says what would do', async (text) => {
    const { onchange, input } = entry({ unit: 'm' })
    await fireEvent.input(input, { target: { value: text } })
    await fireEvent.blur(input)
    expect(onchange).not.toHaveBeenCalled()
    expect(input.value).toBe(text)
    expect(input.getAttribute('aria-invalid')).toBe('true')
    expect(screen.getByRole('alert').textContent).toBe('A number from 0.15 to 5 m')
  })

  it('gives up what is typed on escape', async () => {
    const { onchange, input } = entry()
    await fireEvent.input(input, { target: { value: '99' } })
    await fireEvent.keyDown(input, { key: 'Escape' })
    expect(input.value).toBe('0.3333')
    expect(input.getAttribute('aria-invalid')).toBe('false')
    expect(onchange).not.toHaveBeenCalled()
  })

  it('steps by the arrow keys, within its range', async () => {
    const { onchange, input } = entry({ value: 4.5 })
    await fireEvent.keyDown(input, { key: 'ArrowUp' })
    await fireEvent.keyDown(input, { key: 'ArrowDown' })
    expect(onchange.mock.calls).toEqual([[5], [3.5]])
  })

  it('wants whole numbers where only those make sense', async () => {
    const { onchange, input } = entry({ value: 2, minimum: 1, maximum: 64, integer: true })
    await fireEvent.input(input, { target: { value: '2.5' } })
    await fireEvent.keyDown(input, { key: 'Enter' })
    expect(onchange).not.toHaveBeenCalled()
    expect(screen.getByRole('alert').textContent).toBe('A whole number from 1 to 64')
  })
})

describe('a parameter slider', () => {
  const parameter = problem.parameters[1]!
  function slider(value: number, outside = false) {
    const onchange = vi.fn()
    render(ParameterSlider, { parameter, value, outside, onchange })
    return { onchange, range: screen.getByRole<HTMLInputElement>('slider', { name: /Source strength/ }) }
  }

  it('stands at the place of its value on a logarithmic scale, and says the value with its unit', () => {
    const { range } = slider(1)
    expect(range.valueAsNumber).toBeCloseTo(0.5)
    expect(range.getAttribute('aria-valuetext')).toBe('1.00\u00a0m/d')
  })

  it('hands over values while it moves', async () => {
    const { onchange, range } = slider(1)
    await fireEvent.input(range, { target: { value: '0.75' } })
    await fireEvent.input(range, { target: { value: '1' } })
    expect(onchange.mock.calls).toEqual([[2], [4]])
  })

  it('goes back to its default by one button, which is not there at the default', async () => {
    const { onchange } = slider(2)
    await fireEvent.click(screen.getByRole('button', { name: /Reset Source strength to 1\.00/ }))
    expect(onchange).toHaveBeenCalledExactlyOnceWith(1)
  })

  it('takes a typed value beyond its ends, and none that is not admissible', async () => {
    const { onchange } = slider(1)
    const typed = screen.getByRole<HTMLInputElement>('textbox', { name: 'Source strength in m/d' })
    for (const value of ['100', '1e7', '-1']) {
      await fireEvent.input(typed, { target: { value } })
      await fireEvent.keyDown(typed, { key: 'Enter' })
    }
    expect(onchange).toHaveBeenCalledExactlyOnceWith(100)
    expect(screen.getByRole('alert').textContent).toBe('A number from 0.000001 to 1000000 m/d')
  })

  it.each([
    [true, 'Outside what the model was trained on, 0.25 to 4 m/d'],
    [false, 'Beyond the slider; the model scales to it exactly'],
  ])('beyond its end it stays there and says whether the model was trained so far: %s', (outside, remark) => {
    const { range } = slider(100, outside)
    expect(range.valueAsNumber).toBe(1)
    expect(range.getAttribute('aria-valuetext')).toBe('100\u00a0m/d')
    expect(document.getElementById(range.getAttribute('aria-describedby')!)!.textContent).toBe(remark)
  })

  it('says nothing of the kind within its ends', () => {
    expect(slider(4, true).range.getAttribute('aria-describedby')).toBeNull()
  })

  it('is stepped on by the arrow keys of its entry, also beyond its end', async () => {
    const { onchange } = slider(4)
    await fireEvent.keyDown(screen.getByRole('textbox'), { key: 'ArrowUp' })
    expect(onchange).toHaveBeenCalledExactlyOnceWith(4.228)
  })

  it('offers no reset at its default', () => {
    slider(1)
    expect(screen.getByRole<HTMLButtonElement>('button', { name: /Reset/ }).disabled).toBe(true)
  })
})

describe('a segmented control', () => {
  const options = [
    { value: 'a', label: 'First' },
    { value: 'b', label: 'Second', disabled: true },
    { value: 'c', label: 'Third' },
  ]
  it('is a group of radio buttons with one stop for the tab key', () => {
    render(Segmented, { label: 'Field', options, value: 'a', onchange: () => {} })
    const radios = screen.getAllByRole('radio')
    expect(screen.getByRole('radiogroup', { name: 'Field' })).toBeTruthy()
    expect(radios.map((radio) => radio.getAttribute('aria-checked'))).toEqual(['true', 'false', 'false'])
    expect(radios.map((radio) => radio.tabIndex)).toEqual([0, -1, -1])
  })
  it('is chosen from by clicks, and by arrows that skip what is disabled', async () => {
    const onchange = vi.fn()
    render(Segmented, { label: 'Field', options, value: 'a', onchange })
    await fireEvent.click(screen.getByRole('radio', { name: 'Third' }))
    await fireEvent.keyDown(screen.getByRole('radio', { name: 'First' }), { key: 'ArrowRight' })
    await fireEvent.keyDown(screen.getByRole('radio', { name: 'First' }), { key: 'ArrowLeft' })
    expect(onchange.mock.calls).toEqual([['c'], ['c'], ['c']])
    expect(document.activeElement).toBe(screen.getByRole('radio', { name: 'Third' }))
  })
})
