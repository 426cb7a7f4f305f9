import type { Row } from './row'
import type { Verdict } from './targets'

interface Column {
  readonly head: string
  /** Numbers stand flush right. */
  readonly number?: true
}

export interface Table {
  readonly columns: readonly Column[]
  /** Markdown's backquotes and stars included, where there are any. */
  readonly lines: readonly (readonly string[])[]
}

/** Four digits, or as many as asked for; nothing for no figure. */
export const figure = (value: number | null | undefined, digits = 4): string =>
  value === null || value === undefined ? '' : String(Number(value.toPrecision(digits)))

/** Rows, one line each. */
export function rowTable(rows: readonly Row[]): Table {
  return {
    columns: [
      { head: 'Measure' },
      { head: 'Value', number: true },
      { head: 'Unit' },
      { head: 'Better' },
      { head: 'Peer' },
      { head: 'Its value', number: true },
      { head: 'Ratio', number: true },
      { head: 'Samples', number: true },
    ],
    lines: rows.map(({ id, value, unit, better, peer, peerValue, ratio, samples }) => [
      quoted(id),
      figure(value),
      unit,
      better,
      peer ?? '',
      figure(peerValue),
      figure(ratio),
      String(samples),
    ]),
  }
}

/** Targets, one line each; what falls short says so. */
export function verdictTable(verdicts: readonly Verdict[]): Table {
  return {
    columns: [{ head: 'Target' }, { head: 'Aim' }, { head: 'Measured', number: true }, { head: 'Met' }],
    lines: verdicts.map(({ row, aim, of, met }) => [
      quoted(row.id),
      aim,
      of === 'ratio' ? `${figure(row.value)} against ${figure(row.peerValue)}` : figure(row.value),
      met ? 'yes' : '**no**',
    ]),
  }
}

/** In the form that prettier keeps. */
export function markdown(table: Table): string[] {
  const [head, ...body] = aligned(table)
  const rule = head!.map(({ length }, i) =>
    table.columns[i]!.number ? `${'-'.repeat(length - 1)}:` : '-'.repeat(length),
  )
  return [head!, rule, ...body].map((line) => `| ${line.join(' | ')} |`)
}

/** As lines of plain text. */
export function text({ columns, lines }: Table): string[] {
  const plain = lines.map((line) => line.map((cell) => cell.replaceAll(/[`*]/g, '')))
  return aligned({ columns, lines: plain }).map((line) => line.join('  ').trimEnd())
}

/** Cells of equal width in each column, the heads first. */
function aligned({ columns, lines }: Table): string[][] {
  const all = [columns.map(({ head }) => head), ...lines]
  const widths = columns.map((_, i) => Math.max(3, ...all.map((line) => line[i]!.length)))
  return all.map((line) =>
    line.map((cell, i) => (columns[i]!.number ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))),
  )
}

export const quoted = (id: string): string => `\`${id}\``
