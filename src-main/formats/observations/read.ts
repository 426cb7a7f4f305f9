/**
 * Files of measurements in any of their forms, by a mapping that says what each column holds. What has no mapping is read
 * by a guessed one; a file in the native form (`native.ts`) needs none.
 *
 * A row that repeats an earlier one exactly (a pasted copy) counts once; repeats at one position that agree within their
 * noise are separate measurements and stay. Every row that cannot be used is reported, all in one Failure.
 */
import type { Mapping } from '../../contract/observations'
import type { FieldDeclaration } from '../../field/field'
import type { Observations } from '../../field/observations'
import type { Problem } from '../../problems/problem'
import { LineFindings } from '../line-findings'
import { PointColumns } from '../point-columns'
import { disagreeingRepeats, distinctRows, repeatFinding } from '../repeated-points'
import { MeasurementReader } from './measurement-reader'
import { expectedHeader } from './native'
import { openObservations } from './open'
import { checkColumns, readingPlan } from './reading-plan'
import { checkAverages, empty, tooLarge } from './refusals'
import type { RawTable } from './raw-table'

export const maximumPoints = 2_000_000

/**
 * The measurements in `bytes` of `fileName` (used in messages), in the units of the problem, and how they were read.
 * `sigma` is NaN where the file states none.
 *
 * @throws Failure of kind `usage`; for bad rows, `others` lists each of them.
 */
export function readObservations(
  bytes: Uint8Array,
  fileName: string,
  problem: Problem,
  given?: Mapping,
): { readonly table: Observations; readonly mapping: Mapping; readonly native: boolean } {
  const { table: raw, mapping, native } = openObservations(bytes, fileName, problem, given)
  if (given) checkColumns(given, raw.columns, fileName)
  const { points, findings, rowsRead } = readRows(raw, mapping, fileName, problem, given === undefined, Infinity)
  findings.throwIfAny(rowsRead)
  if (points.count === 0) throw empty(fileName, `${expectedHeader(problem)} and at least one point`, 'no measurements')
  checkAverages(points.averageCount, fileName)
  return { table: toObservations(points, problem.fields), mapping, native }
}

/**
 * The measurements of the first `limit` rows, and all that is wrong with them.
 *
 * @throws Failure for a mapping that cannot be used
 */
export function readRows(
  raw: RawTable,
  mapping: Mapping,
  fileName: string,
  problem: Problem,
  guessed: boolean,
  limit: number,
): { readonly points: PointColumns; readonly findings: LineFindings; readonly rowsRead: number } {
  if (raw.columns.length === 0) {
    throw empty(fileName, `${expectedHeader(problem)} and at least one point`, 'nothing but blank lines and comments')
  }
  const plan = readingPlan(mapping, problem, fileName, guessed)
  const perRow = plan.field === undefined ? plan.values.length : 1
  const points = new PointColumns(Math.min(maximumPoints, (limit === Infinity ? raw.countRows() : limit) * perRow))
  const findings = new LineFindings(fileName, raw.noun)
  const reader = new MeasurementReader(plan, raw.columns.length, raw.decimal, problem, findings, points)
  let rows = 0
  raw.forEachRow((cells, line) => {
    if (points.count + perRow > maximumPoints) throw tooLarge(fileName, `at most ${maximumPoints} measurements`, 'more')
    reader.read(cells, line)
    rows++
    return rows < limit
  })
  for (const { earlier, later } of disagreeingRepeats(points.used())) {
    const { key } = problem.fields[points.field[later]!]!
    const place = `${raw.noun} ${points.line[earlier]!}`
    findings.add(points.line[later]!, repeatFinding(key, place, points.value[earlier]!, points.value[later]!))
  }
  return { points, findings, rowsRead: reader.rowsRead }
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
