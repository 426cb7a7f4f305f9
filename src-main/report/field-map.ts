/** A field as a figure: coloured cells, axes, sensors and a colour bar, in one SVG. */
import type { Grid } from '../field/grid'
import type { ColourMap } from './colour-map'
import { type Content, markup, type Markup } from './markup'
import { powerOfTen, roundTicks, shownUnit, type Ticks } from './numbers'
import { encodePng } from './png'

export interface FieldMap {
  readonly title: string
  /** One line under the title: what it shows, which array it is. */
  readonly caption: string
  readonly unit: string
  readonly grid: Grid
  /** `[y, x]` */
  readonly data: ArrayLike<number>
  readonly colours: ColourMap
  /** Values at the two ends of the colour bar; see {@link rangeOf} and {@link rangeAboutZero}. */
  readonly range: readonly [number, number]
  readonly sensors?: readonly SensorMark[]
  /** Numbered places, e.g. of proposed sensors. */
  readonly places?: readonly { readonly x: number; readonly y: number; readonly rank: number }[]
}

/** A point, or the line or box from (x, y) to (x2, y2) that a measurement averages over. */
export interface SensorMark {
  readonly shape: 'point' | 'line' | 'box'
  readonly x: number
  readonly y: number
  readonly x2: number
  readonly y2: number
}

export function rangeOf(data: ArrayLike<number>): [number, number] {
  let low = Infinity
  let high = -Infinity
  for (let i = 0; i < data.length; i += 1) {
    low = Math.min(low, data[i]!)
    high = Math.max(high, data[i]!)
  }
  return [low, high]
}

/** Zero in the middle, so that the two colours mean the two signs. */
export function rangeAboutZero(data: ArrayLike<number>): [number, number] {
  const [low, high] = rangeOf(data)
  const largest = Math.max(Math.abs(low), Math.abs(high))
  return [-largest, largest]
}

// All in the units of the figure's own coordinates; its width on the page is the style sheet's.
const width = 300
const plot = { left: 34, top: 6, width: 212 }
const bar = { left: 256, width: 9 }
const sampleWidth = 384

export function fieldMapFigure(map: FieldMap): Markup {
  const { extent } = map.grid
  const height = (plot.width * extent.y) / extent.x
  const xOf = (x: number) => plot.left + (plot.width * x) / extent.x
  const yOf = (y: number) => plot.top + height - (height * y) / extent.y
  const total = plot.top + height + 32
  const ticks = roundTicks(map.range[0], map.range[1], 7)
  return markup`<figure class="map">
<figcaption><strong>${map.title}</strong><span>${map.caption}</span></figcaption>
<svg viewBox="0 0 ${width} ${total}" role="img" aria-label="${map.title}">
<image x="${plot.left}" y="${plot.top}" width="${plot.width}" height="${round(height)}" preserveAspectRatio="none"
 href="${dataUri(cellsPng(map))}"/>
${axes(map.grid, xOf, yOf)}
${(map.sensors ?? []).map((mark) => sensor(mark, xOf, yOf, map.sensors!.length))}
${(map.places ?? []).map(({ x, y, rank }) => place(xOf(x), yOf(y), rank))}
${colourBar(map, ticks, height)}
</svg>
</figure>`
}

function axes({ extent, symbols }: Grid, xOf: (x: number) => number, yOf: (y: number) => number): Content {
  const horizontal = roundTicks(0, extent.x, 5)
  const vertical = roundTicks(0, extent.y, 5)
  const bottom = yOf(0)
  const frame = markup`<rect class="frame" x="${plot.left}" y="${plot.top}" width="${plot.width}" height="${round(bottom - plot.top)}"/>`
  const unit = shownUnit(extent.unit) === '' ? '' : ` (${extent.unit})`
  return [
    frame,
    horizontal.values.map(
      (value, i) => markup`<path class="tick" d="M${round(xOf(value))} ${round(bottom)}v3"/>
<text x="${round(xOf(value))}" y="${round(bottom + 12)}" text-anchor="middle">${horizontal.labels[i]!}</text>`,
    ),
    vertical.values.map(
      (value, i) => markup`<path class="tick" d="M${plot.left} ${round(yOf(value))}h-3"/>
<text x="${plot.left - 5}" y="${round(yOf(value) + 2.8)}" text-anchor="end">${vertical.labels[i]!}</text>`,
    ),
    markup`<text x="${round(xOf(extent.x / 2))}" y="${round(bottom + 24)}" text-anchor="middle"><tspan class="symbol">${symbols.x}</tspan>${unit}</text>
<text transform="translate(9 ${round(yOf(extent.y / 2))}) rotate(-90)" text-anchor="middle"><tspan class="symbol">${symbols.y}</tspan>${unit}</text>`,
  ]
}

