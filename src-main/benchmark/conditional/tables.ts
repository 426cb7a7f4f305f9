import type { Row } from '../row'
import { figure, quoted, type Table } from '../table'
import { conditions, exactOnGrid } from './names'
import { publishedErrors } from './published'

/** What stands above a condition's column. */
const headOf = ({ noise, offGrid }: (typeof conditions)[number]): string => `${noise} %${offGrid ? ' off grid' : ''}`

/** A table for each task of each problem, one line for each method; deviations are left to the document. */
export function taskTables(rows: readonly Row[]): { title: string; table: Table }[] {
  const parts = rows.map((row) => {
    const [, problem, task, method, ...figureOf] = row.id.split('.')
    return { row, place: `${problem}, ${task}`, method: method!, key: figureOf.join('.') }
  })
  return [...new Set(parts.map(({ place }) => place))].map((place) => {
    const own = parts.filter((part) => part.place === place)
    const methods = [...new Set(own.map(({ method }) => method))]
    const of = (method: string, key: string) => own.find((part) => part.method === method && part.key === key)?.row
    return {
      title: place,
      table: {
        columns: [
          { head: 'Method' },
          ...conditions.map((condition) => ({ head: headOf(condition), number: true as const })),
          ...['Seconds', 'Evaluations', 'Cases'].map((head) => ({ head, number: true as const })),
        ],
        lines: [
          ...methods.map((method) => {
            const errors = conditions.map(({ name }) => of(method, `${name}.error`))
            return [
              quoted(method),
              ...errors.map((error) => figure(error?.value, 3)),
              figure(of(method, 'seconds')?.value, 3),
              figure(of(method, 'evaluations')?.value, 3),
              counted(errors.flatMap((error) => error?.samples ?? [])),
            ]
          }),
          ...publishedLines(place),
        ],
      },
    }
  })
}

/** One number, or the smallest and the largest of several. */
function counted(samples: readonly number[]): string {
  const [least, most] = [Math.min(...samples), Math.max(...samples)]
  return least === most ? String(least) : `${least} to ${most}`
}

/** Published errors, of other data sets than ours. */
function publishedLines(place: string): string[][] {
  const published = publishedErrors.find(({ problem, task }) => place === `${problem}, ${task}`)
  if (!published) return []
  const line = (name: string, error: number) => [
    `${name}, its data`,
    ...conditions.map((condition) => (condition === exactOnGrid ? figure(error, 3) : '')),
    '',
    '',
    '',
  ]
  return [
    line('FunDPS, 500 steps', published.fundps500),
    line('FunDPS, 200 steps', published.fundps200),
    line('DiffusionPDE', published.diffusionPde),
  ]
}
