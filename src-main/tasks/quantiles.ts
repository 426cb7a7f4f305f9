import { quantile } from '../numerics/quantiles'

export interface QuantileOptions {
  /** What the deviations from are scaled by `factor`: the field that is shown as the mean, `[cells]`. */
  readonly centre: ArrayLike<number>
  /** Of the spread, see calibration.ts; 1 leaves the quantiles as the members have them. */
  readonly factor: number
  /** Values the field can take. */
  readonly minimum?: number
  readonly maximum?: number
}

/**
 * The `level` quantile at every cell over the members, `samples` `[member, cell]`, with its distance from `centre`
 * multiplied by `factor`. See numerics/quantiles.ts for what it is of few members.
 */
export function quantileField(
  samples: ArrayLike<number>,
  members: number,
  level: number,
  options?: QuantileOptions,
): Float64Array {
  const cells = samples.length / members
  const column = new Float64Array(members)
  const { centre, factor = 1, minimum = -Infinity, maximum = Infinity } = options ?? {}
  return Float64Array.from({ length: cells }, (_, cell) => {
    for (let m = 0; m < members; m += 1) column[m] = samples[m * cells + cell]!
    const value = quantile(column.sort(), level)
    const scaled = centre ? centre[cell]! + factor * (value - centre[cell]!) : value
    return Math.min(maximum, Math.max(minimum, scaled))
  })
}
