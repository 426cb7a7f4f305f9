import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import {
  formatDuration,
  formatCount,
  formatEntry,
  formatFixed,
  formatMilliseconds,
  formatNumber,
  formatQuantity,
  formatRemaining,
  parseEntry,
  writeNumber,
} from '../../../src-renderer/components/number-format'
import { placeOf, valueAtPlace } from '../../../src-renderer/components/slider-scale'
import { speak } from '../../../src-renderer/text/words.svelte'

describe('numbers', () => {
  it.each([
    [0, '0'],
    [0.0123456, '0.0123'],
    [12.3456, '12.3'],
    [1234.5, '1230'],
    [-0.5, '−0.500'],
    [8.5e-12, '8.50 × 10⁻¹²'],
    [-2.5e7, '−2.50 × 10⁷'],
    [0.00099996, '0.00100'],
    [9.999e-4, '0.00100'],
    [NaN, 'not a number'],
    [-Infinity, '−∞'],
  ])('%d is written %s', (value, text) => {
    expect(formatNumber(value).replaceAll('\u202f', ' ')).toBe(text)
  })

  it('are never more than half a unit of their last digit off', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e12, max: 1e12, noNaN: true }), (value) => {
        // Smaller doubles have fewer digits than are written.
        fc.pre(Math.abs(value) > 1e-290)
        const { mantissa, exponent } = writeNumber(value, 4)
        const written = Number(mantissa.replace('−', '-')) * 10 ** exponent
        expect(Math.abs(written - value)).toBeLessThanOrEqual(0.6e-3 * Math.abs(value))
      }),
    )
  })

  it('carry their unit after a space that does not break', () => {
    expect(formatQuantity(2, 'm')).toBe('2.00\u00a0m')
    expect(formatQuantity(2, '')).toBe('2.00')
  })

  it('count in groups of three', () => {
    expect(formatCount(1234567).replaceAll('\u202f', ' ')).toBe('1 234 567')
    expect(formatCount(999)).toBe('999')
  })

  it.each([
    [0.44, '0.4 ms'],
    [42.4, '42 ms'],
    [3840, '3.84 s'],
    [19_260, '19.3 s'],
  ])('%d milliseconds are written %s', (ms, text) => {
    expect(formatMilliseconds(ms).replaceAll('\u00a0', ' ')).toBe(text)
  })

  it.each([
    [0.2, 'a moment left'],
    [11.2, 'about 12 s left'],
    [130, 'about 3 min left'],
  ])('%d seconds to go are %s', (seconds, text) => {
    expect(formatRemaining(seconds).replaceAll('\u00a0', ' ')).toBe(text)
  })

  it.each([
    [44.6, '45 s'],
    [130, '2 min'],
    [3599, '1 h 0 min'],
    [7500, '2 h 5 min'],
  ])('a length of %d seconds is %s', (seconds, text) => {
    expect(formatDuration(seconds).replaceAll('\u00a0', ' ')).toBe(text)
  })

  it('have no unit where the quantity has none', () => {
    expect(formatQuantity(2, '1')).toBe('2.00')
    expect(formatQuantity(2, 'm')).toBe('2.00\u00a0m')
  })
})

describe('typed numbers', () => {
  it.each([
    ['3', 3],
    [' 0,25 ', 0.25],
    ['−2.5', -2.5],
    ['1e-3', 0.001],
    ['.5', 0.5],
    ['+4', 4],
    ['12 345,5', 12345.5],
    ['−1\u202f234\u202f567', -1234567],
    ['1,234', 1.234],
    ['1.234', 1.234],
  ])('%j is read', (text, value) => expect(parseEntry(text)).toBe(value))

  it.each([
    '',
    'x',
    '1.2.3',
    '0x10',
    '1,000,000',
    '1.234,5',
    '1,234.5',
    '1 23',
    '12 3456',
    '1 000 e3',
    'NaN',
    'Infinity',
    '1e999',
    '5 m',
  ])('%j is refused', (text) => {
    expect(parseEntry(text)).toBeUndefined()
  })

  it('are shown with the digits that count, and read back as shown', () => {
    expect(formatEntry(1 / 3)).toBe('0.3333')
    expect(formatEntry(12)).toBe('12')
    expect(parseEntry(formatEntry(-0.25))).toBe(-0.25)
  })
})

describe('in German', () => {
  afterEach(() => speak('en'))

  it.each([
    [0.0123456, '0,0123'],
    [-12345.678, '−12 300'],
    [1234.5, '1 230'],
    [8.5e-12, '8,50 × 10⁻¹²'],
    [NaN, 'keine Zahl'],
  ])('%d is written %s', (value, text) => {
    speak('de')
    expect(formatNumber(value).replaceAll('\u202f', ' ')).toBe(text)
  })

  it('times, places and counts have a decimal comma and thin spaces', () => {
    speak('de')
    expect(formatMilliseconds(3840)).toBe('3,84\u00a0s')
    expect(formatFixed(1234.5, 2)).toBe('1\u202f234,50')
    expect(formatFixed(-0.001, 2)).toBe('0,00')
    expect(formatRemaining(130)).toBe('noch etwa 3\u00a0min')
  })

  it('every number is read as it is shown, and as English shows it', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (value) => {
        speak('en')
        const english = formatEntry(value)
        const read = parseEntry(english)
        speak('de')
        expect(parseEntry(formatEntry(value))).toBe(read)
        expect(parseEntry(english)).toBe(read)
        expect(parseEntry(formatFixed(value, 2)) === Number(value.toFixed(2))).toBe(true)
      }),
    )
  })
})

describe.each(['linear', 'log'] as const)('a %s slider', (scale) => {
  const slider = { minimum: 0.25, maximum: 4, scale }
  it('reaches both of its ends exactly, and not further', () => {
    expect(valueAtPlace(slider, 0)).toBe(0.25)
    expect(valueAtPlace(slider, 1)).toBe(4)
    expect(valueAtPlace(slider, -1)).toBe(0.25)
    expect(valueAtPlace(slider, 2)).toBe(4)
  })
  it('rises along the way and finds its place again', () => {
    let former = 0
    for (let place = 0; place <= 1; place += 0.05) {
      const value = valueAtPlace(slider, place)
      expect(value).toBeGreaterThan(former)
      expect(placeOf(slider, value)).toBeCloseTo(place, 2)
      former = value
    }
  })
})

it('has the geometric mean in the middle of a logarithmic slider', () => {
  expect(valueAtPlace({ minimum: 0.25, maximum: 4, scale: 'log' }, 0.5)).toBeCloseTo(1)
})
