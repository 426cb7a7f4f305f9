/** The learning curve of a distillation, laid out as charts. */
import type { ProblemDescription, ResultOf } from '../../../src-main/contract/calls'

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

interface Single {
  readonly column: string
  readonly label: string
}

interface ChartDeclaration {
  readonly key: string
  readonly title: string
  readonly explanation: string
  readonly scale: Chart['scale']
  /** Columns by name, or one column of each field: `prefix.KEY`. */
  readonly columns: readonly Single[] | { readonly prefix: string }
  readonly band?: Band
}

const declarations: readonly ChartDeclaration[] = [
  {
    key: 'losses',
    title: 'Losses',
    explanation:
      'What each step lowers: how badly the helper denoiser knows the student’s samples, how far their distribution is from the teacher’s, and the residual of the equation.',
    scale: 'log',
    columns: [
      { column: 'denoiserLoss', label: 'denoiser' },
      { column: 'divergence', label: 'divergence' },
      { column: 'physics', label: 'physics' },
    ],
  },
  {
    key: 'pdeError',
    title: 'PDE error',
    explanation: 'Mean relative residual of samples drawn in one step at fixed latents.',
    scale: 'log',
    columns: [{ column: 'pdeError', label: 'mean of 16 samples' }],
  },
  {
    key: 'gradientNorm',
    title: 'Gradient norm',
    explanation: 'Length of the generator’s gradient. A sudden rise says that training has become unstable.',
    scale: 'log',
    columns: [{ column: 'gradientNorm', label: 'generator' }],
  },
  {
    key: 'varianceRatio',
    title: 'Variance ratio',
    explanation:
      'Variance of the samples over that of the data. Below the band the samples collapse towards one field.',
    scale: 'linear',
    columns: { prefix: 'varianceRatio' },
    band: admissibleVariance,
  },
  {
    key: 'spectrumDistance',
    title: 'Spectrum distance',
    explanation: 'How far the samples’ power is off that of the data, wave number by wave number.',
    scale: 'linear',
    columns: { prefix: 'spectrumDistance' },
  },
  {
    key: 'slicedWasserstein',
    title: 'Sliced Wasserstein',
    explanation: 'Distance of the samples’ distribution from that of the data, over random projections.',
    scale: 'linear',
    columns: { prefix: 'slicedWasserstein' },
  },
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
  return declarations.map(({ columns: shown, ...declaration }) => ({
    ...declaration,
    series: ('prefix' in shown
      ? problem.fields.map(({ key }) => ({ column: `${shown.prefix}.${key}`, label: key }))
      : shown
    ).map(({ column, label }) => ({ key: column, label, symbol: 'prefix' in shown, values: values(column) })),
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
