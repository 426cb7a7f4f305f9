import type { HistoryEntry, ProblemDescription } from '../../../src-main/contract/calls'
import { formatCount, formatEntry, formatMilliseconds, formatQuantity } from '../../components/number-format'
import { words } from '../../text/words.svelte'
import { problemTitle, taskOf, type Problems } from './entry-words'

/** One thing said of both entries. */
export interface ComparedRow {
  readonly name: string
  readonly values: readonly [string, string]
  readonly differs: boolean
}

type Pair = readonly [HistoryEntry, HistoryEntry]

const percent = (share: number): string => formatQuantity(100 * share, '%', 3)

/** Figures, parameters and origin of two entries, row by row; parameters of different problems are left out. */
export function comparedRows(pair: Pair, problems: Problems): readonly ComparedRow[] {
  const text = words().history
  const row = (name: string, say: (entry: HistoryEntry) => string): ComparedRow => {
    const values = [say(pair[0]), say(pair[1])] as const
    return { name, values, differs: values[0] !== values[1] }
  }
  const shared = pair[0].problem === pair[1].problem ? problems[pair[0].problem] : undefined
  return [
    row(text.problem, (entry) => problemTitle(entry, problems)),
    row(text.chain.solve, (entry) => taskOf(entry, problems)),
    row(text.figures.residual, ({ figures }) => percent(figures.residual)),
    row(text.figures.floor, ({ figures }) => percent(figures.floor)),
    row(text.figures.solutionError, ({ figures }) => percent(figures.solutionError)),
    row(text.figures.misfit, ({ figures }) => formatQuantity(Math.sqrt(figures.reducedChiSquare), '')),
    ...misfitRows(pair, shared, row),
    row(text.chain.sensors, ({ observations }) => formatCount(observations.count)),
    row(words().report.figures.samples, ({ samples }) => formatCount(samples)),
    row(words().report.provenance.steps, ({ steps }) => formatCount(steps)),
    row(words().report.provenance.seed, ({ seed }) => String(seed)),
    ...(shared?.parameters ?? []).map(({ key, name, unit }) =>
      row(name, ({ parameters }) => `${formatEntry(parameters[key] ?? NaN)} ${unit === '1' ? '' : unit}`.trimEnd()),
    ),
    row(text.chain.model, ({ model }) => model.id),
    row(text.figures.total, ({ figures }) => formatMilliseconds(figures.totalMs)),
  ]
}

function misfitRows(
  pair: Pair,
  shared: ProblemDescription | undefined,
  row: (name: string, say: (entry: HistoryEntry) => string) => ComparedRow,
): ComparedRow[] {
  const observed = (shared?.fields ?? []).filter(({ key }) => pair.some(({ figures }) => key in figures.rmsMisfit))
  return observed.map(({ key, name, unit }) =>
    row(words().history.figures.rms(words().engine.within(name)), ({ figures: { rmsMisfit } }) =>
      key in rmsMisfit ? formatQuantity(rmsMisfit[key]!, unit) : '–',
    ),
  )
}
