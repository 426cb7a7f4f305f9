/** Numbers as a report prints them: few digits, real minus signs, powers of ten. */

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** `10⁻³` */
export function powerOfTen(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((digit) => superscripts[Number(digit)]).join('')
  return `10${exponent < 0 ? '⁻' : ''}${digits}`
}

/** At least `significant` digits, never zeros for digits before the point; as a power of ten below 0.001 and from 100 000 on. */
export function formatNumber(value: number, significant = 3): string {
  if (value === 0) return '0'
  if (!Number.isFinite(value)) return String(value)
  const [mantissa, exponentText] = value.toExponential(significant - 1).split('e') as [string, string]
  const exponent = Number(exponentText)
  if (exponent < -3 || exponent > 4) return `${signed(mantissa)} × ${powerOfTen(exponent)}`
  return signed(value.toFixed(Math.max(0, significant - 1 - exponent)))
}

/** A unit as it is written: nothing where the quantity has none, which problems declare as `1`. */
export function shownUnit(unit: string): string {
  return unit === '1' ? '' : unit
}

/** A number with its unit. */
export function formatQuantity(value: number, unit: string, significant = 3): string {
  return `${formatNumber(value, significant)} ${shownUnit(unit)}`.trimEnd()
}

/** A number that somebody chose, not one that was measured: four digits, no zeros at its end. */
export function formatSetting(value: number): string {
  const short = Number(value.toPrecision(4))
  return Math.abs(short) >= 1e-3 && Math.abs(short) < 1e5 ? signed(String(short)) : formatNumber(value, 4)
}

/** `40 %`, `0.12 %`, `3 × 10⁻⁹ %`. */
export function formatShare(value: number): string {
  return `${formatNumber(100 * value, 2)} %`
}

/** `1 000 000` with narrow no-break spaces. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, '\u202f')
}

function signed(text: string): string {
  return text.replace('-', '−')
}

/** Ticks of an axis: positions, their labels, and the power of ten that the labels leave out. */
export interface Ticks {
  readonly values: readonly number[]
  readonly labels: readonly string[]
  /** Labels times 10^exponent are the values. */
  readonly exponent: number
}

/** Round positions (1, 2 or 5 times a power of ten apart) within [minimum, maximum], at most `most` + 1 of them. */
export function roundTicks(minimum: number, maximum: number, most: number): Ticks {
  const span = maximum - minimum
  const largest = Math.max(Math.abs(minimum), Math.abs(maximum))
  if (!(span > 1e-12 * largest)) return ticksAt([minimum], Math.floor(Math.log10(largest || 1)), 3)
  const raw = span / most
  const power = Math.floor(Math.log10(raw))
  const multiple = [1, 2, 5, 10].find((candidate) => candidate * 10 ** power >= raw * (1 - 1e-9))!
  const step = multiple * 10 ** power
  const first = Math.ceil(minimum / step - 1e-9)
  const last = Math.floor(maximum / step + 1e-9)
  const values = Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step)
  const stepExponent = multiple === 10 ? power + 1 : power
  return ticksAt(values, Math.floor(Math.log10(largest)), Math.floor(Math.log10(largest)) - stepExponent)
}

/** Labels with as many decimals as the step needs, the exponent left out if it is neither small nor large. */
function ticksAt(values: readonly number[], largestExponent: number, digits: number): Ticks {
  const exponent = largestExponent < -2 || largestExponent > 4 ? largestExponent : 0
  const decimals = Math.max(0, digits - largestExponent + exponent)
  const labels = values.map((value) => signed((value / 10 ** exponent || 0).toFixed(decimals)))
  return { values, labels, exponent }
}
