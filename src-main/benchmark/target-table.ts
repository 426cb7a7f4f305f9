import { figure, quoted, type Table } from './table'
import type { Verdict } from './targets'

/** A line for each target and a column for each problem; what falls short stands in bold. */
export function targetTable(verdicts: readonly Verdict[]): Table {
  const found = verdicts.map((verdict) => {
    const [, problem, ...figureOfMethod] = verdict.row.id.split('.')
    return { verdict, problem: problem!, target: figureOfMethod.join('.') }
  })
  const problems = [...new Set(found.map(({ problem }) => problem))]
  // A row may have several aims.
  const lines = new Map(found.map(({ target, verdict: { aim } }) => [`${target} ${aim}`, { target, aim }]))
  const cell = (target: string, aim: string, problem: string): string => {
    const { measured, of, met } =
      found.find((entry) => entry.target === target && entry.verdict.aim === aim && entry.problem === problem)
        ?.verdict ?? {}
    if (measured === undefined) return ''
    const text = of === 'ratio' ? (measured === null ? 'no peer' : `${figure(measured, 3)} times`) : figure(measured, 3)
    return met ? text : `**${text}**`
  }
  return {
    columns: [
      { head: 'Target' },
      { head: 'Aim' },
      ...problems.map((problem) => ({ head: problem, number: true as const })),
    ],
    lines: [...lines.values()].map(({ target, aim }) => [
      quoted(target),
      aim,
      ...problems.map((problem) => cell(target, aim, problem)),
    ]),
  }
}
