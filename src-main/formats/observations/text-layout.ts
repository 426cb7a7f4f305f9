import type { TextLayout } from '../../contract/observations'
import { parseUnit } from '../../field/units'
import { isMissing, parseNumber } from './numbers'
import { splitCells } from './split-cells'
import { forEachLine } from './text-table'

/** Lines that a layout is guessed from. */
const headLines = 200
/** Longer lines tell nothing, and taking them apart costs time. */
const longestLine = 20_000

const delimiters: readonly TextLayout['delimiter'][] = ['\t', ';', ',', '|', ' ']

interface Line {
  readonly content: string
  readonly line: number
}

interface Reading {
  readonly delimiter: TextLayout['delimiter']
  readonly decimal: TextLayout['decimal']
  /** Cells of the table's lines. */
  readonly rows: readonly (readonly string[])[]
  /** Position among the lines at which the table begins. */
  readonly first: number
  readonly score: number
}

/** How a table of numbers stands in `text`: what makes most of its cells numbers in most of its lines. */
export function guessLayout(text: string): TextLayout {
  const lines: Line[] = []
  const comments: string[] = []
  forEachLine(text, (content, line, comment) => {
    if (content.trim() !== '') lines.push({ content: content.slice(0, longestLine), line })
    else if (comment !== undefined && lines.length === 0) comments.push(comment)
    return lines.length < headLines
  })
  const readings = delimiters.flatMap((delimiter) =>
    (['.', ','] as const).flatMap((decimal) => readingOf(lines, delimiter, decimal)),
  )
  const [best] = readings.toSorted((a, b) => b.score - a.score)
  if (!best) return { delimiter: ',', decimal: '.', skip: 0, header: 'row', units: false }
  const { delimiter, decimal, rows, first } = best
  const [head, under] = rows
  /** Text in some column that holds numbers from row `from` on. */
  const heads = (cells: readonly string[] | undefined, from: number): boolean =>
    cells?.some(
      (cell, at) => !isNumber(cell, decimal) && rows.slice(from).some((row) => isNumber(row[at]!, decimal)),
    ) ?? false
  const named = heads(head, 1) || (head?.every((cell) => !isNumber(cell, decimal)) ?? false)
  const units = named && under !== undefined && heads(under, 2) && holdsUnits(under)
  const remark = comments.at(-1)
  const width = head?.length ?? 0
  const above = !named && remark !== undefined && splitCells(remark, delimiter).length === width && width > 1
  return {
    delimiter,
    decimal,
    skip: first > 0 ? lines[first]!.line - 1 : 0,
    header: named ? 'row' : above ? 'comment' : 'none',
    units,
  }
}

/** The lines under a delimiter and a decimal mark; nothing where they make no table. */
function readingOf(
  lines: readonly Line[],
  delimiter: TextLayout['delimiter'],
  decimal: TextLayout['decimal'],
): readonly Reading[] {
  const split = lines.map(({ content }) => splitCells(content, delimiter))
  const widths = new Map<number, number>()
  for (const cells of split) {
    if (cells === 'unclosed quote' || cells.length < 2) continue
    widths.set(cells.length, (widths.get(cells.length) ?? 0) + 1)
  }
  const [commonest] = [...widths].toSorted(([, a], [, b]) => b - a)
  if (!commonest) return []
  const [width] = commonest
  const first = split.findIndex((cells) => cells.length === width && cells !== 'unclosed quote')
  const rows = split
    .slice(first)
    .filter((cells): cells is string[] => cells !== 'unclosed quote' && cells.length === width)
  // The first row may hold names.
  const cells = rows.slice(rows.length > 1 ? 1 : 0).flat()
  const numbers = count(cells, (cell) => parseNumber(cell, decimal) !== undefined)
  const broken = count(cells, (cell) => parseNumber(cell, decimal) === undefined && /^[+-]?\d[\d.,]*$/.test(cell))
  const written = count(cells, (cell) => !isMissing(cell))
  // Cells that look like numbers and are none speak against a decimal mark, lines of another width against a delimiter.
  const share = (numbers - broken) / Math.max(1, written)
  const regular = rows.length / lines.length
  const marked = decimal === '.' ? 1e-6 : 0
  return [{ delimiter, decimal, rows, first, score: share * regular + width * 1e-9 + marked }]
}

/** Units, in brackets or bare; some may be missing, not all. */
function holdsUnits(cells: readonly string[]): boolean {
  const bare = cells.map((cell) => cell.replace(/^[[(]|[\])]$/g, '').trim())
  const told = bare.filter((cell) => cell !== '' && cell !== '-')
  return told.length > 0 && count(told, (cell) => parseUnit(cell) !== undefined) > told.length / 2
}

const isNumber = (cell: string, decimal: '.' | ','): boolean =>
  isMissing(cell) || parseNumber(cell, decimal) !== undefined

function count<T>(items: readonly T[], is: (item: T) => boolean): number {
  return items.reduce((sum, item) => sum + Number(is(item)), 0)
}
