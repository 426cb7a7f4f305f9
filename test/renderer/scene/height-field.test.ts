import { describe, expect, it } from 'vitest'
import { heightAt, heightField, valueAt } from '../../../src-renderer/scene/height-field'
import { payload } from './fields'

describe('a field on cells', () => {
  const field = heightField(payload(4, 3, (x, y) => x + 10 * y))
  it('reaches both walls with the values of its outermost cells', () => {
    expect([...field.x]).toEqual([0, 0.125, 0.375, 0.625, 0.875, 1])
    expect(valueAt(field, 0, 0.5)).toBeCloseTo(valueAt(field, 0.125, 0.5))
    expect(valueAt(field, 1, 1)).toBeCloseTo(0.875 + 10 * (5 / 6))
  })
  it('is linear between the centres', () => {
    for (const [x, y] of [
      [0.2, 0.3],
      [0.5, 0.5],
      [0.77, 0.61],
    ] as const) {
      expect(valueAt(field, x, y)).toBeCloseTo(x + 10 * y, 5)
    }
  })
  it('has no value outside the domain', () => {
    expect(valueAt(field, -0.01, 0.5)).toBeNaN()
    expect(valueAt(field, 0.5, 1.01)).toBeNaN()
  })
})

it('leaves a field on nodes as it is', () => {
  const field = heightField(payload(3, 3, (x) => x, { staggering: 'node' }))
  expect([...field.x]).toEqual([0, 0.5, 1])
  expect(valueAt(field, 1, 0.2)).toBe(1)
})

it('brings a periodic field round to where it began', () => {
  const field = heightField(payload(8, 8, (x) => Math.sin(2 * Math.PI * x), { staggering: 'periodic' }))
  expect(field.x.length).toBe(9)
  expect(valueAt(field, 1, 0.5)).toBe(valueAt(field, 0, 0.5))
  expect(valueAt(field, 0.9375, 0)).toBeCloseTo(Math.sin(2 * Math.PI * 0.875) / 2)
})

it('measures positions in the units of the extent', () => {
  const field = heightField(payload(10, 5, (x, y) => x - y, { extent: { x: 20, y: 5 } }))
  expect(valueAt(field, 7.3, 2.2)).toBeCloseTo(5.1, 4)
})

describe('a field with gaps', () => {
  const field = heightField(
    payload(9, 9, (x, y) => (Math.hypot(x - 0.5, y - 0.5) < 0.3 ? NaN : 10 * x), { staggering: 'node' }),
  )
  it('has no value there', () => {
    expect(valueAt(field, 0.5, 0.5)).toBeNaN()
    expect(valueAt(field, 0.1, 0.1)).toBeCloseTo(1)
  })
  it('is drawn as a membrane between the numbers around it, so that no spike stands in the picture', () => {
    expect(field.heights.some(Number.isNaN)).toBe(false)
    // 10 x is harmonic, and so its own membrane.
    for (const x of [0.3, 0.5, 0.65]) expect(heightAt(field, x, 0.5)).toBeCloseTo(10 * x, 3)
    expect(heightAt(field, 0.1, 0.1)).toBeCloseTo(1)
  })
  it('has none to be drawn where nothing is a number', () => {
    expect(heightField(payload(4, 4, () => NaN)).heights.every(Number.isNaN)).toBe(true)
  })
  it('keeps one array where there is no gap', () => {
    const whole = heightField(payload(4, 4, (x) => x))
    expect(whole.heights).toBe(whole.values)
  })
})
