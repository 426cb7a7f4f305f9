import type { ColourMap } from './colour-map'

/** Values at the two ends of a colour map, `minimum < maximum`. */
export interface ValueRange {
  readonly minimum: number
  readonly maximum: number
}

/** Smallest and largest finite value; undefined when there is none. */
export function extremes(data: ArrayLike<number>): ValueRange | undefined {
  let minimum = Infinity
  let maximum = -Infinity
  for (let i = 0; i < data.length; i += 1) {
    const value = data[i]!
    if (!Number.isFinite(value)) continue
    if (value < minimum) minimum = value
    if (value > maximum) maximum = value
  }
  return minimum <= maximum ? { minimum, maximum } : undefined
}

/**
 * The range that shows all of a field: symmetric about zero on a diverging map, from zero where the field is a
 * deviation, from smallest to largest otherwise. A constant field gets room on both sides.
 */
export function automaticRange(data: ArrayLike<number>, map: ColourMap, fromZero = false): ValueRange {
  const found = extremes(data) ?? { minimum: 0, maximum: 0 }
  if (map.kind === 'diverging') {
    const reach = Math.max(Math.abs(found.minimum), Math.abs(found.maximum)) || 1
    return { minimum: -reach, maximum: reach }
  }
  const minimum = fromZero ? Math.min(0, found.minimum) : found.minimum
  if (found.maximum > minimum) return { minimum, maximum: found.maximum }
  const room = Math.abs(minimum) * 0.05 || 1
  return { minimum: minimum - room, maximum: minimum + room }
}

/** The smallest range that holds all of the given ones, of which there is at least one. */
export function joinRanges(ranges: readonly ValueRange[]): ValueRange {
  return {
    minimum: Math.min(...ranges.map(({ minimum }) => minimum)),
    maximum: Math.max(...ranges.map(({ maximum }) => maximum)),
  }
}

/** Where `value` lies in the range: 0 at its minimum, 1 at its maximum, beyond them outside. */
export function positionIn(range: ValueRange, value: number): number {
  return (value - range.minimum) / (range.maximum - range.minimum)
}

/** From one range towards another, `t` in 0..1. */
export function blendRanges(from: ValueRange, to: ValueRange, t: number): ValueRange {
  const blend = (a: number, b: number): number => a + (b - a) * t
  return { minimum: blend(from.minimum, to.minimum), maximum: blend(from.maximum, to.maximum) }
}
