import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { HeldRange } from '../../../src-renderer/stores/held-range.svelte'

const low = { minimum: 0, maximum: 1 }
const high = { minimum: 0, maximum: 4 }

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('takes the range of a new picture at once', () => {
  const range = new HeldRange(true)
  range.follow('u', low)
  range.follow('a', high)
  expect(range.range).toEqual(high)
})

it('stands still while a slider moves, and comes to rest on the latest range', () => {
  const range = new HeldRange(true)
  range.follow('u', low)
  for (let i = 0; i < 10; i += 1) {
    range.stir()
    range.follow('u', { minimum: 0, maximum: 1 + i })
    vi.advanceTimersByTime(100)
    expect(range.range).toEqual(low)
  }
  vi.advanceTimersByTime(600)
  expect(range.range).toEqual({ minimum: 0, maximum: 10 })
})

it('comes to rest in steps where motion is welcome', () => {
  const range = new HeldRange(false)
  range.follow('u', low)
  range.stir()
  range.follow('u', high)
  vi.advanceTimersByTime(600)
  const underway = range.range.maximum
  expect(underway).toBeGreaterThan(1)
  expect(underway).toBeLessThan(4)
  vi.advanceTimersByTime(600)
  expect(range.range).toEqual(high)
})

it('follows another sample at once when no slider moves', () => {
  const range = new HeldRange(true)
  range.follow('u', low)
  range.follow('u', high)
  expect(range.range).toEqual(high)
})

const automatic = { kind: 'automatic' } as const
const held = { kind: 'held' } as const
const fixed = { kind: 'fixed', range: { minimum: -2, maximum: 2 } } as const

it('stays while it is held, through slider moves too', () => {
  const range = new HeldRange(true)
  range.follow('u', low)
  range.follow('u', low, held)
  range.stir()
  range.follow('u', high, held)
  vi.advanceTimersByTime(2000)
  expect(range.range).toEqual(low)
  range.follow('u', high, automatic)
  expect(range.range).toEqual(high)
})

it('lets go when another picture is shown', () => {
  const range = new HeldRange(true)
  range.follow('u', low, held)
  expect(range.isAnother('u')).toBe(false)
  expect(range.isAnother('residual')).toBe(true)
  range.follow('residual', high)
  expect(range.range).toEqual(high)
})

it('is what was typed, whatever the field and the sliders do', () => {
  const range = new HeldRange(true)
  range.follow('u', low)
  range.stir()
  range.follow('u', low, fixed)
  expect(range.range).toEqual(fixed.range)
  range.stir()
  range.follow('u', high, fixed)
  vi.advanceTimersByTime(2000)
  expect(range.range).toEqual(fixed.range)
  range.follow('u', high, automatic)
  expect(range.range).toEqual(high)
})
