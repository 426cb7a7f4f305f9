import { colourAt, cssColour, inkOn } from './colour-map'
import { isolineLabels, isolines, type Isoline } from './contours'
import { arrows, flowOf, type Arrows } from './flow'
import { heightField, type HeightField } from './height-field'
import { overlayMagnitudes } from './overlay'
import type { DomainPoint, PictureContent } from './picture'
import { streamlines, type Streamline } from './streamlines'
import { arrowsPerEdge, inks, labelRoom, streamlineSeparation } from './surface-marks'
import { positionIn } from './value-range'

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

/** From the domain to the canvas, in CSS pixels. */
export interface Placement {
  x(x: number): number
  y(y: number): number
  /** Pixels per unit of the domain. */
  readonly scale: number
}

/** The last thing that was made of something, for as long as that stays. */
function remembered<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  let last: { readonly key: Key; readonly value: Value } | undefined
  return (key) => {
    if (last?.key !== key) last = { key, value: make(key) }
    return last.value
  }
}

const hatchPx = 6

/** What {@link SurfaceMarks} draws upon a surface, on a plain canvas. */
export class PlainMarks {
  readonly #drawn = remembered((field: PictureContent['field']) => heightField(field))
  readonly #streamlines = remembered((field: NonNullable<PictureContent['streamlines']>): readonly Streamline[] =>
    streamlines(flowOf(field), streamlineSeparation * longerEdge(field.grid.extent)),
  )
  readonly #arrows = remembered((field: NonNullable<PictureContent['arrows']>): Arrows =>
    arrows(flowOf(field), arrowsPerEdge),
  )

  draw(context: Context, content: PictureContent, to: Placement): void {
    const drawn = this.#drawn(content.field)
    context.save()
    context.lineJoin = 'round'
    context.lineCap = 'round'
    if (content.overlay) drawHatches(context, content, drawn, to)
    const lines = isolines(drawn, content.contours ?? [])
    drawIsolines(context, content, lines, to)
    if (content.streamlines) drawStreamlines(context, this.#streamlines(content.streamlines), to)
    if (content.arrows) drawArrows(context, this.#arrows(content.arrows), to)
    drawLabels(context, content, lines, to)
    context.restore()
  }
}

const longerEdge = ({ x, y }: DomainPoint): number => Math.max(x, y)

/** Diagonals over the samples that are marked, dark with a light edge. */
function drawHatches(context: Context, { field, overlay }: PictureContent, drawn: HeightField, to: Placement): void {
  const magnitudes = overlayMagnitudes(overlay!, drawn)
  const columns = drawn.x.length
  context.save()
  context.beginPath()
  for (let j = 0; j < drawn.y.length - 1; j += 1) {
    for (let i = 0; i < columns - 1; i += 1) {
      if (magnitudes[j * columns + i]! < overlay!.range.minimum) continue
      const [left, right] = [to.x(drawn.x[i]!), to.x(drawn.x[i + 1]!)]
      const [bottom, top] = [to.y(drawn.y[j]!), to.y(drawn.y[j + 1]!)]
      context.rect(left, top, right - left, bottom - top)
    }
  }
  context.clip()
  const { extent } = field.grid
  const [left, right, bottom, top] = [to.x(0), to.x(extent.x), to.y(0), to.y(extent.y)]
  context.beginPath()
  for (let start = left - (bottom - top); start < right; start += hatchPx) {
    context.moveTo(start, bottom)
    context.lineTo(start + bottom - top, top)
  }
  strokeTwice(context, 3, 1.6, inks.light, inks.dark)
  context.restore()
}

function drawIsolines(
  context: Context,
  { map, range }: PictureContent,
  lines: readonly Isoline[],
  to: Placement,
): void {
  context.lineWidth = 1.2
  for (const { level, segments } of lines) {
    context.strokeStyle = cssColour(inkOn(colourAt(map, positionIn(range, level))))
    context.beginPath()
    for (let k = 0; k < segments.length; k += 4) {
      context.moveTo(to.x(segments[k]!), to.y(segments[k + 1]!))
      context.lineTo(to.x(segments[k + 2]!), to.y(segments[k + 3]!))
    }
    context.stroke()
  }
}

function drawLabels(
  context: Context,
  { contours = [], contourLabels = [], field }: PictureContent,
  lines: readonly Isoline[],
  to: Placement,
): void {
  const { extent } = field.grid
  const texts = new Map(contours.map((level, i) => [level, contourLabels[i] ?? '']))
  context.font = '600 11px system-ui, sans-serif'
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.lineWidth = 3
  context.strokeStyle = inks.light
  context.fillStyle = inks.dark
  for (const { text, x, y } of isolineLabels(lines, texts, extent, labelRoom * longerEdge(extent))) {
    context.strokeText(text, to.x(x), to.y(y))
    context.fillText(text, to.x(x), to.y(y))
  }
}

function drawStreamlines(context: Context, lines: readonly Streamline[], to: Placement): void {
  context.beginPath()
  for (const line of lines) {
    context.moveTo(to.x(line[0]!), to.y(line[1]!))
    for (let k = 2; k < line.length; k += 2) context.lineTo(to.x(line[k]!), to.y(line[k + 1]!))
  }
  strokeTwice(context, 2.8, 1.3, inks.dark, inks.light)
}

function drawArrows(context: Context, places: Arrows, to: Placement): void {
  context.beginPath()
  for (let k = 0; k < places.length; k += 4) {
    const [x, y] = [to.x(places[k]!), to.y(places[k + 1]!)]
    const [dx, dy] = [places[k + 2]! * to.scale, -places[k + 3]! * to.scale]
    const [tipX, tipY] = [x + dx / 2, y + dy / 2]
    context.moveTo(x - dx / 2, y - dy / 2)
    context.lineTo(tipX, tipY)
    for (const side of [1, -1]) {
      context.moveTo(tipX, tipY)
      context.lineTo(tipX - 0.4 * dx - side * 0.2 * dy, tipY - 0.4 * dy + side * 0.2 * dx)
    }
  }
  strokeTwice(context, 3.2, 1.5, inks.dark, inks.light)
}

/** A line with an edge, so that it is seen on any colour. */
function strokeTwice(context: Context, edgePx: number, corePx: number, edge: string, core: string): void {
  for (const [width, colour] of [
    [edgePx, edge],
    [corePx, core],
  ] as const) {
    context.lineWidth = width
    context.strokeStyle = colour
    context.stroke()
  }
}
