import type { Row } from '../row'
import { figure, quoted, type Table } from '../table'
import { intervalLevels, mishapNames } from './names'

/** Coverage and scores by task, the spread's factors, and the alarms. */
export function calibrationTables(rows: readonly Row[]): { title: string; table: Table }[] {
  const find = (id: string): Row | undefined => rows.find((row) => row.id === id)
  const parts = rows.map(({ id }) => id.split('.'))
  const isTask = ([, , , version]: readonly string[]): boolean => version === 'raw' || version === 'refined'
  const lines = unique(
    parts.filter((part) => isTask(part) && part[2] !== 'spreadFactor').map((part) => part.slice(0, 4)),
  )
  const factors = unique(
    parts.filter((part) => part[2] === 'spreadFactor').map((part) => [...part.slice(0, 4), part[5]!]),
  )
  const problems = unique(parts.map((part) => part.slice(0, 2)))
  const number = (head: string) => ({ head, number: true as const })
  return [
    {
      title: 'Coverage of central intervals, in per cent, and CRPS over the deviation of the field',
      table: {
        columns: [
          { head: 'Task' },
          { head: 'Fields' },
          ...intervalLevels.map((level) => number(String(level))),
          ...intervalLevels.map((level) => number(`${level} uncorrected`)),
          ...['CRPS', 'CRPS uncorrected', 'CRPS of kriging', 'Seconds', 'Cases'].map(number),
        ],
        lines: lines.map(([suite, problem, task, version]) => {
          const of = (key: string) => find([suite, problem, task, version, key].join('.'))
          const percent = (key: string) => figure((of(key)?.value ?? NaN) * 100, 3)
          return [
            `${problem}, ${task}`,
            version!,
            ...intervalLevels.map((level) => percent(`coverage${level}`)),
            ...intervalLevels.map((level) => percent(`coverage${level}.uncorrected`)),
            figure(of('crps')?.value, 3),
            figure(of('crps.uncorrected')?.value, 3),
            figure(of('crps')?.peerValue, 3),
            figure(find([suite, problem, task, 'seconds'].join('.'))?.value, 3),
            String(of('crps')?.samples),
          ]
        }),
      },
    },
    {
      title: 'Factors of the spread',
      table: {
        columns: [{ head: 'Problem' }, { head: 'Observed' }, { head: 'Field' }, number('Raw'), number('Refined')],
        lines: factors.map(([suite, problem, name, observed, field]) => [
          problem!,
          observed!,
          quoted(field!),
          ...['raw', 'refined'].map((version) => {
            return figure(find([suite, problem, name, observed, version, field].join('.'))?.value, 3)
          }),
        ]),
      },
    },
    {
      title: 'Share of solves with an alarm, in per cent: where nothing is wrong, and where something is',
      table: {
        columns: [{ head: 'Problem' }, number('Nothing'), ...mishapNames.map(number)],
        lines: problems.map(([suite, problem]) => {
          const percent = (key: string) => {
            const found = find([suite, problem, key].join('.'))
            return found ? `${figure(found.value * 100, 3)} of ${found.samples}` : ''
          }
          return [problem!, percent('falseAlarms'), ...mishapNames.map((name) => percent(`detection.${name}`))]
        }),
      },
    },
  ]
}

/** Each list of words once, in the order of their first places. */
function unique(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return [...new Map(lists.map((list) => [list.join('.'), list])).values()]
}
