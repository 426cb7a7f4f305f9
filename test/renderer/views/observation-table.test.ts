import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Measurements } from '../../../src-renderer/stores/observations/measurements'
import { listHeight, rowWindow, scrollTo } from '../../../src-renderer/views/solve/observations/row-window'
import { cellChange, cellLimits, orderedRows } from '../../../src-renderer/views/solve/observations/table-columns'
import { problem } from '../engine-double'
import { tableOf } from '../stores/observations/tables'

const rowPx = 26
const counts = fc.integer({ min: 1, max: 2_000_000 })
const views = fc.integer({ min: 30, max: 900 })

describe('the window onto a long table', () => {
  it('covers what is seen with few rows, wherever it is scrolled', () => {
    fc.assert(
      fc.property(counts, views, fc.double({ min: 0, max: 1, noNaN: true }), (count, viewPx, share) => {
        const scrollTop = share * Math.max(0, listHeight(count, rowPx) - viewPx)
        const { first, end, topPx } = rowWindow(count, rowPx, scrollTop, viewPx)
        expect(first).toBeGreaterThanOrEqual(0)
        expect(end).toBeLessThanOrEqual(count)
        expect(end - first).toBeLessThanOrEqual(viewPx / rowPx + 12)
        expect(topPx).toBeLessThanOrEqual(scrollTop + 1e-3)
        const bottomPx = topPx + (end - first) * rowPx
        if (end < count) expect(bottomPx).toBeGreaterThanOrEqual(scrollTop + viewPx - 1e-3)
      }),
    )
  })

  it('reaches the first row at the top and the last at the bottom', () => {
    fc.assert(
      fc.property(counts, views, (count, viewPx) => {
        expect(rowWindow(count, rowPx, 0, viewPx).first).toBe(0)
        const bottom = Math.max(0, listHeight(count, rowPx) - viewPx)
        expect(rowWindow(count, rowPx, bottom, viewPx).end).toBe(count)
      }),
    )
  })

  it('is scrolled to any row, and not at all for one that is seen', () => {
    fc.assert(
      fc.property(counts, views, fc.double({ min: 0, max: 1, noNaN: true }), (count, viewPx, share) => {
        const row = Math.min(count - 1, Math.floor(share * count))
        const scrolled = scrollTo(row, count, rowPx, 0, viewPx)
        const { first, end, topPx } = rowWindow(count, rowPx, scrolled, viewPx)
        expect(first).toBeLessThanOrEqual(row)
        expect(end).toBeGreaterThan(row)
        // In a list that is scrolled in larger steps than rows, the edge may cut it.
        const slack = count * rowPx > 15_000_000 ? rowPx : 1
        const top = topPx + (row - first) * rowPx
        expect(top).toBeGreaterThanOrEqual(scrolled - slack)
        if (viewPx >= rowPx) expect(top + rowPx).toBeLessThanOrEqual(scrolled + viewPx + slack)
        expect(scrollTo(row, count, rowPx, scrolled, viewPx)).toBeCloseTo(scrolled, 3)
      }),
    )
  })
})

describe('a table of sensors', () => {
  const file = new Measurements(
    'a.csv',
    tableOf([
      { field: 'u', x: 0.3, y: 0, value: 5, sigma: NaN, line: 2 },
      { field: 'a', x: 0.1, y: 0, value: 7, sigma: 0.1, line: 3 },
      { field: 'u', x: 0.2, y: 0, value: 6, sigma: 0, line: 4 },
    ]),
  ).mute([1], true)
  const misfits = Float64Array.of(-2, NaN, 1)

  it.each([
    [undefined, [0, 1, 2]],
    [{ key: 'x', descending: false }, [1, 2, 0]],
    [{ key: 'value', descending: true }, [1, 2, 0]],
    [{ key: 'sigma', descending: false }, [2, 1, 0]],
    [{ key: 'on', descending: true }, [1, 0, 2]],
    [{ key: 'misfit', descending: true }, [0, 2, 1]],
  ] as const)('sorts by %o', (sorting, rows) => {
    expect([...orderedRows(file, sorting, misfits)]).toEqual(rows)
  })

  it('admits what the field and the domain admit', () => {
    const positive = { fields: [{ ...problem.fields[0]!, minimum: 0.5 }, problem.fields[1]!] }
    const extent = { x: 2, y: 1 }
    expect(cellLimits('value', 'a', positive, extent)).toEqual({ minimum: 0.5 })
    expect(cellLimits('value', 'u', positive, extent)).toEqual({})
    expect(cellLimits('sigma', 'u', positive, extent)).toEqual({ minimum: 0 })
    expect(cellLimits('x2', 'u', positive, extent)).toEqual({ minimum: 0, maximum: 2 })
  })

  it('takes an emptied noise for one that is not known', () => {
    expect(cellChange('sigma', null)).toEqual({ sigma: NaN })
    expect(cellChange('value', 2)).toEqual({ value: 2 })
  })
})
