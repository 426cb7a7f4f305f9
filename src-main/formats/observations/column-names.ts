/** What the names of columns say, in English and in German: a role, a field, a unit. */
import type { ColumnRole } from '../../contract/observations'
import { parseUnit } from '../../field/units'
import { smallestGrid } from '../../problems/grid-size'
import type { Problem } from '../../problems/problem'

export interface NamedUnit {
  /** The name without its unit. */
  readonly plain: string
  readonly unit: string | null
}

/** `Head [cm]`, `Head (cm)`, `Head / cm`, `Head in cm`. Square brackets always hold a unit, the others where it is one. */
export function unitInName(name: string): NamedUnit {
  const bracket = /^(.*?)\s*\[([^\]]*)\]\s*$/.exec(name)
  if (bracket) {
    const unit = bracket[2]!.trim()
    return { plain: bracket[1]!, unit: unit === '' || unit === '-' ? null : unit }
  }
  const others = [/^(.+?)\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)\s*$/, /^(.+?)\s+\/\s+(.+)$/, /^(.+?)\s+in\s+(.+)$/i]
  for (const pattern of others) {
    const match = pattern.exec(name)
    const unit = match?.[2]!.trim()
    if (match && unit !== undefined && unit !== '-' && parseUnit(unit)) return { plain: match[1]!, unit }
  }
  return { plain: name, unit: null }
}

/** Lower case without accents, marks as spaces: `Rechtswert_X` and `rechtswert x` are one name. */
function words(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
  return plain.replace(/[^\p{L}\p{N}±]+/gu, ' ').trim()
}

const spaceNames = {
  x:
    'x|x pos|x position|pos x|x coord|x coordinate|x koordinate|x koord|easting|east|rechtswert|ostwert|rw|abscissa|position|ort|station|' +
    'pos 1|position 1|positions 1|xy 1|point 1|points 1|coord 1|coords 1|coordinates 1',
  y:
    'y|y pos|y position|pos y|y coord|y coordinate|y koordinate|y koord|northing|north|hochwert|nordwert|hw|ordinate|' +
    'pos 2|position 2|positions 2|xy 2|point 2|points 2|coord 2|coords 2|coordinates 2',
  x2: 'x2|x 2|x end|end x|x ende|easting 2|rechtswert 2',
  y2: 'y2|y 2|y end|end y|y ende|northing 2|hochwert 2',
} as const

const timeNames = { y: 't|time|zeit|zeitpunkt|messzeit', y2: 't2|t 2|t end|end t|zeit 2|time 2' } as const

const otherNames = {
  field: 'field|feld|quantity|groesse|messgroesse|variable|parameter|kanal|channel',
  value: 'value|wert|messwert|reading|measurement|measured|measured value|obs|observation|ergebnis|result|data',
  sigma:
    'sigma|σ|±|std|stdev|stddev|std dev|standard deviation|sd|uncertainty|unsicherheit|messunsicherheit|' +
    'standardabweichung|fehler|messfehler|error|err|noise|rauschen|genauigkeit',
  shape: 'shape|form|geometry|geometrie|support',
} as const

/** Words for quantities; `named` is the word that the problem's own name of the field contains. */
const quantities: readonly { readonly named: string; readonly words: string }[] = [
  {
    named: 'head',
    words:
      'head|h|pressure head|hydraulic head|piezometric head|druckhoehe|standrohrspiegel|' +
      'standrohrspiegelhoehe|piezometerhoehe|wasserstand|grundwasserstand|water level|pegel',
  },
  { named: 'transmissivity', words: 'transmissivity|transmissivitaet|permeability|durchlaessigkeit' },
  { named: 'temperature', words: 'temperature|temp|temperatur' },
  { named: 'velocity', words: 'velocity|speed|geschwindigkeit' },
  { named: 'vorticity', words: 'vorticity|wirbelstaerke|wirbelung|rotation' },
  { named: 'source', words: 'source|quelle|quellterm|quellstaerke|forcing' },
  { named: 'potential', words: 'potential|voltage|spannung' },
  { named: 'amplitude', words: 'amplitude|wave|wave amplitude|wellenamplitude|auslenkung' },
]

