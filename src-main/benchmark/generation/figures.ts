import { watchChannels, type ChannelWatch } from '../../distillation/collapse'
import type { TrainingData } from '../../distillation/gaussian-fit'
import { measureResiduals } from '../../distillation/measure'
import type { Problem } from '../../problems/problem'
import type { RowDetails } from '../row'
import type { Samples } from './method'

/** Figures of one method, by key: `pdeError`, `varianceRatio.u`, ... */
export type Figures = Readonly<Record<string, number>>

/** A figure as rows and tables have it. */
export interface FigureDeclaration extends Pick<RowDetails, 'unit' | 'better' | 'unranked'> {
  readonly key: string
}

const share = { unit: '1', better: 'lower' } as const
/** Best in the middle. */
const balance = { unit: '1', better: 'higher', unranked: true } as const

/** The figures of every method, in order. */
export function figureDeclarations({ fields }: Pick<Problem, 'fields'>): FigureDeclaration[] {
  const perField = (name: string) => fields.map(({ key }) => `${name}.${key}`)
  return [
    { key: 'pdeError', ...share },
    { key: 'pdeErrorMedian', ...share },
    { key: 'floor', ...share, unranked: true },
    { key: 'solutionError', ...share },
    ...['slicedWasserstein', ...perField('slicedWasserstein')].map((key) => ({ key, ...share })),
    ...['varianceRatio', ...perField('varianceRatio')].map((key) => ({ key, ...balance })),
    ...perField('spectrumDistance').map((key) => ({ key, ...share })),
    { key: 'evaluations', ...share },
    { key: 'latencyMs', unit: 'ms', better: 'lower' },
  ]
}

/** Held-out fields, two disjoint sets of them, and how far these are from one another: no method can be nearer. */
export interface HeldOut {
  readonly data: TrainingData
  readonly yardstick: readonly ChannelWatch[]
}

export function heldOut(problem: Problem, data: TrainingData, other: TrainingData): HeldOut {
  return { data, yardstick: watchChannels(other.states, data.states, problem.bases, data.size) }
}

/** Distances between the two sets of held-out fields, by key. */
export function yardstickFigures({ fields }: Problem, { yardstick }: HeldOut): Figures {
  return Object.fromEntries(
    fields.flatMap(({ key }, channel) => [
      [`slicedWasserstein.${key}`, yardstick[channel]!.slicedWasserstein],
      [`spectrumDistance.${key}`, yardstick[channel]!.spectrumDistance],
    ]),
  )
}

/**
 * What samples at the conditions of the held-out fields are worth. `slicedWasserstein` and `varianceRatio` without a
 * field are those of the worst one: the largest ratio to the yardstick, and the ratio that is farthest from 1.
 *
 * @throws Failure where the problem's residual refuses a sample
 */
export function qualityFigures(
  problem: Problem,
  { states, solutions }: Samples,
  { data, yardstick }: HeldOut,
): Figures {
  const { pdeError, floor, solutionError, unsolved } = measureResiduals(problem, states, data, solutions)
  const watch = watchChannels(states, data.states, problem.bases, data.size)
  const perField = (name: keyof ChannelWatch) =>
    Object.fromEntries(problem.fields.map(({ key }, channel) => [`${name}.${key}`, watch[channel]![name]]))
  const ratios = watch.map(
    ({ slicedWasserstein }, channel) => slicedWasserstein / yardstick[channel]!.slicedWasserstein,
  )
  return {
    pdeError: pdeError.mean,
    pdeErrorMedian: pdeError.median,
    floor,
    solutionError,
    unsolved,
    slicedWasserstein: Math.max(...ratios),
    ...perField('slicedWasserstein'),
    varianceRatio: watch.map(({ varianceRatio }) => varianceRatio).reduce(fartherFromOne),
    ...perField('varianceRatio'),
    ...perField('spectrumDistance'),
  }
}

const fartherFromOne = (a: number, b: number): number => (Math.abs(Math.log(b)) > Math.abs(Math.log(a)) ? b : a)
