import { fireEvent, screen, within } from '@testing-library/svelte'
import { tick } from 'svelte'
import { beforeEach, describe, expect, it } from 'vitest'
import { answerSample, freshEngine, key, openApp, picture } from './open-app'

beforeEach(freshEngine)

const spoken = (): string => picture().getAttribute('aria-label')!
const beside = (): HTMLElement => screen.getByRole('combobox', { name: 'Second picture' })

describe('two pictures', () => {
  it('come and go by a key, and the second is chosen beside it', async () => {
    await openApp()
    await key('w')
    await tick()
    expect(spoken()).toMatch(/^Pressure head, .*; Transmissivity, /)
    await fireEvent.change(beside(), { target: { value: 'field:residual' } })
    expect(spoken()).toMatch(/; Residual, /)
    await key('w')
    await tick()
    expect(spoken()).not.toContain(';')
  })

  it('are subtracted, and told how far they are apart', async () => {
    await openApp()
    await key('k')
    await fireEvent.input(screen.getByRole('slider', { name: /Source/ }), { target: { value: '1' } })
    await answerSample(4)
    await key('W', { shiftKey: true })
    await tick()
    // The pinned picture is a quarter of what is shown.
    expect(spoken()).toMatch(/^Pressure head, pinned, .* minus free sample of the model/)
    const words = screen.getAllByRole('status').map(({ textContent }) => textContent!.replaceAll(/\s+/g, ' '))
    expect(words.join('\n')).toMatch(/Root mean square .* m, 75 % of the first, largest −2\.64 m at x 0\.94, y 0\.94/)
    await fireEvent.click(screen.getByRole('button', { name: 'Remove the pinned picture' }))
    expect(spoken()).not.toContain('pinned')
  })
})

describe('a line', () => {
  it('is drawn by the keyboard from probe to probe, plotted and removed', async () => {
    await openApp()
    await key('x')
    expect(document.activeElement).toBe(picture())
    expect(screen.getByText(/Click where the line begins/)).toBeTruthy()
    const press = (pressed: string, options = {}) => fireEvent.keyDown(picture(), { key: pressed, ...options })
    await press('Enter')
    await press('Enter')
    await press('ArrowRight', { shiftKey: true })
    await press('Enter')
    const plot = screen.getByRole('region', { name: 'Along the line' })
    const place = within(plot).getByRole('slider', { name: 'Place on the line' })
    await fireEvent.input(place, { target: { value: '3' } })
    expect(place.getAttribute('aria-valuetext')).toMatch(/^s 0\.\d+\sm, u 0\.\d+\sm$/)
    const end = screen.getByRole('button', { name: /^End of the line: x 0\.938, y 0\.563/ })
    await fireEvent.keyDown(end, { key: 'ArrowDown', shiftKey: true })
    expect(screen.getByRole('button', { name: /^End of the line: x 0\.938, y 0\.438/ })).toBeTruthy()
    await fireEvent.click(within(plot).getByRole('button', { name: 'Remove the line' }))
    expect(screen.queryByRole('region', { name: 'Along the line' })).toBeNull()
  })

  it('is given up by Escape', async () => {
    await openApp()
    await key('x')
    await fireEvent.keyDown(picture(), { key: 'Escape' })
    await tick()
    expect(screen.queryByText(/Click where the line begins/)).toBeNull()
  })
})
