import type { ProblemDescription } from '../../../src-main/contract/calls'
import { formatQuantity } from '../../components/number-format'
import { words } from '../../text/words.svelte'
import { describeChiSquare, largestGoodChiSquare, verdictOn } from '../solve/residual-measures'
import { latestTime, taskName } from '../solve/task-name'
import type { ReportSubject } from './subject'

/** What a reader may do with the fields: rely on them, with care, or not at all. */
export type Standing = 'good' | 'fair' | 'alarmed'

export interface Headline {
  readonly standing: Standing
  readonly asked: string
  readonly howGood: readonly string[]
  readonly distrust: readonly string[]
}

export const formatShare = (share: number, digits = 2): string => formatQuantity(100 * share, '%', digits)

/** What was asked, how good it came out, and what to distrust: a sentence or two for each. */
export function headlineOf(subject: ReportSubject): Headline {
  const { solution, residual, outsideTraining, problem } = subject
  const final = residual.refined ?? residual.raw
  const solved = verdictOn(final).kind === 'at-floor'
  const alarmed = (solution?.document.alarms.length ?? 0) > 0
  const text = words().report.headline
  const sought = problem.fields.find(({ role }) => role === 'solution')!.name
  const fit = solution && solution.document.observations.count > 0 ? solution.document.observations : undefined
  const fits = !fit || fit.reducedChiSquare <= largestGoodChiSquare
  return {
    standing: alarmed ? 'alarmed' : solved && outsideTraining.length === 0 && fits ? 'good' : 'fair',
    asked: askedOf(subject),
    howGood: [
      ...(solved
        ? [text.solved]
        : [
            text.leaves(formatShare(final.l2Relative)),
            text.errorOff(sought, formatShare(final.solutionError.relative)),
          ]),
      ...(fit ? [text.sensors(describeChiSquare(fit.reducedChiSquare))] : []),
    ],
    distrust: distrustOf(subject),
  }
}

function askedOf({ problem, solution, sample }: ReportSubject): string {
  const text = words().report.headline
  if (!solution) return text.askedSample(problem.title, sample!.seed)
  const { count, byField } = solution.document.observations
  if (count === 0) return text.askedNothing
  const names = problem.fields.filter(({ key }) => key in byField).map(({ name }) => words().engine.within(name))
  return text.asked(taskOf(problem, Object.keys(byField), solution), count, names.join(', '), solution.document.samples)
}

function taskOf(
  problem: ProblemDescription,
  observed: readonly string[],
  { fields, points }: NonNullable<ReportSubject['solution']>,
): string {
  const { symbols, extent } = fields[0]!.grid
  return taskName(problem, observed, symbols.y === 't' ? { latest: latestTime(points), duration: extent.y } : undefined)
}

function distrustOf({ problem, solution, outsideTraining }: ReportSubject): string[] {
  const text = words().report.headline
  const codes = solution?.document.alarms.map(({ code }) => code) ?? []
  const outside = problem.parameters.filter(({ key }) => outsideTraining.includes(key)).map(({ name }) => name)
  return [
    ...(codes.includes('prior-mismatch') ? [text.distrustPrior] : []),
    ...(codes.includes('misfit-above-noise') ? [text.distrustMisfit] : []),
    ...(outside.length > 0 ? [text.distrustOutside(outside.join(', '))] : []),
    ...(solution
      ? [
          ...(solution.document.refined ? [] : [text.distrustRaw]),
          solution.document.samples === 1 ? text.distrustSpread : text.distrustAway,
        ]
      : [text.distrustSample]),
  ]
}
