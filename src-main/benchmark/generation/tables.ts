import type { Row } from '../row'
import { figure, quoted, type Table } from '../table'

/** Figures of a method that stand in its line; the rest are in the document. */
const columns = [
  ['evaluations', 'Evaluations'],
  ['latencyMs', 'Latency, ms'],
  ['pdeError', 'PDE error'],
  ['pdeErrorMedian', 'Median'],
  ['floor', 'Floor'],
  ['solutionError', 'Solution error'],
  ['slicedWasserstein', 'Sliced W.'],
  ['varianceRatio', 'Variance'],
] as const

/** Method of the rows that give distances between held-out fields, and of those over all problems. */
const notMethods = ['data']
const overAll = 'all'

/** A table a problem, one line for each method: hundreds of rows on one page. */
export function methodTables(rows: readonly Row[]): { title: string; table: Table }[] {
  const parts = rows.map((row) => ({ row, path: row.id.split('.') }))
  const problems = [...new Set(parts.map(({ path }) => path[1]!))].filter((problem) => problem !== overAll)
  return problems.map((problem) => {
    const own = parts.filter(({ path }) => path[1] === problem && !notMethods.includes(path[2]!))
    const methods = [...new Set(own.map(({ path }) => path[2]!))]
    const values = new Map(own.map(({ row, path }) => [path.slice(2).join('.'), row.value]))
    return {
      title: `${problem}, ${own[0]!.row.samples} samples`,
      table: {
        columns: [{ head: 'Method' }, ...columns.map(([, head]) => ({ head, number: true as const }))],
        lines: methods.map((method) => [
          quoted(method),
          ...columns.map(([key]) => figure(values.get(`${method}.${key}`), 3)),
        ]),
      },
    }
  })
}
