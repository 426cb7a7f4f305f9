import { normsSchema, type NormsPayload } from '../../../src-main/contract/calls'
import { describe, expect, it } from 'vitest'
import { findingsOf } from '../../../src-renderer/views/solve/observations/findings'
import { summariseField } from '../../../src-renderer/views/solve/field-summary'
import {
  decadesOf,
  describeChiSquare,
  measuresOf,
  placeOnDecades,
  verdictOn,
} from '../../../src-renderer/views/solve/residual-measures'
import { latestTime, taskName } from '../../../src-renderer/views/solve/task-name'
import { fieldView } from '../../../src-renderer/scene/field-view'
import { problem } from '../engine-double'
import { payload } from '../scene/fields'

describe('the findings of a refused file', () => {
  const error = (details: string[]) => ({ code: 'x', kind: 'usage' as const, message: '2 of 3 points', details })
  it('are told line by line, without the name of the file', () => {
    const { summary, lines } = findingsOf({
      fileName: 'wells (1).csv',
      error: error([
        'value is not a number, at wells (1).csv line 17, expected a decimal number, received "x"',
        'a point outside the domain, at wells (1).csv line 4',
      ]),
    })
    expect(summary).toBe('2 of 3 points')
    expect(lines).toEqual([
      { line: 17, text: 'value is not a number, expected a decimal number, received "x"' },
      { line: 4, text: 'a point outside the domain' },
    ])
  })
  it('stay as they are where they belong to no line', () => {
    expect(findingsOf({ fileName: 'a.csv', error: error(['12 further lines are bad']) }).lines).toEqual([
      { line: undefined, text: '12 further lines are bad' },
    ])
  })
})

describe('the verdict on a residual', () => {
  const norms = { l2: 1, l2Relative: 1e-10, hMinus1: 1, max: 1, weak: 1, boundary: 1, balance: 1 }
  const solutionError = { l2: 1e-9, relative: 1e-9 }
  it('is at the floor within a factor of ten', () => {
    expect(verdictOn({ ...norms, l2Relative: 9.9e-10, floor: norms, solutionError })).toEqual({ kind: 'at-floor' })
  })
  it('is above a high floor where the solution is another one', () => {
    const off = { ...norms, l2Relative: 9.9e-10, floor: norms, solutionError: { l2: 1, relative: 0.01 } }
    expect(verdictOn(off).kind).toBe('above-floor')
  })
  it('tells the share that is left above it', () => {
    expect(verdictOn({ ...norms, l2Relative: 0.04, floor: norms, solutionError })).toEqual({
      kind: 'above-floor',
      share: 0.04,
    })
  })
})

describe('the axis of decades', () => {
  it('holds all sizes between whole decades, zeros left out', () => {
    expect(decadesOf([0, 3e-7, 0.2])).toEqual({ from: -7, to: 0 })
    expect(decadesOf([1])).toEqual({ from: 0, to: 1 })
    expect(decadesOf([0, 0])).toEqual({ from: -1, to: 0 })
  })
  it('places sizes by their logarithm, and zero at its beginning', () => {
    const decades = { from: -4, to: 0 }
    expect(placeOnDecades(decades, 0.01)).toBeCloseTo(0.5)
    expect(placeOnDecades(decades, 0)).toBe(0)
    expect(placeOnDecades(decades, 100)).toBe(1)
  })
})

it.each([
  [3, /more than their noise/],
  [1.1, /as well as their noise allows/],
  [0.2, /more closely/],
])('a reduced chi-square of %d has its words', (value, words) => expect(describeChiSquare(value)).toMatch(words))

it('explains every norm of the contract', () => {
  const norms = Object.fromEntries(Object.keys(normsSchema.shape).map((key) => [key, 1])) as NormsPayload
  const measures = measuresOf(norms)
  expect(measures.map(({ key }) => key).toSorted()).toEqual(Object.keys(norms).toSorted())
  for (const { explanation } of measures) expect(explanation.length).toBeGreaterThan(40)
})

it('tells a field in one sentence', () => {
  const summary = summariseField(
    fieldView(
      payload(4, 4, (x) => x, { key: 'u', of: 'u' }),
      problem,
    ),
  )
  expect(summary.replaceAll('\u00a0', ' ')).toBe(
    'Pressure head, from 0.125 m at x 0.13, y 0.13, to 0.875 m at x 0.88, y 0.13, mean 0.500 m',
  )
})

it('shows the norms that a problem has and no others', () => {
  const norms = { l2: 1, l2Relative: 1, hMinus1: 1, max: 1, weak: 1, propagator: 1 }
  expect(measuresOf(norms).map(({ key }) => key)).toEqual(['l2Relative', 'l2', 'hMinus1', 'max', 'weak', 'propagator'])
})

describe('the task', () => {
  it.each([
    [['u'], 'Inverse'],
    [['a'], 'Forward'],
    [['u', 'a'], 'Reconstruction'],
  ])('of %j is named', (observed, name) => expect(taskName(problem, observed)).toBe(name))

  it('in space and time is a forecast where the last times are not observed', () => {
    const burgers = { fields: [{ key: 'u', name: 'Velocity', unit: '1', role: 'solution' as const }] }
    expect(taskName(burgers, ['u'], { latest: 1, duration: 1 })).toBe('Reconstruction')
    expect(taskName(burgers, ['u'], { latest: 0.5, duration: 1 })).toBe('Forecast from t ≤ 0.50')
    const average = { shape: 'line', x: 0.3, y: 0.8 } as const
    expect(latestTime([{ y: 0.2 }, { y: 0.1, average }])).toBe(0.8)
  })
})
