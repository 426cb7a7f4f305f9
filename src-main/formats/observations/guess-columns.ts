import type { ColumnRole, MappedColumn } from '../../contract/observations'
import type { Problem } from '../../problems/problem'
import { fieldNamed, roleNamed, sigmaNamed, unitInName } from './column-names'
import { isMissing, parseNumber } from './numbers'
import { headOf, type Cell, type RawTable } from './raw-table'
import { plainColumn } from './native'

/** Rows that tell numbers from text. */
const headRows = 200

export type Content = 'numbers' | 'text' | 'nothing'

/** What each column's first cells are. */
export function contentsOf(table: RawTable): Content[] {
  const head = headOf(table, headRows)
  return table.columns.map((_, at) => {
    const cells = head.flatMap((row) => (isMissing(row[at] ?? '') ? [] : [row[at]!]))
    if (cells.length === 0) return 'nothing'
    const numbers = cells.filter((cell: Cell) => parseNumber(cell, table.decimal) !== undefined).length
    return numbers > cells.length / 2 ? 'numbers' : 'text'
  })
}

/** Each column with the role, the field and the unit that its name and its cells suggest; a role is given once. */
export function guessColumns(table: RawTable, problem: Problem): MappedColumn[] {
  const contents = contentsOf(table)
  const columns = table.columns.map(({ name }) => plainColumn(name, 'ignore'))
  const taken = new Set<string>()
  const take = (at: number, role: ColumnRole, field: string | null = null): void => {
    const key = `${role} ${role === 'value' || role === 'sigma' ? field : ''}`
    if (columns[at]!.role !== 'ignore' || taken.has(key)) return
    taken.add(key)
    columns[at] = { ...columns[at]!, role, field, unit: numeric.has(role) ? table.columns[at]!.unit : null }
  }
  const fits = (at: number, role: ColumnRole): boolean =>
    contents[at] === 'nothing' || (role === 'field' || role === 'shape') === (contents[at] === 'text')

  // Exact names of fields go before words: a problem may have a field f, and a file a column called Form.
  const plain = table.columns.map(({ name }) => unitInName(name).plain)
  for (const [at, name] of plain.entries()) {
    if (problem.fields.some(({ key }) => key === name.trim()) && fits(at, 'value')) take(at, 'value', name.trim())
  }
  // What holds something else than its name says comes last: its cells will be found at fault.
  for (const isFit of [fits, (_: number, role: ColumnRole) => numeric.has(role)]) {
    for (const [at, name] of plain.entries()) {
      const role = roleNamed(name, problem)
      if (role && isFit(at, role)) take(at, role)
    }
    for (const [at, name] of plain.entries()) {
      const field = fieldNamed(name, problem, table.columns[at]!.unit)
      if (field !== undefined && isFit(at, 'value')) take(at, 'value', field)
    }
  }
  for (const [at, name] of plain.entries()) {
    const sigma = sigmaNamed(name, problem)
    if (sigma) take(at, 'sigma', sigma.field)
  }
  if (table.columns.every(({ name }, at) => name === `column ${at + 1}`)) guessByPlace(contents, take)
  else guessLastValue(columns, contents, take)
  return withFields(columns, problem)
}

type Take = (at: number, role: ColumnRole) => void

/** Roles of numbers, which have units. */
export const numeric: ReadonlySet<ColumnRole> = new Set(['x', 'y', 'value', 'sigma', 'x2', 'y2'])

/** Without names: a column of text is the field, three of numbers are x, y and the value, and a fourth is sigma. */
function guessByPlace(contents: readonly Content[], take: Take): void {
  const texts = contents.flatMap((content, at) => (content === 'text' ? [at] : []))
  const numbers = contents.flatMap((content, at) => (content === 'numbers' ? [at] : []))
  if (texts.length === 1) take(texts[0]!, 'field')
  if (numbers.length < 3 || numbers.length > 4) return
  const roles = ['x', 'y', 'value', 'sigma'] as const
  for (const [i, at] of numbers.entries()) take(at, roles[i]!)
}

/** Where positions are known and nothing is measured, the only column of numbers that is left is the value. */
function guessLastValue(columns: readonly MappedColumn[], contents: readonly Content[], take: Take): void {
  const has = (role: ColumnRole): boolean => columns.some((column) => column.role === role)
  if (has('value') || !has('x') || !has('y')) return
  const left = columns.flatMap(({ role }, at) => (role === 'ignore' && contents[at] === 'numbers' ? [at] : []))
  if (left.length === 1) take(left[0]!, 'value')
}

/**
 * Either a column names the fields of the values, or each column of values is of one field: the only one of the problem,
 * where the name of the column says none.
 */
function withFields(columns: readonly MappedColumn[], { fields }: Problem): MappedColumn[] {
  const has = (is: (column: MappedColumn) => boolean): boolean => columns.some(is)
  const isUnnamed = ({ role, field }: MappedColumn): boolean => role === 'value' && field === null
  const isNamed = ({ role, field }: MappedColumn): boolean => role === 'value' && field !== null
  const long = has(({ role }) => role === 'field') && has(isUnnamed)
  const spare = long
    ? isNamed
    : has(isNamed)
      ? (column: MappedColumn) => isUnnamed(column) || column.role === 'field'
      : () => false
  return columns.map((column) => {
    if (spare(column)) return plainColumn(column.name, 'ignore')
    const only = !long && isUnnamed(column) && fields.length === 1
    return only ? { ...column, field: fields[0]!.key } : column
  })
}
