import { beforeEach, describe, expect, it } from 'vitest'
import { colourMaps } from '../../../src-renderer/scene/colour-map'
import type { PictureContent } from '../../../src-renderer/scene/picture'
import { PlainMarks } from '../../../src-renderer/scene/plain-marks'
import { payload } from './fields'

const size = 400
const to = { x: (x: number) => size * x, y: (y: number) => size * (1 - y), scale: size }
const field = payload(32, 32, (x, y) => Math.hypot(x - 0.5, y - 0.5))
const uniform = {
  of: 'u',
  name: 'Flux',
  unit: 'm',
  grid: field.grid,
  x: new Float32Array(1024).fill(1),
  y: new Float32Array(1024),
}
const plain: PictureContent = {
  field,
  map: colourMaps.tide,
  range: { minimum: 0, maximum: 0.7 },
  pins: [],
  probe: undefined,
}

/** Lines drawn so far as `[x, y, x, y]`, by the colour that they were stroked in; texts; and clipped rectangles. */
let lines: { colour: string; segments: number[][] }[]
let texts: string[]
let rectangles: number
let context: CanvasRenderingContext2D

beforeEach(() => {
  lines = []
  texts = []
  rectangles = 0
  let [path, at]: [number[][], number[]] = [[], []]
  const drawing = {
    strokeStyle: '',
    beginPath: () => (path = []),
    moveTo: (x: number, y: number) => (at = [x, y]),
    lineTo: (x: number, y: number) => {
      path.push([...at, x, y])
      at = [x, y]
    },
    stroke: () => lines.push({ colour: drawing.strokeStyle, segments: path }),
    rect: () => (rectangles += 1),
    fillText: (text: string) => texts.push(text),
    ...Object.fromEntries(['save', 'restore', 'clip', 'strokeText'].map((name) => [name, () => undefined])),
  }
  context = drawing as unknown as CanvasRenderingContext2D
})

const draw = (content: Partial<PictureContent>): void => new PlainMarks().draw(context, { ...plain, ...content }, to)

describe('on a plain canvas', () => {
  it('nothing is drawn unless it is asked for', () => {
    draw({})
    expect([lines, texts, rectangles]).toEqual([[], [], 0])
  })

  it('isolines lie where the field has their value, with their texts', () => {
    draw({ contours: [0.3], contourLabels: ['0.3'] })
    expect(lines).toHaveLength(1)
    for (const [x, y] of lines[0]!.segments) expect(Math.hypot(x! - 200, y! - 200)).toBeCloseTo(120, 0)
    expect(texts).toEqual(['0.3'])
  })

  it('streamlines and arrows follow the flow, each with an edge', () => {
    draw({ streamlines: uniform })
    draw({ arrows: uniform })
    expect(lines).toHaveLength(4)
    for (const { segments } of lines.slice(0, 2)) {
      expect(segments.length).toBeGreaterThan(100)
      for (const [, from, , until] of segments) expect(until).toBeCloseTo(from!, 3)
    }
    const shafts = lines[2]!.segments.filter(([, from, , until]) => from === until)
    expect(shafts).toHaveLength(22 * 22)
    for (const [from, , until] of shafts) expect(until! - from!).toBeCloseTo((0.95 * size) / 22, 2)
  })

  it('hatches cover the cells whose residual is large', () => {
    const residual = payload(32, 32, (x) => (x < 0.25 ? 1 : 0))
    draw({ overlay: { field: residual, range: { minimum: 0.5, maximum: 2 } } })
    // Those of a quarter of the cells, with the half cells of the rim.
    expect(rectangles).toBe(9 * 33)
  })
})
