import { describe, expect, it } from 'vitest'
import type { ObservedPoint } from '../../../src-main/contract/calls'
import { fieldView } from '../../../src-renderer/scene/field-view'
import { indexAt, indexNear, slicePlots } from '../../../src-renderer/views/solve/slice-plots'
import { problem } from '../engine-double'
import { payload } from '../scene/fields'

const options = { staggering: 'node' } as const
const mean = fieldView(
  payload(17, 17, (x, y) => x + 2 * y, options),
  problem,
  'mean',
)
const deviation = fieldView(
  payload(17, 17, (x) => 0.1 * (1 + x), options),
  problem,
  'deviation',
)
const slice = { from: { x: 0, y: 0.5 }, to: { x: 1, y: 0.5 } }
const sensor = (changes: Partial<ObservedPoint>): ObservedPoint => ({
  index: 0,
  field: 'u',
  x: 0.3,
  y: 0.51,
  value: 1.3,
  sigma: 0.05,
  line: 2,
  ...changes,
})
const input = { slice, views: [mean], spreads: { u: { mean, deviation } }, sensors: [], bandLabel: 'band' }

describe('the plot of a line', () => {
  it('has the values with mean +- 1.64 standard deviations around them', () => {
    const { charts, distances, length } = slicePlots(input)
    const [chart] = charts
    const { values, ribbon } = chart!.series[0]!
    expect(length).toBe(1)
    for (const i of [0, 7, distances.length - 1]) {
      const x = distances[i]!
      expect(values[i]).toBeCloseTo(x + 1, 5)
      expect(ribbon!.upper[i]).toBeCloseTo(x + 1 + 1.64 * 0.1 * (1 + x), 5)
      expect(ribbon!.lower[i]).toBeCloseTo(x + 1 - 1.64 * 0.1 * (1 + x), 5)
    }
  })

  it('shows the point sensors of its field that are near, with their noise', () => {
    const sensors = [
      sensor({ x: 0.8 }),
      sensor({}),
      sensor({ y: 0.6 }),
      sensor({ field: 'a' }),
      sensor({ average: { shape: 'line', x: 0.5, y: 0.5 } }),
    ]
    const [chart] = slicePlots({ ...input, sensors }).charts
    expect(chart!.marks).toEqual([
      { at: 0.3, value: 1.3, sigma: 0.05 },
      { at: 0.8, value: 1.3, sigma: 0.05 },
    ])
    // A deviation is no value that a sensor measures.
    expect(slicePlots({ ...input, views: [deviation], sensors }).charts[0]!.marks).toEqual([])
  })

  it('puts fields of one unit into one chart, with the band once, and others beside', () => {
    const other = fieldView(
      payload(17, 17, (x) => x, options),
      problem,
      'mean',
      'raw',
    )
    const flux = { ...other, field: { ...other.field, of: 'a', key: 'a', unit: 'm²/d' } }
    const charts = slicePlots({ ...input, views: [mean, other] }).charts
    expect(charts).toHaveLength(1)
    expect(charts[0]!.series.map(({ ribbon }) => ribbon !== undefined)).toEqual([true, false])
    expect(slicePlots({ ...input, views: [mean, flux] }).charts.map(({ unit }) => unit)).toEqual(['m', 'm²/d'])
  })

  it('is read at the nearest place, and from the field where that is not far beside the line', () => {
    const { distances } = slicePlots(input)
    expect(distances[indexAt(distances, 0.26)]).toBeCloseTo(0.26, 1)
    expect(indexAt(distances, 9)).toBe(distances.length - 1)
    expect(indexNear(slice, distances, { x: 1, y: 0.52 })).toBe(distances.length - 1)
    expect(indexNear(slice, distances, { x: 0.5, y: 0.9 })).toBeUndefined()
  })
})
