/** How the results of a suite are laid out, as text and on the page of results. */
import type { Benchmark } from './document'
import { calibrationTables } from './calibration/tables'
import { taskTables } from './conditional/tables'
import { methodTables } from './generation/tables'
import type { Row } from './row'
import type { SuiteName } from './suite'
import { markdown, rowTable, text, verdictTable, type Table } from './table'
import { targetTable } from './target-table'
import { verdicts, type Verdict } from './targets'

interface Section {
  /** Above the table, if there are several. */
  readonly title?: string
  readonly table: Table
}

interface Layout {
  readonly sections: (rows: readonly Row[]) => readonly Section[]
  readonly targets: (verdicts: readonly Verdict[]) => Table
}

/** A line for each row and each target. */
const plain: Layout = { sections: (rows) => [{ table: rowTable(rows) }], targets: verdictTable }

/** Of suites with hundreds of rows. */
const layouts: Partial<Record<SuiteName, Layout>> = {
  generation: { sections: methodTables, targets: targetTable },
  conditional: { sections: taskTables, targets: targetTable },
  calibration: { sections: calibrationTables, targets: targetTable },
}

const layoutOf = (suite: SuiteName): Layout => layouts[suite] ?? plain

/** What stands between the markers of a suite: where it was measured, its figures, and which targets they meet. */
export function pageSection(benchmark: Benchmark): string[] {
  const { suite, rows, notes } = benchmark
  const { sections, targets } = layoutOf(suite)
  const found = verdicts(suite, rows)
  return [
    measuredWhere(benchmark),
    ...sections(rows).flatMap(({ title, table }) => ['', ...(title ? [`**${title}**`, ''] : []), ...markdown(table)]),
    ...(found.length === 0 ? [] : ['', ...markdown(targets(found))]),
    ...notes.flatMap((note) => ['', note]),
  ]
}

/** The figures as lines of text. */
export function textReport({ suite, rows, notes }: Benchmark): string[] {
  const tables = layoutOf(suite).sections(rows)
  const [first, ...others] = tables.map(({ title, table }) => [...(title ? [title] : []), ...text(table)])
  return [...first!, ...others.flatMap((lines) => ['', ...lines]), ...notes]
}

function measuredWhere({ date, commit, machine, provider, quick }: Benchmark): string {
  const { cpu, cores, threads, memoryGiB, system, loadBefore } = machine
  return (
    `Measured on ${date.slice(0, 10)} at commit ${commit}${quick ? ' by a quick run' : ''}: ${cpu}, ${cores} cores, ` +
    `${threads} threads, ${memoryGiB} GiB, ${system}; provider ${provider}; load ${loadBefore} before the run.`
  )
}
