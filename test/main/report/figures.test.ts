import { crc32, inflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { unitSquare } from '../../../src-main/field/grid'
import { type ColourMap, diverging, oklab, sequential, spread } from '../../../src-main/report/colour-map'
import { fieldMapFigure, rangeAboutZero, rangeOf } from '../../../src-main/report/field-map'
import { misfitHistogram } from '../../../src-main/report/histogram'
import { formatCount, formatNumber, formatSetting, powerOfTen, roundTicks } from '../../../src-main/report/numbers'
import { encodePng } from '../../../src-main/report/png'

/** Chunks of a PNG, their checksums verified. */
function chunksOf(png: Uint8Array): Map<string, Buffer> {
  const bytes = Buffer.from(png)
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  const chunks = new Map<string, Buffer>()
  for (let at = 8; at < bytes.length;) {
    const length = bytes.readUInt32BE(at)
    const body = bytes.subarray(at + 4, at + 8 + length)
    expect(bytes.readUInt32BE(at + 8 + length)).toBe(crc32(body))
    chunks.set(body.subarray(0, 4).toString('latin1'), body.subarray(4))
    at += 12 + length
  }
  return chunks
}

function pixelsOf(png: Uint8Array): { width: number; height: number; rows: number[][] } {
  const chunks = chunksOf(png)
  const header = chunks.get('IHDR')!
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  const raw = inflateSync(chunks.get('IDAT')!)
  expect(raw.length).toBe(height * (width + 1))
  const rows = Array.from({ length: height }, (_, y) => [...raw.subarray(y * (width + 1), (y + 1) * (width + 1))])
  expect(rows.every(([filter]) => filter === 0)).toBe(true)
  return { width, height, rows: rows.map((row) => row.slice(1)) }
}

describe('a PNG', () => {
  test('holds the pixels that went in', () => {
    const pixels = Uint8Array.of(0, 1, 2, 253, 254, 255)
    const png = encodePng(3, 2, pixels, sequential)
    expect(pixelsOf(png)).toEqual({ width: 3, height: 2, rows: [[0, 1, 2], [253, 254, 255]] }) // prettier-ignore
    expect([...chunksOf(png).get('IHDR')!.subarray(8)]).toEqual([8, 3, 0, 0, 0])
    expect(chunksOf(png).get('PLTE')!.equals(sequential)).toBe(true)
    expect([...chunksOf(png).keys()].at(-1)).toBe('IEND')
  })
})

describe('a colour map', () => {
  const lightness = (map: ColourMap) =>
    Array.from({ length: 256 }, (_, i) => oklab(map[3 * i]!, map[3 * i + 1]!, map[3 * i + 2]!)[0])
  const steps = (values: number[]) => values.slice(1).map((value, i) => value - values[i]!)

  test('for fields gets lighter in equal steps', () => {
    const all = steps(lightness(sequential))
    const mean = all.reduce((sum, step) => sum + step, 0) / all.length
    expect(mean).toBeGreaterThan(0.0025)
    expect(all.every((step) => step > 0 && Math.abs(step - mean) < mean)).toBe(true)
  })

  test('for spreads gets darker throughout', () => {
    expect(steps(lightness(spread)).every((step) => step < 0)).toBe(true)
  })

  test('for residuals is lightest at zero and as dark at either end', () => {
    const values = lightness(diverging)
    expect(steps(values).every((step, i) => (i < 127 ? step > 0 : i > 127 ? step < 0 : Math.abs(step) < 0.01))).toBe(
      true,
    )
    expect(Math.abs(values[0]! - values[255]!)).toBeLessThan(0.01)
  })

  test('never leaves the colours a screen can show by more than rounding', () => {
    // A clipped colour would break the straight line in OKLab on which every entry between two anchors lies.
    for (const map of [sequential, spread, diverging]) {
      for (let i = 0; i < 255; i += 1) {
        const [from, to] = [i, i + 1].map((k) => oklab(map[3 * k]!, map[3 * k + 1]!, map[3 * k + 2]!))
        expect(Math.hypot(...from!.map((value, axis) => value - to![axis]!))).toBeLessThan(0.012)
      }
    }
  })
})

describe('a field map', () => {
  const map = {
    title: 'Head',
    caption: 'u_mean',
    unit: 'm',
    grid: unitSquare(2, 'cell', 'm'),
    data: [0, 1, 2, 3],
    colours: sequential,
    range: [0, 3] as const,
  }
  const imageOf = (text: string) => Buffer.from(/href="data:image\/png;base64,([^"]+)"/.exec(text)![1]!, 'base64')

  test('draws the row of smallest y at the bottom', () => {
    const { width, height, rows } = pixelsOf(imageOf(fieldMapFigure(map).text))
    expect([width, height]).toEqual([384, 384])
    expect([rows[383]![0], rows[383]![383], rows[0]![0], rows[0]![383]]).toEqual([0, 85, 170, 255])
  })

  test('puts a sensor where its coordinates say', () => {
    const { text } = fieldMapFigure({ ...map, sensors: [{ shape: 'point', x: 0.25, y: 0.75, x2: 0.25, y2: 0.75 }] })
    const [, cx, cy] = /<circle class="sensor" cx="([\d.]+)" cy="([\d.]+)"/.exec(text)!
    expect([Number(cx), Number(cy)]).toEqual([34 + 0.25 * 212, 6 + 0.25 * 212])
  })

  test('draws a line from end to end and a box around its corners', () => {
    const ends = { x: 0, y: 0, x2: 0.5, y2: 1 }
    const pathOf = (shape: 'line' | 'box') =>
      /<path class="support" d="([^"]+)"/.exec(fieldMapFigure({ ...map, sensors: [{ shape, ...ends }] }).text)![1]
    expect(pathOf('line')).toBe('M34 218L140 6')
    expect(pathOf('box')).toBe('M34 218H140V6H34Z')
  })

  test('of a constant field is drawn without a division by zero', () => {
    const { text } = fieldMapFigure({ ...map, data: [7, 7, 7, 7], range: rangeOf([7, 7, 7, 7]) })
    expect(text).not.toMatch(/NaN|Infinity/)
    expect(fieldMapFigure({ ...map, data: [0, 0, 0, 0], range: rangeAboutZero([0, 0, 0, 0]) }).text).not.toMatch(/NaN/)
  })

  test('has a range about zero that holds both signs', () => {
    expect(rangeAboutZero([-3, 1, 2])).toEqual([-3, 3])
  })
})

