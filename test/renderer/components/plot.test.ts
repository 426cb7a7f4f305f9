import { describe, expect, it } from 'vitest'
import { plotFileName } from '../../../src-renderer/components/plot/plot-file'
import { plotGeometry, type Plot } from '../../../src-renderer/components/plot/plot'
import { plotSvg } from '../../../src-renderer/components/plot/plot-svg'
import { lineTable, markTable, tabSeparated, thinned } from '../../../src-renderer/components/plot/plot-table'
import { plotShapes } from '../../../src-renderer/components/plot/shapes'
import { words } from '../../../src-renderer/text/words.svelte'

const plot: Plot = {
  title: 'Head & <flux>',
  series: [
    {
      key: 'u',
      label: 'u',
      values: [0, 1, null, 3, 4],
      ribbon: { label: 'band', lower: [-1, 0, null, 2, 3], upper: [1, 2, null, 4, 5] },
    },
    { key: 'v', label: 'v', values: [4, 3, 2, 1, 0] },
  ],
  at: Float64Array.of(0, 0.5, 1, 1.5, 2),
  end: 2,
  scale: 'linear',
  along: { label: 's', unit: 'm' },
  unit: 'm',
  marks: { label: 'sensors', points: [{ at: 1, value: 2, sigma: 0.5 }] },
}
const size = { width: 300, height: 200 }
const table = words().stage.arrangement.plots

describe('a plot', () => {
  it('maps places and values onto its room, and back', () => {
    const geometry = plotGeometry(plot, size)
    const { room } = geometry
    expect(geometry.left(0)).toBe(room.left)
    expect(geometry.left(2)).toBeCloseTo(room.left + room.width, 10)
    for (const place of [0, 0.3, 1.7]) expect(geometry.placeAt(geometry.left(place))).toBeCloseTo(place, 10)
    expect(geometry.placeAt(-50)).toBe(0)
    expect(geometry.placeAt(1e4)).toBe(2)
    // The ribbon reaches from -1 to 5, and all of it is in the room.
    expect(geometry.top(-1)!).toBeLessThan(room.top + room.height)
    expect(geometry.top(5)!).toBeGreaterThan(room.top)
    expect(geometry.top(0)! - geometry.top(1)!).toBeCloseTo(geometry.top(3)! - geometry.top(4)!, 10)
  })

  it('breaks lines and ribbons where there are no values', () => {
    const shapes = plotShapes(plot, plotGeometry(plot, size), size)
    const path = (role: string): string => String(shapes.find((shape) => shape.role === role)!.attributes['d'])
    expect(path('line').match(/M/g)).toHaveLength(2)
    expect(path('line').match(/L/g)).toHaveLength(2)
    expect(path('ribbon').match(/Z/g)).toHaveLength(2)
    const bar = shapes.find(({ role }) => role === 'bar')!.attributes
    const geometry = plotGeometry(plot, size)
    expect(bar['y1']).toBeCloseTo(geometry.top(1.5)!, 0)
    expect(bar['y2']).toBeCloseTo(geometry.top(2.5)!, 0)
  })

  it('is a file that stands alone: well-formed, every style at its element', () => {
    const document = new DOMParser().parseFromString(plotSvg(plot, { width: 720, height: 400 }), 'image/svg+xml')
    expect(document.querySelector('parsererror')).toBeNull()
    const root = document.documentElement
    expect(root.getAttribute('viewBox')).toBe('0 0 720 400')
    expect(root.querySelector('title')!.textContent).toBe('Head & <flux>, m')
    expect(root.querySelectorAll('[class]')).toHaveLength(0)
    for (const path of root.querySelectorAll('path')) expect(path.getAttribute('fill')).toBeTruthy()
    expect([...root.querySelectorAll('text')].map(({ textContent }) => textContent)).toEqual(
      expect.arrayContaining(['s, m', 'v', 'u (band)', 'sensors']),
    )
  })

  it('is a table with units, and text for a spreadsheet', () => {
    const lines = lineTable(plot, table)
    expect(lines.columns).toEqual(['s, m', 'u, m', 'band, lower end, m', 'band, upper end, m', 'v, m'])
    expect(lines.rows[1]).toEqual([0.5, 1, 0, 2, 3])
    expect(tabSeparated([lines, markTable(plot, table)!]).split('\n')).toEqual([
      's, m\tu, m\tband, lower end, m\tband, upper end, m\tv, m',
      '0\t0\t-1\t1\t4',
      '0.5\t1\t0\t2\t3',
      '1\t\t\t\t2',
      '1.5\t3\t2\t4\t1',
      '2\t4\t3\t5\t0',
      '',
      's, m\tsensors, m\tStandard deviation, m',
      '1\t2\t0.5',
    ])
  })

  it('is thinned to a number of rows with its first and last', () => {
    const long = { columns: ['i'], rows: Array.from({ length: 1001 }, (_, i) => [i]) }
    const { rows } = thinned(long, 11)
    expect(rows.map(([i]) => i)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000])
    expect(thinned(long, 2000)).toBe(long)
  })

  it('is saved under a name that file systems take', () => {
    expect(plotFileName({ title: 'Velocity u(x, t), along: the/line' })).toBe('velocity-u-x-t-along-the-line.svg')
    expect(plotFileName({ title: '///' })).toBe('plot.svg')
  })
})
