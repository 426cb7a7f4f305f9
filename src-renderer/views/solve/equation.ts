import { symbolParts } from '../../components/field-symbol'

/** A part of a formula: symbols are set in italics, operators and words upright, either may stand low or high. */
export interface FormulaPart {
  readonly text: string
  readonly kind: 'symbol' | 'operator'
  readonly script?: 'sub' | 'sup'
}

/** One statement of an equation, `formula` and where it holds. */
export interface Clause {
  readonly formula: readonly FormulaPart[]
  readonly where: string
}

const nablas: Readonly<Record<string, string>> = { div: '∇·', grad: '∇', lap: '∇²' }
const relations: Readonly<Record<string, string>> = { '=': ' = ', '+': ' + ' }
const greek: Readonly<Record<string, string>> = { nu: 'ν', kappa: 'κ', psi: 'ψ', pi: 'π' }
const minus = '\u2212'
const thin = '\u2009'

/** Typesets the plain form of an equation, e.g. `-div(a grad u) = f in the unit square, u = 0 on its boundary`. */
export function typesetEquation(text: string): Clause[] {
  return clausesOf(text).map((clause) => {
    const [, formula = '', where = ''] = /^(.*?)(?:\s+((?:in|on|for|at|periodic)\s.*))?$/.exec(clause) ?? []
    return { formula: typesetFormula(formula), where: where.replaceAll('-', minus) }
  })
}

/** Clauses as they are set: one a line, but those that hold without condition share a line as far as they fit. */
export interface EquationRow {
  readonly formulas: readonly (readonly FormulaPart[])[]
  readonly where: string
}

export function rowsOf(clauses: readonly Clause[]): EquationRow[] {
  const rows: EquationRow[] = []
  for (const { formula, where } of clauses) {
    const former = rows.at(-1)
    if (where === '' && former?.where === '') rows[rows.length - 1] = { formulas: [...former.formulas, formula], where }
    else rows.push({ formulas: [formula], where })
  }
  return rows
}

/** The parts between commas, but for the commas within brackets. */
function clausesOf(text: string): string[] {
  const clauses: string[] = []
  let depth = 0
  let from = 0
  for (let i = 0; i < text.length; i += 1) {
    if ('(['.includes(text[i]!)) depth += 1
    else if (')]'.includes(text[i]!)) depth -= 1
    else if (text[i] === ',' && depth === 0) {
      clauses.push(text.slice(from, i).trim())
      from = i + 1
    }
  }
  return [...clauses, text.slice(from).trim()]
}

const token = /(\s*)(_\w+|\^\w+|d[a-z]\/d[a-z]\b|[A-Za-z]+\d*|\d+(?:\.\d+)?|\S)/g

function typesetFormula(formula: string): FormulaPart[] {
  const parts: FormulaPart[] = []
  for (const [, gap, word] of formula.matchAll(token)) {
    const former = parts.at(-1)?.text ?? '('
    const [first, ...rest] = word === '-' ? [signAfter(former, gap !== '')] : typesetWord(word!)
    const air = gap === '' || /[\s∇²·(]$/.test(former) || /^[\s)]/.test(first!.text) ? '' : former === ',' ? ' ' : thin
    parts.push({ ...first!, text: air + first!.text }, ...rest)
  }
  return parts
}

/** A minus between two terms has room on both sides, the sign of one term has none. */
function signAfter(former: string, apart: boolean): FormulaPart {
  const between = apart && !/[\s,(]$/.test(former)
  return { text: between ? ` ${minus} ` : minus, kind: 'operator' }
}

function typesetWord(word: string): FormulaPart[] {
  const [mark] = word
  if (mark === '_') return [{ ...letter(word.slice(1)), script: 'sub' }]
  if (mark === '^') return [{ ...letter(word.slice(1)), script: 'sup' }]
  const derivative = /^d([a-z])\/d([a-z])$/.exec(word)
  if (derivative) return [operator('∂'), letter(derivative[1]!), operator('/∂'), letter(derivative[2]!)]
  const sign = nablas[word] ?? relations[word]
  if (sign !== undefined) return [operator(sign)]
  if (word === '.') return [operator('·')]
  const { base, subscript } = symbolParts(word)
  if (subscript !== '') return [letter(base), { ...letter(subscript), script: 'sub' }]
  return [letter(greek[word] ?? word)]
}

function operator(text: string): FormulaPart {
  return { text, kind: 'operator' }
}

/** One letter, or several as indices of a derivative, are symbols; numbers, brackets and names of functions are not. */
function letter(text: string): FormulaPart {
  return { text, kind: /^([A-Za-zα-ω]|x+|y+|t+)$/.test(text) ? 'symbol' : 'operator' }
}
