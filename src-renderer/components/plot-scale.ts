import { formatFixed, superscript } from './number-format'
import { niceTicks } from '../scene/ticks'
import { positionIn, type ValueRange } from '../scene/value-range'

/** Where values lie along the height of a plot, and the values that are labelled. */
export interface PlotScale {
  /** Place of a value, 0 at the bottom and 1 at the top; undefined where it has none. */
  place(value: number): number | undefined
  readonly ticks: readonly { readonly value: number; readonly label: string }[]
}

const roomShare = 0.06

/** A scale that holds all the given values, with a little room; without any it is that of 0 to 1. */
export function plotScale(values: readonly number[], kind: 'linear' | 'log', tickCount = 3): PlotScale {
  return kind === 'log'
    ? logScale(
        values.filter((value) => value > 0),
        tickCount,
      )
    : linearScale(values, tickCount)
}

function linearScale(values: readonly number[], tickCount: number): PlotScale {
  const [low, high] = values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)]
  const room = high > low ? (high - low) * roomShare : Math.abs(low) * roomShare || 1
  const range = { minimum: low - room, maximum: high + room }
  return { place: (value) => positionIn(range, value), ticks: roundTicks(range, tickCount) }
}

function roundTicks(range: ValueRange, count: number): PlotScale['ticks'] {
  const { values, labels, exponent } = niceTicks(range, count)
  return values.map((value, i) => ({
    value,
    label: exponent === 0 || value === 0 ? labels[i]! : `${labels[i]}·10${superscript(exponent)}`,
  }))
}

const leastRoomDecades = 0.04
/** Within less than this many decades, whole powers of ten are too few to read values by. */
const narrowDecades = 1.8

function logScale(values: readonly number[], tickCount: number): PlotScale {
  const [low, high] = values.length === 0 ? [0.1, 1] : [Math.min(...values), Math.max(...values)]
  const [from, to] = [Math.log10(low), Math.log10(high)]
  const room = Math.max((to - from) * roomShare, leastRoomDecades)
  const [bottom, top] = [from - room, to + room]
  const powers = powerTicks(bottom, top, tickCount)
  return {
    place: (value) => (value > 0 ? (Math.log10(value) - bottom) / (top - bottom) : undefined),
    // Between two powers of ten, round numbers say more.
    ticks: powers.length > 1 ? powers : roundTicks({ minimum: 10 ** bottom, maximum: 10 ** top }, tickCount),
  }
}

function powerTicks(bottom: number, top: number, tickCount: number): PlotScale['ticks'] {
  const multiples = top - bottom < narrowDecades ? [1, 2, 5] : [1]
  const every = Math.max(1, Math.ceil((top - bottom) / (tickCount + 1)))
  const ticks: { value: number; label: string }[] = []
  for (let decade = Math.floor(bottom); decade <= top; decade += 1) {
    if (decade % every !== 0) continue
    for (const multiple of multiples) {
      const at = decade + Math.log10(multiple)
      if (at >= bottom && at <= top) ticks.push({ value: multiple * 10 ** decade, label: powerLabel(multiple, decade) })
    }
  }
  return ticks
}

/** 0.01 to 500 in digits, what is beyond as a power of ten. */
function powerLabel(multiple: number, decade: number): string {
  if (decade >= -2 && decade <= 2) return formatFixed(multiple * 10 ** decade, Math.max(0, -decade))
  return `${multiple === 1 ? '' : `${multiple}·`}10${superscript(decade)}`
}
