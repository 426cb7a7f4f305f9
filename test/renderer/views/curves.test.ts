import { describe, expect, it } from 'vitest'
import { chartsOf, nearestRow, stepsOf } from '../../../src-renderer/views/train/curves'
import { comparedFigures, varianceFault } from '../../../src-renderer/views/train/comparison'
import { cardFigure } from '../../../src-renderer/views/train/card-figure'
import { commonRange, describeParameters, stripRows } from '../../../src-renderer/views/train/strip'
import { plotScale } from '../../../src-renderer/components/plot-scale'
import { formatQuantity } from '../../../src-renderer/components/number-format'
import { problem } from '../engine-double'
import { columns, comparedOf, rowOf, stripOf } from '../training-double'

describe('the charts of a curve', () => {
  it('take their columns by name, one line for each field of the problem', () => {
    const charts = chartsOf(columns, [rowOf(100, 3), rowOf(200, 2)], problem)
    const values = (chart: string, series: string) =>
      charts.find(({ key }) => key === chart)!.series.find(({ key }) => key === series)!.values
    expect(values('pdeError', 'pdeError')).toEqual([3, 2])
    expect(values('varianceRatio', 'varianceRatio.a')).toEqual([1.02, 1.02])
    expect(values('slicedWasserstein', 'slicedWasserstein.u')).toEqual([0.1, 0.1])
    expect(charts.find(({ key }) => key === 'losses')!.series.map(({ label }) => label)).toEqual([
      'denoiser',
      'divergence',
      'physics',
    ])
  })

  it('are all there before the first row, and where a column is missing', () => {
    const titles = (named: string[]) => chartsOf(named, [], problem).map(({ title }) => title)
    expect(titles([])).toEqual(titles(columns))
    const [losses] = chartsOf(['step', 'physics'], [[100, 0.5]], problem)
    expect(losses!.series.map(({ values }) => values)).toEqual([[], [], [0.5]])
  })

  it('leave a gap for what is not finite', () => {
    const row: (number | null)[] = rowOf(100)
    row[columns.indexOf('pdeError')] = null
    expect(chartsOf(columns, [row], problem)[1]!.series[0]!.values).toEqual([null])
  })

  it('are read at the nearest row', () => {
    const steps = stepsOf([rowOf(100), rowOf(200), rowOf(400)])
    expect([0, 149, 260, 301, 900].map((step) => nearestRow(steps, step))).toEqual([0, 0, 1, 2, 2])
    expect(nearestRow([], 3)).toBeUndefined()
  })
})

describe('the scale of a plot', () => {
  it('holds its values between bottom and top, in their order', () => {
    for (const kind of ['linear', 'log'] as const) {
      const { place } = plotScale([0.02, 0.5, 7], kind)
      const places = [0.02, 0.5, 7].map((value) => place(value)!)
      expect(Math.min(...places)).toBeGreaterThan(0)
      expect(Math.max(...places)).toBeLessThan(1)
      expect(places).toEqual([...places].sort((a, b) => a - b))
    }
  })

  it('of decades has equal room for each, and none for what is not positive', () => {
    const { place } = plotScale([0.01, 100], 'log')
    expect(place(1)! - place(0.1)!).toBeCloseTo(place(100)! - place(10)!, 12)
    expect(place(0)).toBeUndefined()
    expect(place(-1)).toBeUndefined()
  })

  it.each([
    [
      [0.4, 7],
      ['0.5', '1', '2', '5'],
    ],
    [
      [1e-5, 1],
      ['10⁻⁴', '0.01', '1'],
    ],
    [
      [2e-9, 4e-9],
      ['2·10⁻⁹', '3·10⁻⁹', '4·10⁻⁹'],
    ],
    [
      [0.82, 0.85],
      ['0.8', '0.9'],
    ],
    [[], ['0.1', '0.2', '0.5', '1']],
  ])('of decades from %j is labelled %j', (values, labels) => {
    expect(plotScale(values, 'log').ticks.map(({ label }) => label)).toEqual(labels)
  })

  it('of one value has room on both sides', () => {
    expect(plotScale([3], 'linear').place(3)).toBeCloseTo(0.5, 12)
    expect(plotScale([0], 'linear').place(0)).toBeCloseTo(0.5, 12)
  })
})

describe('two models side by side', () => {
  const figure = (key: string, trained = comparedOf('t', 0.2), inUse = comparedOf('u', 0.4)) =>
    comparedFigures(trained.figures, inUse.figures, ['a', 'u']).find((row) => row.key === key)!

  it('name the clearly smaller error, and neither where they are equal', () => {
    expect(figure('pdeError')).toMatchObject({ trained: '0.200', inUse: '0.400', better: 'trained' })
    expect(figure('pdeError', comparedOf('t', 0.401)).better).toBeUndefined()
    expect(figure('pdeError', comparedOf('t', 0.5)).better).toBe('inUse')
    expect(figure('floor').better).toBeUndefined()
  })

  it('judge a variance ratio by how far it leaves the band, on either side', () => {
    const trained = comparedOf('t', 1)
    trained.figures.varianceRatio = { a: 1.1, u: 1.3 }
    expect(figure('varianceRatio.a', trained).better).toBeUndefined()
    expect(figure('varianceRatio.u', trained).better).toBe('trained')
    expect([0.84, 0.85, 1, 1.15, 1.16].map((value) => varianceFault(value) === undefined)).toEqual([
      false,
      true,
      true,
      true,
      false,
    ])
  })

  it('give a distance as a multiple of that between two sets of data', () => {
    expect(figure('slicedWasserstein.a').trained).toBe('2.0 ×')
    expect(figure('slicedWasserstein.u').trained).toBe('1.0 ×')
  })

  it('leave out what neither card has, and mark what one lacks', () => {
    const bare = comparedOf('t', 1)
    bare.figures = { varianceRatio: {}, slicedWasserstein: {}, dataSlicedWasserstein: {} }
    expect(figure('pdeError', bare)).toMatchObject({ trained: '–', better: undefined })
    expect(comparedFigures(bare.figures, undefined, ['a', 'u'])).toEqual([])
  })
})

it('finds a figure of a card by its path', () => {
  const card = { quality: { pdeError: { mean: 0.5, text: 'x' } } }
  expect(cardFigure(card, ['quality', 'pdeError', 'mean'])).toBe(0.5)
  expect(cardFigure(card, ['quality', 'pdeError', 'text'])).toBeUndefined()
  expect(cardFigure(card, ['quality', 'floor', 'mean'])).toBeUndefined()
})

describe('a strip of samples', () => {
  const { samples } = stripOf(100)
  it('has the same colours in all samples of a field', () => {
    const rows = stripRows(samples, problem)
    expect(rows.map(({ key, views }) => [key, views.length])).toEqual([
      ['a', 4],
      ['u', 4],
    ])
    // The fourth sample of u is four times as high as the first.
    const highest = Math.max(...samples[3]!.fields[1]!.data)
    expect(rows[1]!.range.maximum).toBe(highest)
    expect(commonRange(rows[1]!.views.slice(0, 1)).maximum).toBeCloseTo(highest / 4, 6)
  })

  it('says which parameters a sample has', () => {
    expect(describeParameters({ low: 3, source: 1 }, problem, formatQuantity)).toBe(
      'Permeability, low 3.00\u00a0m²/d, Source strength 1.00\u00a0m/d',
    )
  })
})
