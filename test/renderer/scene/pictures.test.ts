import { describe, expect, it } from 'vitest'
import type { ObservedPoint, ProblemDescription } from '../../../src-main/contract/calls'
import { colourAt, colourMaps } from '../../../src-renderer/scene/colour-map'
import { fieldView, type Statistic } from '../../../src-renderer/scene/field-view'
import { fieldStatistics } from '../../../src-renderer/scene/field-statistics'
import { flatImage } from '../../../src-renderer/scene/flat-image'
import { centreSample, positionOf, walk } from '../../../src-renderer/scene/grid-walk'
import { pinColour, pointsOn } from '../../../src-renderer/scene/pin-colours'
import { payload } from './fields'

const problem = {
  fields: [
    { key: 'a', name: 'Transmissivity', unit: 'm²/d', role: 'coefficient' },
    { key: 'u', name: 'Pressure head', unit: 'm', role: 'solution' },
  ],
} as unknown as ProblemDescription
const view = (of: string, statistic: Exclude<Statistic, 'residual'> = 'sample', qualifier = '') =>
  fieldView(
    payload(2, 2, () => 0, { key: of, of }),
    problem,
    statistic,
    qualifier,
  )

describe('the view of a field', () => {
  it.each([
    ['u', 'sample', 'sample', 'tide'],
    ['u', 'mean', 'mean', 'tide'],
    ['a', 'quantile', 'quantile', 'tide'],
    ['a', 'deviation', 'deviation', 'ember'],
    ['residual', 'mean', 'residual', 'balance'],
  ] as const)('of %s as a %s is its %s on %s', (of, asked, statistic, map) => {
    expect(view(of, asked)).toMatchObject({ statistic, map: { name: map }, fromZero: statistic === 'deviation' })
  })
  it('is named by the problem', () => {
    expect(view('u', 'deviation')).toMatchObject({ name: 'Pressure head', symbol: 'u' })
  })
  it('of a residual says of what', () => {
    expect(view('residual', 'sample', 'sample 2 of 8, raw').qualifier).toBe(
      'left of the equation by the sample 2 of 8, raw',
    )
    expect(view('residual').qualifier).toBe('what is left of the equation in each cell')
  })
})

it('draws the largest y in the first row of a flat image', () => {
  const map = colourMaps.tide
  const pixels = flatImage(
    payload(2, 3, (_x, y) => y),
    { minimum: 1 / 6, maximum: 5 / 6 },
    map,
  )
  expect([...pixels.subarray(0, 4)]).toEqual([...colourAt(map, 1), 255])
  expect([...pixels.subarray(-4)]).toEqual([...colourAt(map, 0), 255])
})

it('tells where a field is smallest and largest, and its mean', () => {
  const statistics = fieldStatistics(payload(8, 4, (x, y) => x - 2 * y))
  expect(statistics.maximumAt).toEqual({ x: 15 / 16, y: 1 / 8 })
  expect(statistics.minimumAt).toEqual({ x: 1 / 16, y: 7 / 8 })
  expect(statistics.mean).toBeCloseTo(-0.5)
})

describe('walking on the grid', () => {
  const { grid } = payload(8, 4, () => 0)
  it('starts in the middle', () => expect(positionOf(grid, centreSample(grid))).toEqual({ x: 4.5 / 8, y: 2.5 / 4 }))
  it('stops at its edges', () => {
    expect(walk(grid, { column: 1, row: 1 }, -8, 8)).toEqual({ column: 0, row: 3 })
  })
})

describe('a pin', () => {
  const point: ObservedPoint = { index: 0, field: 'u', x: 0, y: 0, value: 0.5, sigma: 0.1, line: 2 }
  const range = { minimum: 0, maximum: 1 }
  it('shows the value it has measured before a solve', () => {
    expect(pinColour(point, view('u'), range)).toEqual(colourAt(colourMaps.tide, 0.5))
  })
  it('shows it on a quantile as well, which has the same scale', () => {
    expect(pinColour(point, view('u', 'quantile'), range)).toEqual(colourAt(colourMaps.tide, 0.5))
  })
  it('shows no value on a picture of another scale', () => {
    const shown = pinColour(point, view('residual'), range)
    expect(pinColour({ ...point, value: 0.9 }, view('residual'), range)).toEqual(shown)
  })
  it('shows its misfit after a solve, neutral where there is none', () => {
    const misfit = (sigmas: number) => pinColour({ ...point, misfit: sigmas }, view('u', 'mean'), range)
    expect(misfit(0)).toEqual(colourAt(colourMaps.balance, 0.5))
    expect(misfit(-3)).toEqual(colourAt(colourMaps.balance, 0))
    expect(misfit(17)).toEqual(colourAt(colourMaps.balance, 1))
  })
  it('stands on the picture of its own field, and on the residual', () => {
    const points = [point, { ...point, field: 'a' }]
    expect(pointsOn(view('a', 'deviation'), points)).toEqual([points[1]])
    expect(pointsOn(view('residual'), points)).toEqual(points)
  })
})
