import { fireEvent, screen, within } from '@testing-library/svelte'
import { tick } from 'svelte'
import { beforeEach, describe, expect, it } from 'vitest'
import { defaultSettings } from '../../../src-main/contract/session'
import { placeBeside } from '../../../src-renderer/views/welcome/beside'
import { engine, dropGood, freshEngine, openApp } from './open-app'

async function openAs(welcomed: boolean): Promise<void> {
  await openApp()
  await engine.waiting('readSettings').answer({ settings: { ...defaultSettings, welcomed } })
  await tick()
}

const guide = (): HTMLElement | null => screen.queryByRole('region', { name: 'First steps' })
const current = (): string | null =>
  within(guide()!)
    .getAllByRole('listitem')
    .find((item) => item.getAttribute('aria-current') === 'step')!
    .querySelector('b')!.textContent

describe('the first steps', () => {
  beforeEach(freshEngine)

  it('are ticked as the newcomer takes them, and then done for good', async () => {
    await openAs(false)
    expect(current()).toBe('Move a slider')
    await fireEvent.input(screen.getByRole('slider', { name: /Source strength/ }), { target: { value: '0.8' } })
    await tick()
    expect(current()).toBe('Bring in sensors')
    await dropGood()
    expect(current()).toBe('Read the residual report')
    expect(engine.count('writeSettings')).toBe(0)
    await fireEvent.click(screen.getByRole('radio', { name: 'Report' }))
    await tick()
    expect(screen.getByRole('region', { name: 'That is the whole way' })).toBeTruthy()
    expect(engine.waiting('writeSettings').request).toEqual({ welcomed: true })
  })

  it('may be taken in any order', async () => {
    await openAs(false)
    await dropGood()
    expect(current()).toBe('Move a slider')
    expect(within(guide()!).getAllByText('✓')).toHaveLength(1)
  })

  it('go when they are dismissed, and stay away', async () => {
    await openAs(false)
    await fireEvent.click(screen.getByRole('button', { name: 'Close the first steps' }))
    expect(guide()).toBeNull()
    expect(engine.waiting('writeSettings').request).toEqual({ welcomed: true })
  })

  it('are not shown to who has seen them', async () => {
    await openAs(true)
    expect(guide()).toBeNull()
  })
})

describe('a card beside a control', () => {
  const card = { width: 260, height: 150 }
  const frame = { width: 1280, height: 800 }
  it('stands right of it, level with its beginning', () => {
    expect(placeBeside({ left: 0, top: 200, width: 300, height: 90 }, card, frame)).toEqual({
      left: 314,
      top: 200,
      side: 'right',
    })
  })
  it('stands left of one at the right edge, and stays within the window', () => {
    expect(placeBeside({ left: 960, top: 760, width: 320, height: 90 }, card, frame)).toEqual({
      left: 686,
      top: 642,
      side: 'left',
    })
  })
  it('has no place where the control fills the window', () => {
    expect(placeBeside({ left: 0, top: 0, width: 1280, height: 90 }, card, frame)).toBeUndefined()
  })
})
