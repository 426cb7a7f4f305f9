import { normalQuantile } from './normal'

/**
 * The `level` quantile of the population that `sorted` (ascending, `[n]`) was drawn from: the order statistic at
 * position level (n + 1), linear between two, so that one more draw lies below it with probability `level` for any
 * continuous population (Weibull 1939; type 6 of Hyndman and Fan 1996). Levels below 1/(n + 1) or above n/(n + 1) lie
 * beyond all draws: there the tail is the normal one through the outermost draw and the median.
 */
export function quantile(sorted: ArrayLike<number>, level: number): number {
  const n = sorted.length
  if (!(level >= 0 && level <= 1) || n === 0) {
    throw new RangeError(`a quantile needs values and a level of 0 to 1, received ${n} and ${level}`)
  }
  const middle = (sorted[(n - 1) >> 1]! + sorted[n >> 1]!) / 2
  const position = level * (n + 1) - 1
  if (position < 0 || position > n - 1) {
    const outermost = position < 0 ? sorted[0]! : sorted[n - 1]!
    // A level of 0 or 1 has no quantile of a normal tail: the draws themselves are all there is to say.
    if (level === 0 || level === 1 || outermost === middle) return outermost
    const farthest = position < 0 ? 1 / (n + 1) : n / (n + 1)
    return middle + ((outermost - middle) * normalQuantile(level)) / normalQuantile(farthest)
  }
  const below = Math.floor(position)
  const fraction = position - below
  return fraction === 0 ? sorted[below]! : sorted[below]! + fraction * (sorted[below + 1]! - sorted[below]!)
}

export interface QuantileOptions {
  /** What distances from the median are multiplied by, see calibration.ts; 1 leaves the quantiles as the members have them. */
  readonly factor?: number
  /** Values the field can take. */
  readonly minimum?: number
  readonly maximum?: number
}

/**
 * The `level` quantile at every cell over the members, `samples` `[member, cell]`. See {@link quantile} for what it is of
 * few members.
 */
export function quantileField(
  samples: ArrayLike<number>,
  members: number,
  level: number,
  { factor = 1, minimum = -Infinity, maximum = Infinity }: QuantileOptions = {},
): Float64Array {
  const cells = samples.length / members
  const column = new Float64Array(members)
  return Float64Array.from({ length: cells }, (_, cell) => {
    for (let m = 0; m < members; m += 1) column[m] = samples[m * cells + cell]!
    column.sort()
    const median = quantile(column, 0.5)
    return Math.min(maximum, Math.max(minimum, median + factor * (quantile(column, level) - median)))
  })
}
