/**
 * Reads a file of measurements: `field,x,y,value[,sigma][,shape,x2,y2]`, one a line. In space and time, y is called t.
 *
 * `sigma` is the standard deviation of the noise, nothing where it is not known, and 0 or `exact` for an exact value.
 * `shape` is `point` or nothing, or `line` or `box` for the field's mean along the segment from (x, y) to (x2, y2), or
 * over the rectangle with these corners.
 *
 * Columns may stand in any order and case; `#` starts a comment; blank lines, quotes, a byte-order mark and every
 * convention of line ends are accepted. A row that repeats an earlier one exactly (a pasted copy) counts once;
 * repeats at one position that agree within their noise are separate measurements and stay.
 * Every line that cannot be used is reported by its number, all in one {@link Failure}.
 */
import { Failure } from '../field/failure'
import type { FieldDeclaration } from '../field/field'
import type { Observations } from '../field/observations'
import type { Problem } from '../problems/problem'
import { LineFindings } from './line-findings'
import { expectedHeader, readHeader } from './observation-columns'
import { RowReader } from './observation-rows'
import { PointColumns } from './point-columns'
import { disagreeingRepeats, distinctRows } from './repeated-points'

export const maximumBytes = 256 * 1024 * 1024
export const maximumLines = 2_000_000
/** Each may depend on every cell of a grid, so that so many of them fill a few hundred megabytes. */
export const maximumAverages = 4000

/**
 * The observations in `bytes` of `fileName` (used in messages), positions in the units of the problem's domain and
 * values in those of its fields. `sigma` is NaN where the file gives none.
 *
 * @throws Failure of kind `usage`; for bad lines, `others` lists each of them.
 */
export function readObservations(bytes: Uint8Array, fileName: string, problem: Problem): Observations {
  if (bytes.length === 0) throw empty(fileName, problem, 'an empty file')
  const text = decode(bytes, fileName)
  const newline = text.includes('\n') ? '\n' : '\r'
  const points = new PointColumns(Math.min(maximumLines, Math.ceil(text.length / 8) + 1))
  const findings = new LineFindings(fileName)
  let reader: RowReader | undefined
  let lineNumber = 0
  for (let start = 0; start < text.length;) {
    const end = text.indexOf(newline, start)
    const line = contentOf(text.slice(start, end < 0 ? text.length : end))
    start = end < 0 ? text.length : end + 1
    lineNumber++
    if (lineNumber > maximumLines) throw tooMany(fileName, `${maximumLines} lines`)
    if (line === '') continue
    if (reader) reader.read(line, lineNumber)
    else reader = new RowReader(readHeader(line, fileName, lineNumber, problem), problem, findings, points)
  }
  if (reader === undefined) throw empty(fileName, problem, 'nothing but blank lines and comments')
  if (points.count === 0 && findings.isEmpty) throw empty(fileName, problem, 'a header without points')
  for (const { earlier, later } of disagreeingRepeats(points.used())) {
    const declaration = problem.fields[points.field[later]!]!
    findings.add(points.line[later]!, {
      code: 'observations-duplicate',
      what: `a second value of ${declaration.key} at the position of line ${points.line[earlier]!}`,
      expected: `${points.value[earlier]!} within the noise`,
      received: `${points.value[later]!}`,
    })
  }
  findings.throwIfAny(reader.rowsRead)
  if (points.averageCount > maximumAverages) throw tooMany(fileName, `${maximumAverages} lines and boxes`)
  return toObservations(points, problem.fields)
}

function toObservations(points: PointColumns, declarations: readonly FieldDeclaration[]): Observations {
  const rows = distinctRows(points.used())
  const occurs = declarations.map((_, index) => rows.some((row) => points.field[row] === index))
  const present = declarations.flatMap((_, index) => (occurs[index] ? [index] : []))
  const renumbered = new Map(present.map((index, position) => [index, position]))
  const pick = (column: Float64Array): Float64Array => Float64Array.from(rows, (row) => column[row]!)
  const { x, y, value, sigma, shape, x2, y2, line } = points
  return {
    fields: present.map((index) => declarations[index]!.key),
    field: Uint8Array.from(rows, (row) => renumbered.get(points.field[row]!)!),
    x: pick(x),
    y: pick(y),
    value: pick(value),
    sigma: pick(sigma),
    ...(points.averageCount > 0 && {
      averages: { shape: Uint8Array.from(rows, (row) => shape[row]!), x2: pick(x2), y2: pick(y2) },
    }),
    line: Uint32Array.from(rows, (row) => line[row]!),
  }
}

function decode(bytes: Uint8Array, fileName: string): string {
  if (bytes.length > maximumBytes) {
    throw new Failure({
      code: 'observations-too-large',
      kind: 'usage',
      what: 'the observation file is too large',
      where: fileName,
      expected: `at most ${maximumBytes / 1024 ** 2} MB`,
      received: `${Math.ceil(bytes.length / 1024 ** 2)} MB`,
    })
  }
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
  if (utf16) throw notText(fileName, 'UTF-16 text')
  const control = firstControlByte(bytes)
  if (control >= 0) throw notText(fileName, `the byte ${bytes[control]!} at position ${control}`)
  // Not fatal on purpose: a comment in a Windows code page harms nobody, and a cell that is damaged is no number.
  return new TextDecoder('utf-8').decode(bytes)
}

/** Position of the first control character other than tab and line ends; -1 if there is none. */
function firstControlByte(bytes: Uint8Array): number {
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return i
  }
  return -1
}

/** The line without its comment. */
function contentOf(line: string): string {
  const comment = line.indexOf('#')
  return (comment < 0 ? line : line.slice(0, comment)).trim()
}

function empty(fileName: string, problem: Problem, received: string): Failure {
  return new Failure({
    code: 'observations-empty',
    kind: 'usage',
    what: 'there are no observations',
    where: fileName,
    expected: `${expectedHeader(problem)} and at least one point`,
    received,
  })
}

function notText(fileName: string, received: string): Failure {
  return new Failure({
    code: 'observations-encoding',
    kind: 'usage',
    what: 'the observation file is not text in UTF-8',
    where: fileName,
    expected: 'comma-separated text in UTF-8',
    received,
  })
}

function tooMany(fileName: string, most: string): Failure {
  return new Failure({
    code: 'observations-too-large',
    kind: 'usage',
    what: 'the observation file is too long',
    where: fileName,
    expected: `at most ${most}`,
    received: 'more',
  })
}
