import { formatFixed } from '../components/number-format'
import type { ValueRange } from './value-range'

export interface Ticks {
  readonly values: readonly number[]
  readonly labels: readonly string[]
  /** Power of ten that all labels are to be multiplied by; 0 where they are plain numbers. */
  readonly exponent: number
}

/** Step of 1, 2, 2.5 or 5 times a power of ten that divides `span` into at most `count` parts. */
function niceStep(span: number, count: number): number {
  const rough = span / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const mantissa = rough / power
  // Rounding in `span` must not push an exact 2 up to the next step.
  const step = [1, 2, 2.5, 5, 10].find((candidate) => mantissa <= candidate * (1 + 1e-9)) ?? 10
  return step * power
}

/** Largest magnitudes outside this window are written with a common power of ten. */
const plainSmallest = 0.01
const plainLargest = 100_000

/** Round numbers within a range, at most about `count` steps apart, labelled with just the digits they need. */
export function niceTicks({ minimum, maximum }: ValueRange, count: number): Ticks {
  const step = niceStep(maximum - minimum, count)
  const first = Math.ceil(minimum / step - 1e-9)
  const last = Math.floor(maximum / step + 1e-9)
  const values = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step)
  const largest = Math.max(Math.abs(minimum), Math.abs(maximum))
  const exponent = largest < plainSmallest || largest >= plainLargest ? Math.floor(Math.log10(largest)) : 0
  const scaledStep = step / 10 ** exponent
  const digits = Math.min(12, Math.max(0, decimalsOf(scaledStep)))
  const labels = values.map((value) => formatFixed(value / 10 ** exponent, digits))
  return { values, labels, exponent }
}

/** Decimals that a step of the form {1, 2, 2.5, 5} 10^k needs. */
function decimalsOf(step: number): number {
  const power = Math.floor(Math.log10(step) + 1e-9)
  const mantissa = step / 10 ** power
  return -power + (Math.abs(mantissa - 2.5) < 1e-6 ? 1 : 0)
}
