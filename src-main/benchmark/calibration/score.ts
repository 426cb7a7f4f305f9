import { z } from 'zod'
import { fairCrps } from '../../numerics/crps'
import { quantile } from '../../numerics/quantiles'
import { intervalLevels } from './names'

/** Factors of the spread about the median at which an ensemble is scored: 1/8 to 8, four a doubling. */
export const spreadFactors: readonly number[] = Array.from({ length: 25 }, (_, i) => 2 ** ((i - 12) / 4))

const curve = z.array(z.number()).length(spreadFactors.length)

export const scoreSchema = z.strictObject({
  /** Share of cells whose true value lies in the interval, by level, for each of {@link spreadFactors}. */
  coverage: z.record(z.string(), curve),
  /** Mean CRPS over the cells, over the field's standard deviation, likewise. */
  crps: curve,
})

/** How well the members of an ensemble stand for a field, for each factor that their spread might be multiplied by. */
export type Score = z.infer<typeof scoreSchema>

/** Deviations below this share of the field's own count as none: rounding in cells that all members agree on. */
const rounding = 1e-9

/** Scores members `[member, cell]` at `truth` `[cell]`, over the cells from `first` on. */
export function scoreOf(samples: Float64Array, members: number, truth: Float64Array, first = 0): Score {
  const cells = truth.length
  const unit = deviationOf(truth)
  const column = new Float64Array(members)
  const scaled = new Float64Array(members)
  const covered = intervalLevels.map(() => new Float64Array(spreadFactors.length))
  const crps = new Float64Array(spreadFactors.length)
  for (let cell = first; cell < cells; cell += 1) {
    for (let m = 0; m < members; m += 1) column[m] = samples[m * cells + cell]!
    column.sort()
    const median = quantile(column, 0.5)
    const off = truth[cell]! - median
    intervalLevels.forEach((level, l) => {
      const end = quantile(column, off < 0 ? 0.5 - level / 200 : 0.5 + level / 200)
      const reach = Math.abs(end - median)
      spreadFactors.forEach((factor, f) => {
        if (Math.abs(off) <= factor * reach + rounding * unit) covered[l]![f]! += 1
      })
    })
    spreadFactors.forEach((factor, f) => {
      for (let m = 0; m < members; m += 1) scaled[m] = median + factor * (column[m]! - median)
      crps[f]! += fairCrps(scaled, truth[cell]!)
    })
  }
  const count = cells - first
  return {
    coverage: Object.fromEntries(
      intervalLevels.map((level, l) => [String(level), Array.from(covered[l]!, (sum) => sum / count)]),
    ),
    crps: Array.from(crps, (sum) => sum / (count * unit)),
  }
}

/** A curve over {@link spreadFactors} at any factor: linear in its logarithm, constant beyond the ends. */
export function curveAt(values: readonly number[], factor: number): number {
  const position = Math.min(values.length - 1, Math.max(0, 12 + 4 * Math.log2(factor)))
  const below = Math.min(values.length - 2, Math.floor(position))
  return values[below]! + (position - below) * (values[below + 1]! - values[below]!)
}

export function deviationOf(values: Float64Array): number {
  const average = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length)
}