type Scale = (coordinate: number) => number

/** Small rings, smaller the more there are, so that the field stays to be seen; averages as what they are over. */
function sensor({ shape, x, y, x2, y2 }: SensorMark, xOf: Scale, yOf: Scale, count: number): Markup {
  const radius = count > 1000 ? 0.6 : count > 200 ? 0.9 : count > 60 ? 1.3 : 2
  const [left, top, right, bottom] = [xOf(x), yOf(y), xOf(x2), yOf(y2)].map(round) as [number, number, number, number]
  switch (shape) {
    case 'point':
      return markup`<circle class="sensor" cx="${left}" cy="${top}" r="${radius}" stroke-width="${radius * 0.55}"/>`
    case 'line':
      return markup`<path class="support" d="M${left} ${top}L${right} ${bottom}"/>`
    case 'box':
      return markup`<path class="support" d="M${left} ${top}H${right}V${bottom}H${left}Z"/>`
  }
}

function place(x: number, y: number, rank: number): Markup {
  return markup`<rect class="place" x="${round(x - 5)}" y="${round(y - 5)}" width="10" height="10" rx="2"/>
<text class="rank" x="${round(x)}" y="${round(y + 3)}" text-anchor="middle">${rank}</text>`
}

function colourBar({ unit, range: [low, high], colours }: FieldMap, ticks: Ticks, height: number): Content {
  const yOf = (value: number) =>
    high > low ? plot.top + (height * (high - value)) / (high - low) : plot.top + height / 2
  const ramp = Uint8Array.from({ length: 256 }, (_, i) => 255 - i)
  const scale = ticks.exponent === 0 ? '' : `× ${powerOfTen(ticks.exponent)} `
  const label = `${scale}${shownUnit(unit)}`.trim()
  const middle = plot.top + height / 2
  return [
    markup`<image x="${bar.left}" y="${plot.top}" width="${bar.width}" height="${round(height)}" preserveAspectRatio="none"
 href="${dataUri(encodePng(1, 256, ramp, colours))}"/>
<rect class="frame" x="${bar.left}" y="${plot.top}" width="${bar.width}" height="${round(height)}"/>`,
    ticks.values.map(
      (value, i) => markup`<path class="tick" d="M${bar.left + bar.width} ${round(yOf(value))}h3"/>
<text x="${bar.left + bar.width + 5}" y="${round(yOf(value) + 2.8)}">${ticks.labels[i]!}</text>`,
    ),
    markup`<text transform="translate(${width - 3} ${round(middle)}) rotate(-90)" text-anchor="middle">${label}</text>`,
  ]
}

/** Whole pixels for each cell, several a side, because many viewers blur images that they enlarge. */
function cellsPng({ grid: { nx, ny }, data, range: [low, high], colours }: FieldMap): Uint8Array {
  const factor = Math.max(1, Math.floor(sampleWidth / nx))
  const pixels = new Uint8Array(nx * ny * factor * factor)
  for (let row = 0; row < ny * factor; row += 1) {
    // Row 0 of the data is the lowest.
    const j = ny - 1 - Math.floor(row / factor)
    for (let column = 0; column < nx * factor; column += 1) {
      const value = data[j * nx + Math.floor(column / factor)]!
      const share = high > low ? (value - low) / (high - low) : 0.5
      pixels[row * nx * factor + column] = Math.round(255 * Math.min(1, Math.max(0, share)))
    }
  }
  return encodePng(nx * factor, ny * factor, pixels, colours)
}

function dataUri(png: Uint8Array): string {
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`
}

function round(coordinate: number): number {
  return Math.round(coordinate * 100) / 100
}
