/** Numbers as the language in use writes them. What is written in a derivation follows a change of language. */
import { spokenLanguage, words } from '../text/words.svelte'

/** A number as it is written: `mantissa` times ten to the `exponent`; exponent 0 is left out. */
export interface WrittenNumber {
  readonly mantissa: string
  readonly exponent: number
}

const minus = '\u2212'
/** Space that does not break, between a number and its unit. */
export const unitSpace = '\u00a0'
/** Thin space that does not break, around signs and between groups of digits. */
export const thinSpace = '\u202f'
const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹'

/** Magnitudes within this window are written out, others with a power of ten. */
const plainFrom = 1e-3
const plainBelow = 1e5

export function writeNumber(value: number, digits = 3): WrittenNumber {
  if (value === 0) return { mantissa: '0', exponent: 0 }
  if (!Number.isFinite(value))
    return {
      mantissa: Number.isNaN(value) ? words().components.notANumber : value < 0 ? `${minus}∞` : '∞',
      exponent: 0,
    }
  const rounded = Number(value.toPrecision(digits))
  const magnitude = Math.abs(rounded)
  if (magnitude >= plainFrom && magnitude < plainBelow) {
    const decimals = Math.min(100, Math.max(0, digits - 1 - Math.floor(Math.log10(magnitude))))
    return { mantissa: written(rounded.toFixed(decimals)), exponent: 0 }
  }
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e')
  return { mantissa: written(mantissa!), exponent: Number(exponent) }
}

/** With as many decimals, whatever its size: for positions and shares. */
export function formatFixed(value: number, decimals: number): string {
  const digits = value.toFixed(decimals)
  return written(Number(digits) === 0 ? digits.replace('-', '') : digits)
}

/** The same in one line of text, for labels that cannot carry markup. */
export function formatNumber(value: number, digits = 3): string {
  const { mantissa, exponent } = writeNumber(value, digits)
  return exponent === 0 ? mantissa : `${mantissa} × 10${superscript(exponent)}`
}

/** A unit as it is written beside a number: nothing where the quantity has none, which problems declare as `1`. */
export function shownUnit(unit: string): string {
  return unit === '1' ? '' : unit
}

export function formatQuantity(value: number, unit: string, digits = 3): string {
  const shown = shownUnit(unit)
  return shown === '' ? formatNumber(value, digits) : `${formatNumber(value, digits)}${unitSpace}${shown}`
}

/** A value as it is typed: no trailing zeros, at most so many digits that count. */
export function formatEntry(value: number, digits = 4): string {
  return localMark(withMinus(String(Number(value.toPrecision(digits)))))
}

/**
 * Reads a typed number. Point and comma both stand before the decimals, in every language, and neither parts groups of
 * digits: that spaces alone do. A typographic minus counts. Undefined when it is no number.
 */
export function parseEntry(text: string): number | undefined {
  const plain = withoutGroups(text.trim()).replace(minus, '-').replace(',', '.')
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return undefined
  const value = Number(plain)
  return Number.isFinite(value) ? value : undefined
}

/** `1,234,567` with thin spaces, as counts are written in any language. */
export function formatCount(count: number): string {
  return grouped(String(count))
}

export function formatMilliseconds(ms: number): string {
  if (ms < 1000) return `${formatFixed(ms, ms < 10 ? 1 : 0)}${unitSpace}ms`
  return `${formatFixed(ms / 1000, ms < 10_000 ? 2 : 1)}${unitSpace}s`
}

/** A length of time as one remembers it: `45 s`, `12 min`, `2 h 5 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)}${unitSpace}s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes}${unitSpace}min`
  return `${Math.floor(minutes / 60)}${unitSpace}h ${minutes % 60}${unitSpace}min`
}

/** Time left, in the words one would say it. */
export function formatRemaining(seconds: number): string {
  const { remaining } = words().components
  if (seconds < 1) return remaining.moment
  if (seconds < 60) return remaining.about(`${Math.ceil(seconds)}${unitSpace}s`)
  return remaining.about(`${Math.ceil(seconds / 60)}${unitSpace}min`)
}

export function superscript(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((digit) => superscripts[Number(digit)]).join('')
  return exponent < 0 ? `⁻${digits}` : digits
}

function withMinus(text: string): string {
  return text.startsWith('-') ? minus + text.slice(1) : text
}

/** What stands between two numbers of a list: a decimal comma needs another sign. */
export function separator(): string {
  return spokenLanguage() === 'de' ? ';' : ','
}

/** Sign, decimal mark and, in German, the groups of a number in plain digits. */
function written(digits: string): string {
  return localMark(spokenLanguage() === 'de' ? grouped(withMinus(digits)) : withMinus(digits))
}

function localMark(number: string): string {
  return spokenLanguage() === 'de' ? number.replace('.', ',') : number
}

/** The digits before the decimal point in groups of three. */
function grouped(number: string): string {
  return number.replace(/^\D?\d+/, (digits) => digits.replace(/\B(?=(\d{3})+$)/g, thinSpace))
}

/** Without the spaces between groups of three digits; other spaces stay, and make it no number. */
function withoutGroups(text: string): string {
  return /^[+\-\u2212]?\d{1,3}([\s\u00a0\u202f]\d{3})+([.,]\d*)?$/.test(text)
    ? text.replace(/[\s\u00a0\u202f]/g, '')
    : text
}
