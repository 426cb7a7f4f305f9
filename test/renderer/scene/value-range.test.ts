import { describe, expect, it } from 'vitest'
import { colourMaps } from '../../../src-renderer/scene/colour-map'
import { automaticRange, blendRanges, extremes, joinRanges, positionIn } from '../../../src-renderer/scene/value-range'

describe('extremes', () => {
  it('leaves out what is not finite', () => {
    expect(extremes([3, NaN, -2, Infinity])).toEqual({ minimum: -2, maximum: 3 })
  })
  it('has nothing to say of a field without a finite value', () => {
    expect(extremes([NaN, -Infinity])).toBeUndefined()
  })
})

describe('the automatic range', () => {
  it('spans a field from its smallest to its largest value', () => {
    expect(automaticRange([0.2, 0.7, 0.5], colourMaps.tide)).toEqual({ minimum: 0.2, maximum: 0.7 })
  })
  it('begins at zero for a deviation', () => {
    expect(automaticRange([0.2, 0.7], colourMaps.ember, true)).toEqual({ minimum: 0, maximum: 0.7 })
  })
  it('is symmetric about zero on a diverging map', () => {
    expect(automaticRange([-0.2, 0.7], colourMaps.balance)).toEqual({ minimum: -0.7, maximum: 0.7 })
  })
  it.each([
    ['a constant', [5, 5], colourMaps.tide],
    ['zero', [0, 0], colourMaps.tide],
    ['a zero residual', [0, 0], colourMaps.balance],
    ['no number', [NaN], colourMaps.tide],
  ] as const)('gives %s field a range that is not empty', (_name, data, map) => {
    const { minimum, maximum } = automaticRange(data, map)
    expect(maximum).toBeGreaterThan(minimum)
    expect(positionIn({ minimum, maximum }, data[0] || 0)).toBeCloseTo(0.5)
  })
})

it('places values between 0 and 1, and those outside the range beyond', () => {
  const range = { minimum: 2, maximum: 4 }
  expect([2, 3, 4, 5].map((value) => positionIn(range, value))).toEqual([0, 0.5, 1, 1.5])
})

it('blends ranges end by end', () => {
  expect(blendRanges({ minimum: 0, maximum: 1 }, { minimum: 2, maximum: 5 }, 0.5)).toEqual({ minimum: 1, maximum: 3 })
})

it('joins ranges to the smallest that holds them all', () => {
  const ranges = [
    { minimum: 0, maximum: 2 },
    { minimum: -1, maximum: 1 },
  ]
  expect(joinRanges(ranges)).toEqual({ minimum: -1, maximum: 2 })
})
