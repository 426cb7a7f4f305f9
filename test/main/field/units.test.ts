import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Failure } from '../../../src-main/field/failure'
import { conversion, converted, convertedSpread, parseUnit, unitsLike } from '../../../src-main/field/units'
import pint from '../../fixtures/units/conversions.json'

const close = (value: number): unknown => expect.closeTo(value, 12 - Math.ceil(Math.log10(Math.abs(value) + 1e-9)))

function codeOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (error instanceof Failure) return error.detail.code
    throw error
  }
  return 'nothing was refused'
}

describe('conversions', () => {
  const rows = pint.rows as [string, string, number, number][]

  test.each(rows)('from %s to %s are those of pint', (from, to, one, zero) => {
    const found = conversion(from, to, 'here')
    expect(converted(0, found)).toEqual(close(zero))
    expect(convertedSpread(1, found) / (one - zero)).toBeCloseTo(1, 9)
    expect(converted(1, found) / one).toBeCloseTo(1, 9)
  })

  test.each(pint.head as [string, string, number, number][])(
    'of %s to a head in %s are those of pint',
    (from, to, one) => {
      expect(converted(1, conversion(from, to, 'here', true)) / one).toBeCloseTo(1, 12)
      expect(codeOf(() => conversion(from, to, 'here'))).toBe('unit-dimension')
    },
  )

  test('by powers of ten are the nearest double', () => {
    const toMetres = conversion('cm', 'm', 'here')
    fc.assert(
      fc.property(fc.integer({ min: -1_000_000, max: 1_000_000 }), (centimetres) => {
        expect(converted(centimetres, toMetres)).toBe(centimetres / 100 + 0)
      }),
    )
  })

  test('of a spread leave out the shift, and a spread has no sign', () => {
    expect(convertedSpread(1.8, conversion('°F', '°C', 'here'))).toBeCloseTo(1, 12)
    expect(convertedSpread(3, { times: -1, over: 2, plus: 7 })).toBe(1.5)
  })

  test('lead back', () => {
    fc.assert(
      fc.property(fc.constantFrom(...rows), fc.double({ min: -1e6, max: 1e6, noNaN: true }), ([from, to], number) => {
        const back = converted(converted(number, conversion(from, to, 'here')), conversion(to, from, 'here'))
        expect(Math.abs(back - number)).toBeLessThan(1e-9 * (Math.abs(number) + 1000))
      }),
    )
  })
})

describe('a unit', () => {
  test.each([
    '',
    ' ',
    'furlong',
    'm/',
    '/s',
    'm//s',
    'm^',
    '(m',
    'm)',
    'm^x',
    '2',
    '10',
    'm0',
    'x'.repeat(100),
    'mm mm)',
  ])('is not what %j says', (text) => {
    expect(parseUnit(text)).toBeUndefined()
    expect(codeOf(() => conversion(text, 'm', 'here'))).toBe('unit-unknown')
  })

  test('is read or refused, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'mskgKPabar1-^()/·* ²⁻°C%dh2'), maxLength: 12 }), (text) => {
        const unit = parseUnit(text)
        if (!unit) return
        expect(unit.times / unit.over).toBeGreaterThan(0)
        expect(unit.dimension.every(Number.isInteger)).toBe(true)
      }),
    )
  })

  test('of another kind is refused with both kinds named', () => {
    expect(() => conversion('d', 'm²/d', 'column T')).toThrow(
      'a unit of another kind of quantity, at column T, expected a unit of length²/time, as m²/d, received d, a unit of time',
    )
    expect(() => conversion('m', '1', 'column X')).toThrow('as numbers without a unit are')
  })

  test('is offered beside those of its kind', () => {
    expect(unitsLike('m²/d')).toEqual(expect.arrayContaining(['m²/s', 'ft²/d']))
    expect(unitsLike('m')).not.toContain('kPa')
    expect(unitsLike('m', true)).toContain('kPa')
    for (const unit of ['m', 'd', '1', '°C', 'm/d', 'L/s', 'Pa']) {
      for (const other of unitsLike(unit)) expect(codeOf(() => conversion(other, unit, ''))).toBe('nothing was refused')
    }
  })
})
