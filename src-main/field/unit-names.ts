/** The names of units, English, German and as symbols, and the SI prefixes that some of them take. */
import type { Dimension } from './units'

/** SI = number · times / over + zero. */
export interface Atom {
  readonly times: number
  readonly over: number
  readonly zero: number
  readonly dimension: Dimension
  /** Whether it takes SI prefixes. */
  readonly prefixed: boolean
}

const length: Dimension = [1, 0, 0, 0]
const area: Dimension = [2, 0, 0, 0]
const volume: Dimension = [3, 0, 0, 0]
const time: Dimension = [0, 1, 0, 0]
const mass: Dimension = [0, 0, 1, 0]
const temperature: Dimension = [0, 0, 0, 1]
const pressure: Dimension = [-1, -2, 1, 0]
const force: Dimension = [1, -2, 1, 0]
const number: Dimension = [0, 0, 0, 0]

const day = 86_400

/** names, dimension, times, over, zero */
type Row = readonly [names: string, dimension: Dimension, times: number, over?: number, zero?: number]

/** Units that stand by themselves. Names are told apart by case, words are not. */
const plain: readonly Row[] = [
  ['1 - dimensionless dimensionslos none ohne', number, 1],
  ['% percent prozent', number, 1, 100],
  ['‰ permille promille', number, 1, 1000],
  ['ppm', number, 1, 1_000_000],
  ['in inch inches zoll', length, 254, 10_000],
  ['ft foot feet fuß fuss', length, 3048, 10_000],
  ['yd yard yards', length, 9144, 10_000],
  ['mi mile miles', length, 1_609_344, 1000],
  ['meter metre meters metres mNN mNHN müNN masl', length, 1],
  ['kilometer kilometre kilometers kilometres', length, 1000],
  ['centimeter centimetre centimeters centimetres zentimeter', length, 1, 100],
  ['millimeter millimetre millimeters millimetres', length, 1, 1000],
  ['ha hectare hectares hektar', area, 10_000],
  ['gal gallon gallons', volume, 3_785_411_784, 1_000_000_000_000],
  ['liter litre liters litres', volume, 1, 1000],
  ['sec second seconds sekunde sekunden', time, 1],
  ['min minute minutes minuten', time, 60],
  ['h hr hrs hour hours std stunde stunden', time, 3600],
  ['d day days tag tage', time, day],
  ['wk week weeks woche wochen', time, 7 * day],
  ['a y yr yrs year years jahr jahre', time, 31_557_600],
  ['°C ℃ degC deg_C celsius', temperature, 1, 1, 273.15],
  ['°F ℉ degF deg_F fahrenheit', temperature, 5, 9, 273.15 - 160 / 9],
  ['kelvin', temperature, 1],
  ['psi', pressure, 44_482_216_152_605, 6_451_600_000],
  ['atm', pressure, 101_325],
  ['mmHg', pressure, 133_322_387_415, 1_000_000_000],
  ['mH2O mWS', pressure, 980_665, 100],
  ['cmH2O cmWS', pressure, 980_665, 10_000],
  ['mmH2O mmWS', pressure, 980_665, 100_000],
  ['inH2O', pressure, 24_908_891, 100_000],
  ['ftH2O', pressure, 298_906_692, 100_000],
]

const prefixable: readonly Row[] = [
  ['m', length, 1],
  ['s', time, 1],
  ['g', mass, 1, 1000],
  ['K', temperature, 1],
  ['Pa', pressure, 1],
  ['bar', pressure, 100_000],
  ['N', force, 1],
  ['L', volume, 1, 1000],
  ['l', volume, 1, 1000],
]

const prefixes: Readonly<Record<string, readonly [times: number, over: number]>> = {
  n: [1, 1e9],
  µ: [1, 1e6],
  u: [1, 1e6],
  m: [1, 1e3],
  c: [1, 100],
  d: [1, 10],
  da: [10, 1],
  h: [100, 1],
  k: [1e3, 1],
  M: [1e6, 1],
  G: [1e9, 1],
}

function tableOf(rows: readonly Row[], prefixed: boolean): ReadonlyMap<string, Atom> {
  return new Map(
    rows.flatMap(([names, dimension, times, over = 1, zero = 0]) =>
      names.split(' ').map((name): [string, Atom] => [name, { times, over, zero, dimension, prefixed }]),
    ),
  )
}

const atoms = new Map([...tableOf(plain, false), ...tableOf(prefixable, true)])

/** The unit of this name, with its prefix. A whole name goes before a prefix: `min` is a minute, `Pa` no petayear. */
export function atomNamed(name: string): Atom | undefined {
  const whole = atoms.get(name) ?? (name.length > 2 ? atoms.get(name.toLowerCase()) : undefined)
  if (whole) return whole
  for (const size of [1, 2]) {
    const prefix = Object.hasOwn(prefixes, name.slice(0, size)) ? prefixes[name.slice(0, size)] : undefined
    const atom = atoms.get(name.slice(size))
    if (prefix && atom?.prefixed) {
      return { ...atom, times: atom.times * prefix[0], over: atom.over * prefix[1], prefixed: false }
    }
  }
  return undefined
}
