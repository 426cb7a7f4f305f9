import { Failure } from '../field/failure'
import { smallestGrid } from '../problems/grid-size'
import type { Problem } from '../problems/problem'
import { splitRow } from './csv-row'
import { quoted } from './line-findings'

export const requiredColumns = ['field', 'x', 'y', 'value'] as const
/** Either all of them or none. */
export const averageColumns = ['shape', 'x2', 'y2'] as const
export type Column = (typeof requiredColumns)[number] | 'sigma' | (typeof averageColumns)[number]
export const columnNames: readonly Column[] = [...requiredColumns, 'sigma', ...averageColumns]

/** Where each column of a file stands, and what the file calls it. */
export type Columns = ReadonlyMap<Column, { readonly at: number; readonly name: string }>

/** The header that a problem's file has: a problem in space and time calls its second coordinate t. */
export function expectedHeader(problem: Problem): string {
  const { x, y } = symbolsOf(problem)
  return `the header field,${x},${y},value, with sigma, or shape,${x}2,${y}2, or both`
}

/** @throws Failure `observations-header` */
export function readHeader(line: string, fileName: string, lineNumber: number, problem: Problem): Columns {
  const cells = splitRow(line)
  const names = cells === 'unclosed quote' ? [line] : cells.map((cell) => cell.toLowerCase())
  const found = names.map((name) => columnNames.find((column) => namesOf(column, problem).includes(name)))
  const has = (column: Column): boolean => found.includes(column)
  const complete = requiredColumns.every(has) && (averageColumns.every(has) || !averageColumns.some(has))
  if (found.includes(undefined) || !complete || new Set(found).size !== found.length) {
    throw new Failure({
      code: 'observations-header',
      kind: 'usage',
      what: 'the columns are not those of an observation file',
      where: `${fileName} line ${lineNumber}`,
      expected: `${expectedHeader(problem)}, separated by commas`,
      received: quoted(line),
    })
  }
  return new Map(found.map((column, at) => [column!, { at, name: names[at]! }]))
}

/** `y` is understood for a coordinate that the problem calls otherwise. */
function namesOf(column: Column, problem: Problem): readonly string[] {
  const { x, y } = symbolsOf(problem)
  const symbol = { x, y, x2: `${x}2`, y2: `${y}2` }[column as string] ?? column
  return [column, symbol]
}

const symbolsOf = (problem: Problem): { readonly x: string; readonly y: string } => problem.grid(smallestGrid).symbols
