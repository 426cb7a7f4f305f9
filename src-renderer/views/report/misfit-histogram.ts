/** Beyond so many sigma all misfits share the outermost bins. */
export const reach = 5
const binWidth = 0.5

export interface Bin {
  readonly from: number
  readonly to: number
  readonly count: number
  /** Count as a density, to be held against {@link normalDensity}. */
  readonly density: number
}

/** Misfits in units of their noise, in bins of half a standard deviation. */
export function misfitBins(misfits: readonly number[]): readonly Bin[] {
  const counts = new Uint32Array((2 * reach) / binWidth)
  for (const misfit of misfits) {
    const bin = Math.floor((misfit + reach) / binWidth)
    counts[Math.min(counts.length - 1, Math.max(0, bin))]! += 1
  }
  return Array.from(counts, (count, i) => {
    const from = i * binWidth - reach
    return { from, to: from + binWidth, count, density: count / binWidth / Math.max(1, misfits.length) }
  })
}

/** Of the standard normal. */
export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)
}
