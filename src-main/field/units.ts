/**
 * Units of measurement as people write them: `m²/d`, `m^2/day`, `m2 d-1`, `kPa`, `°C`, `%`, with SI prefixes.
 *
 * A unit is a scale to the coherent SI unit of its dimension and, for temperatures, the place of its zero:
 * SI = number · times / over + zero. Scales are kept as fractions, so that 57 cm are 0.57 m and not 0.5700000000000001.
 * Definitions: BIPM, The International System of Units, 9th edition, tables 2, 7 and 8; NIST SP 811, appendix B.
 */
import { Failure } from './failure'
import { atomNamed, type Atom } from './unit-names'

/** Exponents of length, time, mass and temperature. */
export type Dimension = readonly [length: number, time: number, mass: number, temperature: number]

export interface Unit {
  readonly times: number
  readonly over: number
  /** Kelvins at the unit's zero; 0 but for °C and °F. */
  readonly zero: number
  readonly dimension: Dimension
}

/** number in the target's unit = number · times / over + plus. */
export interface Conversion {
  readonly times: number
  readonly over: number
  readonly plus: number
}

export const same: Conversion = { times: 1, over: 1, plus: 0 }

/** Exact for equal units and for powers of ten; else rounded twice. */
export function converted(number: number, { times, over, plus }: Conversion): number {
  return (number * times) / over + plus
}

/** Of a difference, or of a standard deviation: the factor without the shift. */
export function convertedSpread(number: number, { times, over }: Conversion): number {
  return Math.abs((number * times) / over)
}

const dimensionless: Dimension = [0, 0, 0, 0]
const none: Unit = { times: 1, over: 1, zero: 0, dimension: dimensionless }

/** Weight of a cubic metre of water, in newtons: 1000 kg/m³ under standard gravity, as in cmH2O. */
const waterWeight = 9806.65

/** The unit that `text` names, undefined where it names none. An empty text names no unit. */
export function parseUnit(text: string): Unit | undefined {
  const written = text.trim()
  if (written === '' || written.length > 60) return undefined
  const parser = new UnitParser(written)
  const unit = parser.product()
  return parser.atEnd ? unit : undefined
}

/**
 * From numbers in `from` to numbers in `to`. With `asHead`, a pressure converts to the height of a column of water.
 *
 * @throws Failure `unit-unknown`; `unit-dimension`, naming both dimensions
 */
export function conversion(from: string, to: string, where: string, asHead = false): Conversion {
  const source = knownUnit(from, where)
  const target = knownUnit(to, where)
  const head = asHead && isPressure(source.dimension) && isLength(target.dimension)
  if (!head && !equal(source.dimension, target.dimension)) {
    throw new Failure({
      code: 'unit-dimension',
      kind: 'usage',
      what: 'a unit of another kind of quantity',
      where,
      expected: `a unit of ${describeDimension(target.dimension)}, as ${to === '1' ? 'numbers without a unit are' : to}`,
      received: `${from}, a unit of ${describeDimension(source.dimension)}`,
    })
  }
  const { times, over } = reduced(source.times * target.over, source.over * target.times * (head ? waterWeight : 1))
  return { times, over, plus: ((source.zero - target.zero) * target.over) / target.times }
}

function knownUnit(text: string, where: string): Unit {
  const unit = parseUnit(text)
  if (unit) return unit
  throw new Failure({
    code: 'unit-unknown',
    kind: 'usage',
    what: 'an unknown unit',
    where,
    expected: 'a unit such as m, cm, m²/d, kPa, °C or %',
    received: JSON.stringify(text),
  })
}

const isLength = (dimension: Dimension): boolean => equal(dimension, [1, 0, 0, 0])
const isPressure = (dimension: Dimension): boolean => equal(dimension, [-1, -2, 1, 0])
const equal = (a: Dimension, b: Dimension): boolean => a.every((exponent, i) => exponent === b[i])

/** Kinds of quantity that have a name, with units that people use for them. */
const kinds: readonly { readonly dimension: Dimension; readonly name: string; readonly units: readonly string[] }[] = [
  { dimension: dimensionless, name: 'numbers without a dimension', units: ['1', '%', '‰', 'ppm'] },
  { dimension: [1, 0, 0, 0], name: 'length', units: ['mm', 'cm', 'm', 'km', 'in', 'ft'] },
  { dimension: [2, 0, 0, 0], name: 'area', units: ['cm²', 'm²', 'ha'] },
  { dimension: [3, 0, 0, 0], name: 'volume', units: ['L', 'm³'] },
  { dimension: [0, 1, 0, 0], name: 'time', units: ['s', 'min', 'h', 'd', 'a'] },
  { dimension: [1, -1, 0, 0], name: 'velocity', units: ['m/s', 'cm/s', 'm/d', 'mm/d', 'mm/a', 'ft/d'] },
  { dimension: [2, -1, 0, 0], name: 'length²/time', units: ['m²/s', 'm²/d', 'm²/a', 'cm²/s', 'ft²/d'] },
  { dimension: [3, -1, 0, 0], name: 'volume/time', units: ['L/s', 'm³/s', 'm³/d'] },
  { dimension: [0, -1, 0, 0], name: '1/time', units: ['1/s', '1/d'] },
  { dimension: [0, 0, 0, 1], name: 'temperature', units: ['K', '°C', '°F'] },
  { dimension: [-1, -2, 1, 0], name: 'pressure', units: ['Pa', 'hPa', 'kPa', 'mbar', 'bar', 'mH2O'] },
]

