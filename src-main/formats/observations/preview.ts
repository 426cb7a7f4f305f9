import {
  previewFindings,
  previewRows,
  type Mapping,
  type ObservationFinding,
  type ObservationPreview,
} from '../../contract/observations'
import { describeFailure, Failure, type FailureDetail } from '../../field/failure'
import { unitsLike } from '../../field/units'
import { smallestGrid } from '../../problems/grid-size'
import type { Problem } from '../../problems/problem'
import type { LineFindings } from '../line-findings'
import { contentsOf } from './guess-columns'
import { openObservations } from './open'
import { placesOf } from './places'
import { headOf, type RawTable } from './raw-table'
import { isHead } from './reading-plan'
import { readRows } from './read'

/** Rows that a preview checks: some tenths of a second. */
export const checkedRows = 20_000

/**
 * What the file holds and how it would be read, from its head; only its rows are all counted.
 *
 * @throws Failure of kind `usage` for a file that cannot be taken apart
 */
export function previewObservations(
  bytes: Uint8Array,
  fileName: string,
  problem: Problem,
  given?: Mapping,
): ObservationPreview {
  const { table, mapping, native } = openObservations(bytes, fileName, problem, given)
  const head = headOf(table, previewRows)
  const contents = contentsOf(table)
  const rows = table.countRows()
  return {
    format: mapping.format,
    rows,
    columns: table.columns.map(({ name, unit }, at) => ({
      name,
      unit,
      holds: contents[at]!,
      samples: head.map((cells) => String(cells[at] ?? '').slice(0, 200)),
    })),
    mapping,
    native,
    ...checked(table, mapping, fileName, problem, given === undefined),
    checkedRows: Math.min(rows, checkedRows),
    places: placesOf(table, mapping, problem, rows, checkedRows),
    targets: targetsOf(problem),
  }
}

function checked(
  table: RawTable,
  mapping: Mapping,
  fileName: string,
  problem: Problem,
  guessed: boolean,
): Pick<ObservationPreview, 'findings' | 'findingCount'> {
  try {
    return firstFindings(readRows(table, mapping, fileName, problem, guessed, checkedRows).findings)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const all = [error.detail, ...error.others]
    return { findings: all.slice(0, previewFindings).map((detail) => finding(0, detail)), findingCount: all.length }
  }
}

/** The first findings, as they cross the contract. */
export function firstFindings({ listed, count }: LineFindings): Pick<ObservationPreview, 'findings' | 'findingCount'> {
  const findings = listed.slice(0, previewFindings).map(({ line, detail }) => finding(line, detail))
  return { findings, findingCount: count }
}

const finding = (line: number, detail: FailureDetail): ObservationFinding => ({
  code: detail.code,
  line,
  message: describeFailure(detail),
})

/** What columns may hold, with the units that convert. */
function targetsOf(problem: Problem): ObservationPreview['targets'] {
  const { unit } = problem.grid(smallestGrid).extent
  const place = (role: 'x' | 'y' | 'x2' | 'y2') => ({ role, field: null, unit, accepts: unitsLike(unit) })
  return [
    place('x'),
    place('y'),
    ...problem.fields.flatMap((declaration) =>
      (['value', 'sigma'] as const).map((role) => ({
        role,
        field: declaration.key,
        unit: declaration.unit,
        accepts: unitsLike(declaration.unit, isHead(declaration)),
      })),
    ),
    place('x2'),
    place('y2'),
  ]
}
