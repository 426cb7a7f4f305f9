import { describe, expect, test } from 'vitest'
import { Failure } from '../../../src-main/field/failure'
import { RandomStream } from '../../../src-main/numerics/random'
import { problemById, problems } from '../../../src-main/problems/library'
import {
  checkParameters,
  defaultParameters,
  drawParameters,
  outsideTraining,
} from '../../../src-main/problems/parameters'
import type { Parameters } from '../../../src-main/problems/problem'
import { sliderPosition } from '../../../src-main/problems/slider-position'

function failureOf(action: () => unknown): Failure {
  try {
    action()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe.each(Object.values(problems))('parameters of $title', (problem) => {
  test('fall back to their defaults, which lie within range', () => {
    expect(checkParameters(problem, {})).toEqual(defaultParameters(problem))
    expect(checkParameters(problem, defaultParameters(problem))).toEqual(defaultParameters(problem))
  })

  test('are drawn within range, reaching both ends', () => {
    const draws = Array.from({ length: 500 }, (_, i) => drawParameters(problem, new RandomStream(1, 'draw', i)))
    for (const parameter of problem.parameters) {
      const positions = draws.map((draw) => sliderPosition(parameter, draw[parameter.key]!))
      expect(Math.min(...positions)).toBeGreaterThanOrEqual(-1)
      expect(Math.max(...positions)).toBeLessThanOrEqual(1)
      expect(Math.min(...positions)).toBeLessThan(-0.9)
      expect(Math.max(...positions)).toBeGreaterThan(0.9)
    }
  })

  test('accept both ends of what is admissible, which holds the slider and its default', () => {
    for (const { key, minimum: low, maximum: high, default: usual, admissible } of problem.parameters) {
      const { minimum, maximum } = admissible
      expect([minimum, low, usual, high, maximum]).toEqual(
        [minimum, low, usual, high, maximum].toSorted((a, b) => a - b),
      )
      expect(checkParameters(problem, { [key]: minimum })[key]).toBe(minimum)
      expect(checkParameters(problem, { [key]: maximum })[key]).toBe(maximum)
    }
  })

  test('refuse what is just not admissible, infinite or not a number, naming key, range and value', () => {
    for (const { key, admissible } of problem.parameters) {
      const { minimum, maximum } = admissible
      const beyond = 1e-3 * (maximum - minimum)
      for (const value of [minimum - beyond, maximum + beyond, Infinity, NaN]) {
        const { detail } = failureOf(() => checkParameters(problem, { [key]: value }))
        expect(detail).toMatchObject({
          code: 'parameter-out-of-range',
          kind: 'usage',
          where: key,
          received: String(value),
        })
        expect(detail.expected).toContain(`${minimum} to ${maximum}`)
      }
    }
  })

  test('within the sliders nothing is outside training, and condition, scales and back are finite wherever admissible', () => {
    for (const end of ['minimum', 'maximum'] as const) {
      const inside = Object.fromEntries(problem.parameters.map((parameter) => [parameter.key, parameter[end]]))
      expect(outsideTraining(problem, inside)).toEqual([])
    }
    const corners = problem.parameters.reduce<Parameters[]>(
      (some, { key, admissible }) =>
        some.flatMap((corner) => [
          { ...corner, [key]: admissible.minimum },
          { ...corner, [key]: admissible.maximum },
        ]),
      [{}],
    )
    const state = new Float32Array(problem.fields.length * 16 * 16).fill(0.5)
    for (const corner of corners) {
      expect([...problem.condition(checkParameters(problem, corner))].every(Number.isFinite)).toBe(true)
      const fields = problem.denormalise(corner, state)
      expect(Object.values(fields).every((values) => values.every(Number.isFinite))).toBe(true)
      const back = problem.normalise(corner, fields)
      expect(Math.max(...back.map((value) => Math.abs(value - 0.5)))).toBeLessThan(1e-5)
    }
  })
})

describe('for Darcy flow', () => {
  const darcy = problemById('darcy')

  test('an unknown key is refused with the known ones', () => {
    expect(failureOf(() => checkParameters(darcy, { porosity: 0.3 })).detail).toMatchObject({
      code: 'unknown-parameter',
      where: 'porosity',
      expected: 'permeabilityLow, permeabilityHigh, correlationLength, sourceStrength',
    })
  })

  test('names that every object carries are unknown all the same', () => {
    for (const key of ['constructor', 'toString']) {
      expect(failureOf(() => checkParameters(darcy, { [key]: 1 })).detail.code).toBe('unknown-parameter')
    }
  })

  test('every finding is reported, not only the first', () => {
    const failure = failureOf(() => checkParameters(darcy, { porosity: 0.3, sourceStrength: 1e9, permeabilityLow: 3 }))
    expect([failure.detail, ...failure.others].map((finding) => finding.where)).toEqual(['porosity', 'sourceStrength'])
  })

  test('low stays below high at any admissible values', () => {
    const range = (key: string) => darcy.parameters.find((parameter) => parameter.key === key)!.admissible
    expect(range('permeabilityLow').maximum).toBeLessThan(range('permeabilityHigh').minimum)
  })

  test.each([
    ['a source that only scales the head', { sourceStrength: 100 }, []],
    ['a low value that stays within the contrast trained on', { permeabilityLow: 1.5, permeabilityHigh: 10 }, []],
    ['a low value that makes too high a contrast', { permeabilityLow: 1 }, ['permeabilityLow']],
    [
      'both ends of too high a contrast',
      { permeabilityLow: 1, permeabilityHigh: 30 },
      ['permeabilityLow', 'permeabilityHigh'],
    ],
    ['a length of its own', { correlationLength: 0.05, sourceStrength: 9 }, ['correlationLength']],
  ])('of what lies beyond the sliders, %s is told as %j outside training', (_, given, keys) => {
    expect(outsideTraining(darcy, checkParameters(darcy, given))).toEqual(keys)
  })
})

test.each(['stokes', '', 'toString', '__proto__'])('there is no problem %j, and the known ones are listed', (id) => {
  expect(failureOf(() => problemById(id)).detail).toMatchObject({
    code: 'unknown-problem',
    kind: 'usage',
    expected: Object.keys(problems).join(', '),
    received: id,
  })
})

test('problems are listed under their own ids', () => {
  for (const [id, problem] of Object.entries(problems)) expect(problem.id).toBe(id)
})

test('a missing parameter is a fault of the program, said plainly', () => {
  const none: Parameters = {}
  expect(() => problemById('darcy').condition(none)).toThrow('checkParameters')
})
