/** The learning curve of a distillation, laid out as charts. */
import type { ProblemDescription, ResultOf } from '../../../src-main/contract/calls'
import { words, type Messages } from '../../text/words.svelte'

type Status = ResultOf<'trainingStatus'>

export interface Series {
  readonly key: string
  readonly label: string
  /** The label is a field's symbol. */
  readonly symbol: boolean
  /** One value per row of the curve; null where there is none. */
  readonly values: readonly (number | null)[]
}

export interface Chart {
  readonly key: string
  readonly title: string
  readonly explanation: string
  readonly scale: 'linear' | 'log'
  readonly series: readonly Series[]
  /** The values that are as they should be. */
  readonly band?: Band
}

export interface Band {
  readonly minimum: number
  readonly maximum: number
}

/** Sample variance over data variance within which a student counts as faithful to its data. */
export const admissibleVariance: Band = { minimum: 0.85, maximum: 1.15 }

type ChartKey = keyof Messages['train']['curves']['titles']
type Column = keyof Messages['train']['curves']['series']

interface ChartDeclaration {
  readonly key: ChartKey
  readonly scale: Chart['scale']
  /** Columns by name; or else one column of each field, `key.KEY`. */
  readonly columns?: readonly Column[]
  readonly band?: Band
}

const declarations: readonly ChartDeclaration[] = [
  { key: 'losses', scale: 'log', columns: ['denoiserLoss', 'divergence', 'physics'] },
  { key: 'pdeError', scale: 'log', columns: ['pdeError'] },
  { key: 'gradientNorm', scale: 'log', columns: ['gradientNorm'] },
  { key: 'varianceRatio', scale: 'linear', band: admissibleVariance },
  { key: 'spectrumDistance', scale: 'linear' },
  { key: 'slicedWasserstein', scale: 'linear' },
]

/** The charts of a curve. Those whose columns it does not have stay, empty, so that nothing moves when they come. */
export function chartsOf(
  columns: Status['columns'] | readonly string[],
  rows: readonly Status['rows'][number][],
  problem: Pick<ProblemDescription, 'fields'>,
): readonly Chart[] {
  const values = (column: string): readonly (number | null)[] => {
    const at = columns.indexOf(column)
    return at < 0 ? [] : rows.map((row) => row[at] ?? null)
  }
  const text = words().train.curves
  return declarations.map(({ columns: shown, ...declaration }) => ({
    ...declaration,
    title: text.titles[declaration.key],
    explanation: text.explanations[declaration.key],
    series: shown
      ? shown.map((key) => ({ key, label: text.series[key], symbol: false, values: values(key) }))
      : problem.fields.map(({ key: field }) => {
          const key = `${declaration.key}.${field}`
          return { key, label: field, symbol: true, values: values(key) }
        }),
  }))
}

/** The update after which each row was written. */
export function stepsOf(rows: readonly Status['rows'][number][]): readonly number[] {
  return rows.map((row) => row[0] ?? 0)
}

/** Index of the row whose step is nearest; undefined where there is none. */
export function nearestRow(steps: readonly number[], step: number): number | undefined {
  let nearest: number | undefined
  steps.forEach((candidate, i) => {
    if (nearest === undefined || Math.abs(candidate - step) <= Math.abs(steps[nearest]! - step)) nearest = i
  })
  return nearest
}
