import { expect, test } from 'vitest'
import { guidanceAt } from '../../../../src-main/distillation/phys-instruct/guidance'

test('guidance is off while the distributions come to match, then comes in by a ramp and stays', () => {
  const schedule = { weight: 20, from: 100, to: 300 }
  expect([0, 100, 200, 300, 900].map((step) => guidanceAt(step, schedule))).toEqual([0, 0, 10, 20, 20])
})

test('guidance without a ramp is on after its first step', () => {
  expect([5, 6].map((step) => guidanceAt(step, { weight: 20, from: 5, to: 5 }))).toEqual([0, 20])
})
