/** The figures of a card as the view puts them side by side. */
import type { Measured } from '../../../src-main/contract/calls'

function ratio(value: number | null, of: number | null): number | null {
  return value === null || of === null || of === 0 ? null : value / of
}

export interface LikenessRow {
  readonly field: string
  readonly steps: number
  readonly spread: number | null
  /** Distances of samples to data over that between two sets of data. */
  readonly spectrum: number | null
  readonly values: number | null
}

/** One row for each field and number of steps, the fields together. */
export function likenessRows(bySteps: Measured['bySteps']): LikenessRow[] {
  const fields = [...new Set(bySteps.flatMap(({ quality }) => Object.keys(quality.channels)))]
  return fields.flatMap((field) =>
    bySteps.flatMap(({ steps, quality }) => {
      const channel = quality.channels[field]
      if (!channel) return []
      return {
        field,
        steps,
        spread: channel.varianceRatio === null ? null : Math.sqrt(channel.varianceRatio),
        spectrum: ratio(channel.spectrumDistance, channel.dataSpectrumDistance),
        values: ratio(channel.slicedWasserstein, channel.dataSlicedWasserstein),
      }
    }),
  )
}

/** Root mean square errors by noise level, one for each field. */
export function denoisingRows(
  validation: Measured['validation'],
  fields: readonly string[],
): { readonly sigma: number; readonly errors: readonly (number | null)[] }[] {
  return validation.map(({ sigma, mse }) => ({
    sigma,
    errors: fields.map((_, i) => (mse[i] === undefined ? null : Math.sqrt(mse[i]))),
  }))
}
