import type { TextLayout } from '../../contract/observations'
import type { BrokenRow } from './raw-table'

/** The trimmed cells of one line; a cell may be quoted, with `""` for a quote in it. */
export function splitCells(line: string, delimiter: TextLayout['delimiter']): string[] | BrokenRow {
  if (delimiter === ' ') return splitAtSpaces(line)
  if (!line.includes('"')) return line.split(delimiter).map((cell) => cell.trim())
  const cells: string[] = []
  for (let start = 0; start <= line.length;) {
    const opening = firstWritten(line, start)
    if (line[opening] !== '"') {
      const end = endOfCell(line, start, delimiter)
      cells.push(line.slice(start, end).trim())
      start = end + 1
      continue
    }
    const closing = closingQuote(line, opening)
    if (closing < 0) return 'unclosed quote'
    const end = endOfCell(line, closing, delimiter)
    const cell = line.slice(opening + 1, closing).replaceAll('""', '"') + line.slice(closing + 1, end).trimEnd()
    cells.push(cell.trim())
    start = end + 1
  }
  return cells
}

function splitAtSpaces(line: string): string[] | BrokenRow {
  const written = line.trim()
  if (written === '') return []
  if (!written.includes('"')) return written.split(/\s+/)
  const cells: string[] = []
  for (let start = 0; start < written.length;) {
    const closing = written[start] === '"' ? closingQuote(written, start) : undefined
    if (closing === -1) return 'unclosed quote'
    const gap = written.slice(closing ?? start).search(/\s/)
    const end = gap < 0 ? written.length : (closing ?? start) + gap
    const cell = written.slice(start, end)
    cells.push(closing === undefined ? cell : cell.replace(/^"|"$/g, '').replaceAll('""', '"'))
    start = firstWritten(written, end)
  }
  return cells
}

/** Position of the first character from `start` on that is no space, or the line's length. */
function firstWritten(line: string, start: number): number {
  let at = start
  while (at < line.length && (line[at] === ' ' || line[at] === '\t')) at++
  return at
}

function endOfCell(line: string, from: number, delimiter: string): number {
  const end = line.indexOf(delimiter, from)
  return end < 0 ? line.length : end
}

function closingQuote(line: string, opening: number): number {
  for (let i = opening + 1; i < line.length; i++) {
    if (line[i] !== '"') continue
    if (line[i + 1] !== '"') return i
    i++
  }
  return -1
}

/** What a line holds beside its comment, and the comment, which `#` starts outside quotes, and `%` or `//` ahead of all. */
export function partedLine(line: string): { readonly content: string; readonly comment: string | undefined } {
  const opening = /^\s*(?:%|\/\/)/.exec(line)
  if (opening) return { content: '', comment: line.slice(opening[0].length) }
  const mark = line.includes('#') ? commentMark(line) : -1
  return mark < 0
    ? { content: line, comment: undefined }
    : { content: line.slice(0, mark), comment: line.slice(mark + 1) }
}

function commentMark(line: string): number {
  if (!line.includes('"')) return line.indexOf('#')
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '"') quoted = !quoted
    else if (line[i] === '#' && !quoted) return i
  }
  return -1
}
