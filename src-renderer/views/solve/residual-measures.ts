import { isSameSolution, nearFloor } from '../../../src-main/contract/at-floor'
import type { CertifiedNorms, NormsPayload } from '../../../src-main/contract/calls'

export type MeasureKey = keyof NormsPayload

/** A measure of the residual as it is named and explained. */
export interface Measure {
  readonly key: MeasureKey
  readonly name: string
  /** Raised after the name, e.g. the exponent of a space. */
  readonly raised?: string
  /** In whose units: of the source term, of the solution, or a plain ratio. */
  readonly in: 'source' | 'solution' | 'ratio'
  readonly explanation: string
}

export const measures: readonly Measure[] = [
  {
    key: 'l2Relative',
    name: 'Relative L2',
    in: 'ratio',
    explanation:
      'What the field leaves of the equation in a typical cell, as a share of what the equation balances. Grid noise raises it strongly, so it is the strictest of these figures.',
  },
  {
    key: 'l2',
    name: 'L2',
    in: 'source',
    explanation: 'The same in the units of the source: the root mean square of the residual over all cells.',
  },
  {
    key: 'hMinus1',
    name: 'H',
    raised: '\u22121',
    in: 'source',
    explanation:
      'The residual with its fine ripples weighed down, as the equation itself does. It follows the error of the solution much more closely than L2.',
  },
  {
    key: 'max',
    name: 'Largest',
    in: 'source',
    explanation: 'The residual of the worst cell. The residual map shows where that is.',
  },
  {
    key: 'weak',
    name: 'Weak form',
    in: 'source',
    explanation:
      'The residual averaged over small patches of the domain, each weighted smoothly. Ripples from cell to cell cancel in it; a misfit that covers a patch does not.',
  },
  {
    key: 'boundary',
    name: 'Boundary',
    in: 'solution',
    explanation: 'How far the solution misses its prescribed value on the boundary, at worst.',
  },
  {
    key: 'balance',
    name: 'Balance',
    in: 'ratio',
    explanation:
      'What flows out through the boundary against what the source puts in, as a share of the latter. Zero means that nothing is lost.',
  },
  {
    key: 'propagator',
    name: 'Propagation',
    in: 'ratio',
    explanation:
      'How far the field strays from what the reference solver makes of its own first state, as a share of the field.',
  },
  {
    key: 'endpoint',
    name: 'Endpoints',
    in: 'source',
    explanation:
      'What the first and the last state leave of the equation when the time between them is one single step. This is what training sees; it does not become zero.',
  },
]

/** The measures that a problem's residual has, in their order. */
export function measuresOf(norms: NormsPayload): readonly Measure[] {
  return measures.filter(({ key }) => norms[key] !== undefined)
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
  if (value > largestGoodChiSquare) return 'misses the sensors by more than their noise'
  if (value < 0.5) return 'follows the sensors more closely than their noise asks'
  return 'fits the sensors as well as their noise allows'
}