const pressures = 'pressure|druck|wasserdruck|water pressure|porenwasserdruck|pore pressure'

/** Words that tell the state at the start from that at the end. */
const moments: readonly { readonly named: string; readonly words: RegExp }[] = [
  { named: 'start', words: /\b(?:start|initial|first|before|anfang|beginn|zu beginn|vorher|t0|t 0|0)\b/ },
  { named: 'end', words: /\b(?:end|final|last|after|ende|schluss|nachher|t1|t 1)\b/ },
]

const listed = (names: string | undefined, name: string): boolean => names?.split('|').includes(name) ?? false

/** The role that a plain name (without its unit) says outright; a field is looked for by {@link fieldNamed}. */
export function roleNamed(plain: string, problem: Problem): ColumnRole | undefined {
  const name = words(plain)
  const timed = problem.grid(smallestGrid).symbols.y === 't'
  const tables: readonly Readonly<Partial<Record<ColumnRole, string>>>[] = [
    otherNames,
    spaceNames,
    ...(timed ? [timeNames] : []),
  ]
  for (const table of tables) {
    const role = (Object.keys(table) as ColumnRole[]).find((candidate) => listed(table[candidate], name))
    if (role) return role
  }
  return plain.trim() === '±' ? 'sigma' : undefined
}

/**
 * The field that a name says: its key, its name, or a word for its quantity that only it has; undefined otherwise. A
 * pressure is a head where a unit says that it converts.
 */
export function fieldNamed(plain: string, { fields }: Problem, unit?: string | null): string | undefined {
  const written = plain.trim()
  const exact = fields.find(({ key }) => key === written)
  if (exact) return exact.key
  const name = words(written)
  const same = fields.filter(({ key, name: full }) => key.toLowerCase() === name || words(full) === name)
  if (same.length > 0) return same.length === 1 ? same[0]!.key : undefined
  const moment = moments.find(({ words: pattern }) => pattern.test(name))
  const quantity = moment
    ? name
        .replace(moment.words, '')
        .replace(/\b(?:at|the|am|zu|im)\b/g, '')
        .trim()
    : name
  const known = unit && listed(pressures, quantity) ? 'head' : quantity
  const concept = quantities.find(({ words: names }) => listed(names, known))
  if (!concept) return undefined
  const fitting = fields.filter(({ name: full }) => {
    const own = words(full)
    return own.split(' ').includes(concept.named) && (moment ? own.includes(moment.named) : true)
  })
  return fitting.length === 1 ? fitting[0]!.key : undefined
}

/** A sigma's field where the name says both, as `u_sigma`, `std head` or `Unsicherheit Temperatur am Ende` do. */
export function sigmaNamed(plain: string, problem: Problem): { readonly field: string | null } | undefined {
  const name = words(plain)
  const sigmas = otherNames.sigma.split('|').sort((a, b) => b.length - a.length)
  for (const sigma of sigmas) {
    const rest = name.startsWith(`${sigma} `)
      ? name.slice(sigma.length + 1)
      : name.endsWith(` ${sigma}`)
        ? name.slice(0, -sigma.length - 1)
        : undefined
    const field = rest === undefined ? undefined : fieldNamed(restAsWritten(plain, rest), problem)
    if (field !== undefined) return { field }
    if (rest !== undefined && roleNamed(rest, problem) === 'value') return { field: null }
  }
  return undefined
}

/** Keys of fields are told apart by case, which `words` has taken away. */
function restAsWritten(plain: string, rest: string): string {
  return plain.split(/[^\p{L}\p{N}]+/u).find((part) => words(part) === rest) ?? rest
}
