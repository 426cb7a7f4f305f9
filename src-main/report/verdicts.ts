/** What the numbers of a solution mean, in words that claim no more than was measured. */
import { nearFloor } from '../contract/at-floor'
import { formatNumber, formatShare } from './numbers'

export type Verdict = 'solved' | 'small' | 'noticeable' | 'large'

/** A norm of the residual with its floor, and what it is large or small against where that is known. */
export interface JudgedNorm {
  readonly value: number
  readonly floor: number
  readonly whole: number | undefined
  /** Whether the solution is the reference solution for its given data; see {@link isSameSolution}. */
  readonly same: boolean
}

/** Without a whole, a norm above its floor is called noticeable: it is not known to be small. */
export function residualVerdict({ value, floor, whole, same }: JudgedNorm): Verdict {
  const share = whole === undefined ? undefined : value / whole
  if (same && (value <= nearFloor * floor || (share !== undefined && share <= 1e-6))) return 'solved'
  if (share === undefined) return 'noticeable'
  if (share <= 0.01) return 'small'
  return share <= 0.1 ? 'noticeable' : 'large'
}

const words: Readonly<Record<Exclude<Verdict, 'solved'>, string>> = {
  small: 'Small',
  noticeable: 'Noticeable',
  large: 'Large',
}

export function residualSentence(norm: JudgedNorm): string {
  const verdict = residualVerdict(norm)
  if (verdict === 'solved') return 'At the floor'
  const { value, floor, whole } = norm
  if (whole === undefined) return `${formatNumber(value / floor, 2)} times the floor`
  return `${words[verdict]}: ${formatShare(value / whole)} of the whole`
}

/** Headline on the equation; `of` says what the norm called `name` is a share of. */
export function equationHeadline(norm: JudgedNorm & { readonly whole: number }, name: string, of: string): string {
  const share = `${formatShare(norm.value / norm.whole)} of its ${of} (${name})`
  switch (residualVerdict(norm)) {
    case 'solved':
      return 'The exported fields satisfy the discrete equation as well as the reference solver does.'
    case 'small':
      return `The exported fields satisfy the discrete equation up to ${share}.`
    case 'noticeable':
      return `The exported fields violate the discrete equation by ${share}: an approximation.`
    case 'large':
      return `The exported fields violate the discrete equation by ${share}: an estimate, not a solution.`
  }
}

/**
 * Headline on the sensors, from the mean square of misfit over noise. Of n independent misfits it scatters about 1 by
 * sqrt(2/n); up to half of the noise variance more or less is passed over, because noise is rarely known better.
 */
export function sensorHeadline(reducedChiSquare: number, count: number): string {
  if (count === 0) return 'Nothing was measured: they are what the model expects for the parameters.'
  const tolerance = Math.max(0.5, 3 * Math.sqrt(2 / count))
  const value = `mean square misfit ${formatNumber(reducedChiSquare)} noise variances`
  if (reducedChiSquare > 1 + tolerance) {
    return `They miss the sensors by more than the assumed noise explains (${value}).`
  }
  if (reducedChiSquare < 1 - tolerance) {
    return `They follow the sensors more closely than the assumed noise requires (${value}).`
  }
  return `They agree with the sensors as the assumed noise allows (${value}).`
}
