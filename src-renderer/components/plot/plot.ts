import { niceTicks } from '../../scene/ticks'
import { formatCount, shownUnit, superscript } from '../number-format'
import { plotScale, type PlotScale } from '../plot-scale'

/** A number for each place along the width; null where there is none. */
export type PlotValues = readonly (number | null)[]

export interface PlotSeries {
  readonly key: string
  readonly label: string
  /** The label is a field's symbol. */
  readonly symbol?: boolean
  readonly values: PlotValues
  /** What lies around the line, e.g. the interval that holds 90 % of the samples. */
  readonly ribbon?: { readonly label: string; readonly lower: PlotValues; readonly upper: PlotValues } | undefined
}

/** A single measured value with its standard deviation. */
export interface PlotMark {
  readonly at: number
  readonly value: number
  readonly sigma: number
}

export interface PlotQuantity {
  readonly label: string
  readonly unit: string
}

/** Lines over one axis, from 0 to `end`. */
export interface Plot {
  readonly title: string
  readonly series: readonly PlotSeries[]
  /** Place of each value along the width, e.g. the training step; rising. */
  readonly at: ArrayLike<number>
  readonly end: number
  readonly scale: 'linear' | 'log'
  /** Values that are as they should be. */
  readonly band?: { readonly minimum: number; readonly maximum: number } | undefined
  /** A value to compare with, and what it belongs to. */
  readonly reference?: { readonly value: number; readonly label: string } | undefined
  readonly marks?: { readonly label: string; readonly points: readonly PlotMark[] } | undefined
  /** What runs along the width; counts where it is left out. */
  readonly along?: PlotQuantity | undefined
  readonly unit?: string | undefined
  /** Values that the height holds at least, so that a line that moves does not rescale it. */
  readonly holds?: { readonly minimum: number; readonly maximum: number } | undefined
}

export interface PlotSize {
  readonly width: number
  readonly height: number
}

/** Where values lie in a drawn plot, in pixels from its left and its top. */
export interface PlotGeometry {
  readonly room: { readonly left: number; readonly top: number; readonly width: number; readonly height: number }
  readonly verticalTicks: PlotScale['ticks']
  /** `share` of the width at which a label stands. */
  readonly horizontalTicks: readonly { readonly share: number; readonly label: string }[]
  left(place: number): number
  /** Undefined where a value has no place, as a negative one on a logarithmic scale. */
  top(value: number): number | undefined
  /** The place along the axis under a pixel, within the axis. */
  placeAt(left: number): number
}

const gutter = { left: 44, right: 6, top: 4, bottom: 16 }
/** Below the numbers stands what they are of. */
const quantityHeight = 14
/** Pixels between two labelled values at least. */
const tickDistance = { vertical: 34, horizontal: 64 }

const numbersOf = (values: PlotValues): number[] => values.filter((value) => value !== null)

/** Every value that a plot has to show. */
function shownValues({ series, band, reference, marks, holds }: Plot): number[] {
  return [
    ...series.flatMap(({ values, ribbon }) => [
      ...numbersOf(values),
      ...(ribbon ? [...numbersOf(ribbon.lower), ...numbersOf(ribbon.upper)] : []),
    ]),
    ...(marks?.points ?? []).flatMap(({ value, sigma }) => [value - sigma, value + sigma]),
    ...(band ? [band.minimum, band.maximum] : []),
    ...(reference ? [reference.value] : []),
    ...(holds ? [holds.minimum, holds.maximum] : []),
  ]
}

function horizontalTicksOf({ along, end }: Plot, width: number): PlotGeometry['horizontalTicks'] {
  if (!along) return [0, 0.5, 1].map((share) => ({ share, label: formatCount(Math.round(share * end)) }))
  if (!(end > 0)) return []
  const { values, labels, exponent } = niceTicks(
    { minimum: 0, maximum: end },
    Math.max(2, width / tickDistance.horizontal),
  )
  const power = exponent === 0 ? '' : `·10${superscript(exponent)}`
  return values.map((value, i) => ({ share: value / end, label: value === 0 ? labels[i]! : labels[i]! + power }))
}

export function plotGeometry(plot: Plot, { width, height }: PlotSize): PlotGeometry {
  const bottom = gutter.bottom + (plot.along ? quantityHeight : 0)
  const room = {
    left: gutter.left,
    top: gutter.top,
    width: Math.max(1, width - gutter.left - gutter.right),
    height: Math.max(1, height - gutter.top - bottom),
  }
  const end = plot.end > 0 ? plot.end : 1
  const scale = plotScale(
    shownValues(plot),
    plot.scale,
    Math.max(plot.along ? 4 : 3, Math.floor(room.height / tickDistance.vertical)),
  )
  return {
    room,
    verticalTicks: scale.ticks,
    horizontalTicks: horizontalTicksOf(plot, room.width),
    left: (place) => room.left + (place / end) * room.width,
    top: (value) => {
      const place = scale.place(value)
      return place === undefined ? undefined : room.top + (1 - place) * room.height
    },
    placeAt: (left) => Math.min(end, Math.max(0, ((left - room.left) / room.width) * end)),
  }
}

/** `s, m`: a quantity with its unit, as it stands beside an axis or above a column. */
export function quantityText({ label, unit }: PlotQuantity): string {
  const shown = shownUnit(unit)
  return shown === '' ? label : `${label}, ${shown}`
}

export function hasValues({ series }: Plot): boolean {
  return series.some(({ values }) => values.some((value) => value !== null))
}
