/** A plot as a file of its own: on white, with every style written at its element, in fonts that any reader has. */
import { quantityText, plotGeometry, type Plot, type PlotSize } from './plot'
import { plotShapes, type Shape, type ShapeRole } from './shapes'

const colours = ['#3560d8', '#b4530a', '#0b7a75'] as const
const dashes = [undefined, '6 3.5', '1.5 3.5'] as const
const ink = '#171b22'
const family = 'Helvetica, Arial, sans-serif'
const titleHeight = 24
const legendHeight = 18

type Style = Readonly<Record<string, string | number>>

const styles: Readonly<Record<ShapeRole, (colour: string, dash: string | undefined) => Style>> = {
  band: () => ({ fill: '#1b6e46', 'fill-opacity': 0.12 }),
  grid: () => ({ stroke: '#e2e5eb' }),
  tick: () => ({ fill: '#525c6b', 'font-size': 10.5, 'font-family': family }),
  quantity: () => ({ fill: '#525c6b', 'font-size': 11, 'font-family': family }),
  reference: () => ({ stroke: '#525c6b', 'stroke-dasharray': '2 3' }),
  ribbon: (colour) => ({ fill: colour, 'fill-opacity': 0.16 }),
  line: (colour, dash) => ({
    fill: 'none',
    stroke: colour,
    'stroke-width': 1.7,
    'stroke-linejoin': 'round',
    ...(dash === undefined ? {} : { 'stroke-dasharray': dash }),
  }),
  single: (colour) => ({ fill: colour }),
  bar: () => ({ stroke: ink, 'stroke-width': 1.2 }),
  mark: () => ({ fill: '#ffffff', stroke: ink, 'stroke-width': 1.2 }),
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

function written(element: string, attributes: Style, text?: string): string {
  const list = Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeText(String(value))}"`)
  return text === undefined
    ? `<${element}${list.join('')}/>`
    : `<${element}${list.join('')}>${escapeText(text)}</${element}>`
}

function writtenShape({ element, attributes, role, series = 0, text }: Shape): string {
  const style = styles[role](colours[series % 3]!, dashes[series % 3])
  return written(element, { ...attributes, ...style }, text)
}

/** One line with a sample of each series' stroke and its name. */
function legend({ series, marks }: Plot, top: number): string {
  const entries = [
    ...series.map(({ label, ribbon }, i) => ({ i, label: ribbon ? `${label} (${ribbon.label})` : label })),
    ...(marks && marks.points.length > 0 ? [{ i: -1, label: marks.label }] : []),
  ]
  let left = 44
  return entries
    .map(({ i, label }) => {
      const sample =
        i < 0
          ? written('circle', { cx: left + 9, cy: top - 4, r: 3, ...styles.mark('', undefined) })
          : written('path', { d: `M${left} ${top - 4}h18`, ...styles.line(colours[i % 3]!, dashes[i % 3]) })
      const text = written('text', { x: left + 24, y: top, fill: ink, 'font-size': 11, 'font-family': family }, label)
      // Text is not measured here: six pixels a letter are enough at this size.
      left += 24 + 6 * label.length + 18
      return sample + text
    })
    .join('')
}

/** The whole of a plot as an SVG document of the given size. */
export function plotSvg(plot: Plot, { width, height }: PlotSize): string {
  const head = titleHeight + legendHeight
  const size = { width, height: height - head }
  const geometry = plotGeometry(plot, size)
  const title = plot.unit === undefined ? plot.title : quantityText({ label: plot.title, unit: plot.unit })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    written('title', {}, title),
    written('rect', { width, height, fill: '#ffffff' }),
    written('text', { x: 44, y: 17, fill: ink, 'font-size': 13, 'font-weight': 600, 'font-family': family }, title),
    legend(plot, titleHeight + 12),
    `<g transform="translate(0 ${head})">`,
    ...plotShapes(plot, geometry, size).map(writtenShape),
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}
