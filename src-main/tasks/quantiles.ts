import { quantile } from '../numerics/quantiles'

export interface QuantileOptions {
  /** What distances from the median are multiplied by, see calibration.ts; 1 leaves the quantiles as the members have them. */
  readonly factor?: number
  /** Values the field can take. */
  readonly minimum?: number
  readonly maximum?: number
}

/**
 * The `level` quantile at every cell over the members, `samples` `[member, cell]`. See numerics/quantiles.ts for what it
 * is of few members.
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