describe('a histogram of misfits', () => {
  test('counts every sensor once, those far out in the outermost bars', () => {
    const { text } = misfitHistogram(Float64Array.of(0.1, 0.2, -0.1, 40, -40))
    expect(text.match(/class="count"/g)).toHaveLength(4)
    const areas = [...text.matchAll(/class="count"[^>]* height="([\d.]+)"/g)].map(([, height]) => Number(height))
    expect(areas[2]! / areas[1]!).toBeCloseTo(2, 1)
  })
})

describe('numbers', () => {
  test.each([
    [0, '0'],
    [3.14159, '3.14'],
    [-0.001234, '−0.00123'],
    [12345, '12345'],
    [123456, '1.23 × 10⁵'],
    [1.7e-11, '1.70 × 10⁻¹¹'],
    [0.9996, '1.00'],
    [99999.9, '1.00 × 10⁵'],
  ])('%d reads %s', (value, text) => expect(formatNumber(value)).toBe(text))

  test('are read back to their digits', () => {
    const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'
    const back = (text: string) =>
      Number(
        text
          .replaceAll('−', '-')
          .replace(' × 10', 'e')
          .replace('⁻', '-')
          .replace(/[⁰¹²³⁴-⁹]/g, (digit) => String(superscripts.indexOf(digit))),
      )
    fc.assert(
      fc.property(fc.double({ min: -1e200, max: 1e200, noNaN: true }), (value) => {
        fc.pre(Math.abs(value) > 1e-200)
        expect(Math.abs(back(formatNumber(value, 4)) - value)).toBeLessThanOrEqual(5.01e-4 * Math.abs(value))
      }),
    )
  })

  test('that somebody chose keep no zeros at their end', () => {
    expect([3, 1 / 3, 0.25, 1e-7, -2].map(formatSetting)).toEqual(['3', '0.3333', '0.25', '1.000 × 10⁻⁷', '−2'])
  })

  test('of things are grouped by three', () => {
    expect([7, 1000, 1234567].map(formatCount)).toEqual(['7', '1\u202f000', '1\u202f234\u202f567'])
  })

  test('of powers have raised digits', () => {
    expect([powerOfTen(-12), powerOfTen(0), powerOfTen(30)]).toEqual(['10⁻¹²', '10⁰', '10³⁰'])
  })
})

describe('ticks', () => {
  test.each([
    [0, 1, 5, ['0.0', '0.2', '0.4', '0.6', '0.8', '1.0'], 0],
    [3, 12, 7, ['4', '6', '8', '10', '12'], 0],
    [-1.4e-10, 1.4e-10, 4, ['−1', '0', '1'], -10],
    [0, 2e6, 4, ['0.0', '0.5', '1.0', '1.5', '2.0'], 6],
    [7, 7, 5, ['7.000'], 0],
  ])('from %d to %d', (low, high, most, labels, exponent) => {
    const ticks = roundTicks(low, high, most)
    expect(ticks.labels).toEqual(labels)
    expect(ticks.exponent).toBe(exponent)
  })

  test('lie within the range, evenly, and their labels say where', () => {
    const bound = fc.double({ min: -1e6, max: 1e6, noNaN: true })
    fc.assert(
      fc.property(bound, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (low, span) => {
        fc.pre(span > 1e-4 * Math.abs(low))
        const { values, labels, exponent } = roundTicks(low, low + span, 6)
        expect(values.length).toBeGreaterThanOrEqual(2)
        expect(values.length).toBeLessThanOrEqual(7)
        values.forEach((value, i) => {
          expect(value).toBeGreaterThanOrEqual(low - 1e-6 * span)
          expect(value).toBeLessThanOrEqual(low + span + 1e-6 * span)
          const said = Number(labels[i]!.replace('−', '-')) * 10 ** exponent
          expect(Math.abs(said - value)).toBeLessThan(0.01 * span)
        })
        expect(new Set(labels).size).toBe(labels.length)
      }),
    )
  })
})
