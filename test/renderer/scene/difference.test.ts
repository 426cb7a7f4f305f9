import { describe, expect, it } from 'vitest'
import { differenceField, differenceSize, indifference } from '../../../src-renderer/scene/difference'
import { payload } from './fields'

const wave = payload(32, 32, (x, y) => Math.sin(2 * Math.PI * x) * Math.sin(2 * Math.PI * y), {
  staggering: 'periodic',
})

describe('the difference of two fields', () => {
  it('is second minus first, and its size is what the closed form says', () => {
    const doubled = { ...wave, data: wave.data.map((value) => 3 * value) }
    expect(differenceField(wave, doubled).data[33]).toBeCloseTo(2 * wave.data[33]!, 6)
    // The root mean square of sin sin is 1/2, its maximum 1 at (1/4, 1/4).
    const { l2, relative, largest, at } = differenceSize(wave, doubled)
    expect(l2).toBeCloseTo(1, 6)
    expect(relative).toBeCloseTo(2, 6)
    expect(Math.abs(largest)).toBeCloseTo(2, 6)
    expect(at).toEqual({ x: 0.25, y: 0.25 })
  })

  it('keeps the sign of its largest value, and leaves out what is no number', () => {
    const lowered = { ...wave, data: wave.data.map((value, p) => (p === 5 ? NaN : p === 40 ? value - 9 : value)) }
    const { largest, l2 } = differenceSize(wave, lowered)
    expect(largest).toBeCloseTo(-9, 6)
    expect(l2).toBeCloseTo(9 / Math.sqrt(32 * 32 - 1), 6)
  })

  it('of a field with itself is nothing', () => {
    expect(differenceSize(wave, wave)).toMatchObject({ l2: 0, relative: 0, largest: 0 })
  })

  it('is refused between other units and other grids', () => {
    expect(indifference(wave, { ...wave, unit: 'm/d' })).toBe('unit')
    expect(
      indifference(
        wave,
        payload(32, 32, () => 0),
      ),
    ).toBe('grid')
    expect(
      indifference(
        wave,
        payload(16, 32, () => 0, { staggering: 'periodic' }),
      ),
    ).toBe('grid')
    expect(indifference(wave, { ...wave })).toBeUndefined()
  })
})