export function describeDimension(dimension: Dimension): string {
  const kind = kinds.find((known) => equal(known.dimension, dimension))
  if (kind) return kind.name
  const parts = ['length', 'time', 'mass', 'temperature'].flatMap((name, i) => {
    const exponent = dimension[i]!
    return exponent === 0 ? [] : [exponent === 1 ? name : `${name}^${exponent}`]
  })
  return parts.join('·')
}

/** Units in use that convert to `unit`, itself first; with `asHead`, pressures too. */
export function unitsLike(unit: string, asHead = false): string[] {
  const parsed = parseUnit(unit)
  if (!parsed) return [unit]
  const fitting = kinds.filter(
    ({ dimension }) =>
      equal(dimension, parsed.dimension) || (asHead && isLength(parsed.dimension) && isPressure(dimension)),
  )
  return [...new Set([unit, ...fitting.flatMap(({ units }) => units)])]
}

const superscripts: Readonly<Record<string, string>> = Object.fromEntries(
  [...'⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺'].map((letter, i) => [letter, '0123456789-+'[i]!]),
)

/** product = factor { ('·' | '*' | '.' | ' ' | '/') factor }; factor = ( '(' product ')' | name ) [exponent]. */
class UnitParser {
  private at = 0
  private readonly text: string

  constructor(text: string) {
    const plain = text.replaceAll('μ', 'µ').replace(/\s*([/*·×⋅()^])\s*/g, '$1')
    this.text = plain.replace(
      /[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+/g,
      (run) => `^${[...run].map((letter) => superscripts[letter]).join('')}`,
    )
  }

  get atEnd(): boolean {
    return this.at === this.text.length
  }

  product(): Unit | undefined {
    let unit = this.factor()
    while (unit && !this.atEnd && this.text[this.at] !== ')') {
      const sign = this.take(/[/*·×⋅.]|\s+/y)
      if (sign === undefined) return undefined
      const next = this.factor()
      unit = next && combined(unit, next, sign === '/' ? -1 : 1)
    }
    return unit
  }

  private factor(): Unit | undefined {
    if (this.take(/\(/y)) {
      const inner = this.product()
      return inner && this.take(/\)/y) ? this.raised(inner) : undefined
    }
    const name = this.take(/1(?!\d)|[%‰℃℉-]|\p{L}*H2O|°?\p{L}+(?:_[A-Za-z])?/uy)
    if (!name) return undefined
    const atom = atomNamed(name)
    return atom && this.raised(unitOf(atom))
  }

  private raised(unit: Unit): Unit | undefined {
    const exponent = this.take(/\^\([+-]?\d\)|(?:\^|\*\*)?[+-]?\d/y)
    if (exponent === undefined) return unit
    const power = Number(exponent.replace(/[^\d+-]/g, ''))
    return power === 1 ? unit : power === 0 ? undefined : combined(none, unit, power)
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const match = pattern.exec(this.text)
    if (!match) return undefined
    this.at = pattern.lastIndex
    return match[0]
  }
}

const unitOf = ({ times, over, zero, dimension }: Atom): Unit => ({ times, over, zero, dimension })

/** a · b^power; within a product, degrees are differences. */
function combined(a: Unit, b: Unit, power: number): Unit {
  const [up, down] = power > 0 ? [b.times, b.over] : [b.over, b.times]
  const size = Math.abs(power)
  const { times, over } = reduced(a.times * up ** size, a.over * down ** size)
  return {
    times,
    over,
    zero: 0,
    dimension: a.dimension.map((exponent, i) => exponent + power * b.dimension[i]!) as unknown as Dimension,
  }
}

/** The fraction in lowest terms, where both parts are integers. */
function reduced(times: number, over: number): { readonly times: number; readonly over: number } {
  if (!Number.isSafeInteger(times) || !Number.isSafeInteger(over)) return { times, over }
  let [a, b] = [times, over]
  while (b !== 0) [a, b] = [b, a % b]
  return { times: times / a, over: over / a }
}
