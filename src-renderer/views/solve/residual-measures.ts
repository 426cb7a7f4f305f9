import { isSameSolution, nearFloor } from '../../../src-main/contract/at-floor'
import type { CertifiedNorms, NormsPayload } from '../../../src-main/contract/calls'
import { words } from '../../text/words.svelte'

export type MeasureKey = keyof NormsPayload

/** A measure of the residual as it is named and explained, in the language in use. */
export interface Measure {
  readonly key: MeasureKey
  readonly name: string
  /** Raised after the name, e.g. the exponent of a space. */
  readonly raised?: string
  /** In whose units: of the source term, of the solution, or a plain ratio. */
  readonly in: 'source' | 'solution' | 'ratio'
  readonly explanation: string
}

/** In the order in which they are listed. */
const kinds: readonly Omit<Measure, 'name' | 'explanation'>[] = [
  { key: 'l2Relative', in: 'ratio' },
  { key: 'l2', in: 'source' },
  { key: 'hMinus1', raised: '\u22121', in: 'source' },
  { key: 'max', in: 'source' },
  { key: 'weak', in: 'source' },
  { key: 'boundary', in: 'solution' },
  { key: 'balance', in: 'ratio' },
  { key: 'propagator', in: 'ratio' },
  { key: 'endpoint', in: 'source' },
]

/** The measures that a problem's residual has, in their order. */
export function measuresOf(norms: NormsPayload): readonly Measure[] {
  const { measures } = words().report.residual
  return kinds.filter(({ key }) => norms[key] !== undefined).map((kind) => ({ ...kind, ...measures[kind.key] }))
}

export type Verdict = { readonly kind: 'at-floor' } | { readonly kind: 'above-floor'; readonly share: number }

/** What the relative L2 residual says in a word. */
export function verdictOn(norms: Pick<CertifiedNorms, 'l2Relative' | 'floor' | 'solutionError'>): Verdict {
  const { l2Relative, floor } = norms
  if (isSameSolution(norms) && l2Relative <= nearFloor * floor.l2Relative) return { kind: 'at-floor' }
  return { kind: 'above-floor', share: l2Relative }
}

/**
 * What the relative L2 residual is a share of. A stationary equation balances its source and prescribes a boundary; one
 * in space and time balances a rate of change and is held against its own first state; where only the first and the last
 * state are given, the residual is what the last one is off.
 */
export function balanceOf(norms: NormsPayload): 'source' | 'rate' | 'end' {
  if (norms.boundary !== undefined) return 'source'
  return norms.propagator === undefined ? 'end' : 'rate'
}

/** Whole decades that hold all the given sizes; zeros, which have none, are left out. */
export function decadesOf(sizes: readonly number[]): { readonly from: number; readonly to: number } {
  const logarithms = sizes.filter((size) => size > 0).map(Math.log10)
  if (logarithms.length === 0) return { from: -1, to: 0 }
  const from = Math.floor(Math.min(...logarithms))
  return { from, to: Math.max(from + 1, Math.ceil(Math.max(...logarithms)) + 0) }
}

/** Place of a size on an axis of decades, 0..1; what has no logarithm stands at its beginning. */
export function placeOnDecades({ from, to }: { from: number; to: number }, size: number): number {
  if (size <= 0) return 0
  return Math.min(1, Math.max(0, (Math.log10(size) - from) / (to - from)))
}

/** Beyond this a fit misses its measurements by clearly more than their noise. */
export const largestGoodChiSquare = 2

/** What a reduced chi-square says of a fit to measurements with stated noise. */
export function describeChiSquare(value: number): string {
  const { above, below, fits } = words().report.chiSquare
  if (value > largestGoodChiSquare) return above
  return value < 0.5 ? below : fits
}
