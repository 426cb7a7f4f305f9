import type { TextLayout } from '../../contract/observations'
import { unitInName } from './column-names'
import { malformed, tooLarge } from './refusals'
import { maximumColumns, type RawColumn, type RawTable } from './raw-table'
import { partedLine, splitCells } from './split-cells'

export const maximumLines = 2_000_000
/** A longer line is no row of a table. */
const longestLine = 1_000_000

/** Visits every line with its number, content and comment, until there are none or `visit` returns false. */
export function forEachLine(
  text: string,
  visit: (content: string, line: number, comment: string | undefined) => boolean,
): void {
  const newline = text.includes('\n') ? '\n' : '\r'
  let line = 0
  for (let start = 0; start < text.length;) {
    const found = text.indexOf(newline, start)
    const end = found < 0 ? text.length : found
    const { content, comment } = partedLine(text.slice(start, end))
    line++
    if (!visit(content, line, comment)) return
    start = end + 1
  }
}

/** Anything but delimiters and spaces. */
const written = /[^\s,;|"]/

/** Delimiters alone are how spreadsheets write a blank row. */
const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell === '')

/**
 * The rows of `text` under `layout`. Comments and blank lines hold no rows.
 *
 * @throws Failure `observations-form`, `observations-too-large`
 */
export function textTable(text: string, layout: TextLayout, fileName: string): RawTable {
  const { delimiter, decimal, skip, header, units } = layout
  let names: readonly string[] | undefined
  let stated: readonly string[] | undefined
  let comment: string | undefined
  let firstLine = Infinity
  forEachLine(text, (content, line, remark) => {
    if (line <= skip) return true
    if (content.trim() === '') {
      comment = remark ?? comment
      return true
    }
    const cells = cellsOf(content, delimiter, fileName, line)
    if (names === undefined && header === 'row') names = cells
    else if (stated === undefined && units) stated = cells
    else {
      firstLine = line
      names ??= namesAbove(header === 'comment' ? comment : undefined, cells.length, delimiter)
      return false
    }
    return true
  })
  const columns = (names ?? []).map((name, at): RawColumn => ({
    name,
    unit: bareUnit(stated?.[at]) ?? unitInName(name).unit,
  }))

  const forEachRow: RawTable['forEachRow'] = (visit) => {
    forEachLine(text, (content, line) => {
      if (line > maximumLines) throw tooLarge(fileName, `at most ${maximumLines} lines`, 'more')
      if (line < firstLine || content.trim() === '') return true
      const cells = content.length > longestLine ? [] : splitCells(content, delimiter)
      if (cells !== 'unclosed quote' && cells.length > 0 && isBlank(cells)) return true
      return visit(cells, line)
    })
  }
  return {
    columns,
    noun: 'line',
    decimal,
    countRows() {
      let rows = 0
      forEachLine(text, (content, line) => {
        if (line >= firstLine && written.test(content)) rows++
        return true
      })
      return rows
    },
    forEachRow,
  }
}

/** The unit in a cell of the row of units, with or without brackets. */
function bareUnit(cell: string | undefined): string | undefined {
  const bare = cell?.replace(/^[[(]|[\])]$/g, '').trim()
  return bare === '' || bare === '-' ? undefined : bare
}

/** @throws Failure for a line that is no row of a table at all */
function cellsOf(
  content: string,
  delimiter: TextLayout['delimiter'],
  fileName: string,
  line: number,
): readonly string[] {
  const where = `${fileName} line ${line}`
  const long = content.length > longestLine
  const cells = long ? [] : splitCells(content, delimiter)
  if (cells === 'unclosed quote') return [content]
  if (!long && cells.length <= maximumColumns) return cells
  const received = long ? `a line of ${content.length} characters` : `${cells.length}`
  throw malformed(where, 'too many columns', `at most ${maximumColumns} columns`, received)
}

/** The names that a comment holds where it has as many as there are columns, else numbers. */
function namesAbove(comment: string | undefined, width: number, delimiter: TextLayout['delimiter']): readonly string[] {
  const cells = comment === undefined ? undefined : splitCells(comment, delimiter)
  if (cells !== undefined && cells !== 'unclosed quote' && cells.length === width) return cells
  return Array.from({ length: width }, (_, at) => `column ${at + 1}`)
}
