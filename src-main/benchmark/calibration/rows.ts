import { mean, median } from '../../numerics/statistics'
import type { Problem } from '../../problems/problem'
import { row, type Peer, type Row, type RowDetails } from '../row'
import type { TaskName } from '../conditional/names'
import { everyTask, type Task } from '../conditional/tasks'
import { observedName } from '../../tasks/calibration'
import { intervalLevels, mishapNames } from './names'
import { versions, type CalibrationCase, type Version } from './measure'
import { curveAt, spreadFactors, type Score } from './score'

/** The cases of one problem, by task. */
export interface ProblemCases {
  readonly problem: Problem
  readonly cases: ReadonlyMap<TaskName, readonly CalibrationCase[]>
}

/** The rows of one problem: of every task, of the spread's correction, and of the alarms. */
export function calibrationRows(of: ProblemCases): Row[] {
  const { problem, cases } = of
  const place = `calibration.${problem.id}`
  return [
    ...everyTask(problem).flatMap((task) => [
      ...versions.flatMap((version) => versionRows(of, task, version)),
      row(`${place}.${task.name}.seconds`, median(cases.get(task.name)!.map(({ seconds }) => seconds)), {
        unit: 's',
        better: 'lower',
        samples: cases.get(task.name)!.length,
      }),
    ]),
    ...spreadFactorRows(of),
    ...alarmRows(place, [...cases.values()].flat()),
  ]
}

/**
 * Coverage and score of the field that is sought: with the spread corrected by the other half of the cases, and as it is.
 */
function versionRows(of: ProblemCases, task: Task, version: Version): Row[] {
  const cases = of.cases.get(task.name)!
  const scores = cases.map((entry) => entry.scores[task.sought]![version])
  const corrections = [0, 1].map((half) =>
    bestFactor(pooled(of, task.observed, task.sought, version, (index) => index % 2 !== half)),
  )
  const place = `calibration.${of.problem.id}.${task.name}.${version}`
  const details: RowDetails = { unit: '1', better: 'higher', samples: cases.length, unranked: true }
  const krigings = cases.flatMap(({ kriging }) => kriging ?? [])
  const kriging: Peer | undefined =
    krigings.length === cases.length ? { name: 'kriging', value: mean(krigings) } : undefined
  return [
    { suffix: '', factorOf: (index: number) => corrections[index % 2]! },
    { suffix: '.uncorrected', factorOf: () => 1 },
  ].flatMap(({ suffix, factorOf }) => [
    ...intervalLevels.map((level) => {
      const covered = mean(scores.map(({ coverage }, index) => curveAt(coverage[level]!, factorOf(index))))
      return row(`${place}.coverage${level}${suffix}`, covered, {
        ...details,
        peer: { name: 'nominal', value: level / 100 },
      })
    }),
    row(`${place}.crps${suffix}`, mean(scores.map(({ crps }, index) => curveAt(crps, factorOf(index)))), {
      unit: '1',
      better: 'lower',
      samples: cases.length,
      ...(kriging && { peer: kriging }),
    }),
  ])
}

/** Scores of one field over all tasks that observe the same fields, of some of the cases. */
function pooled(
  { problem, cases }: ProblemCases,
  observed: readonly string[],
  field: string,
  version: Version,
  isTaken: (index: number) => boolean,
): Score[] {
  return everyTask(problem)
    .filter((task) => observedName(task.observed) === observedName(observed))
    .flatMap(({ name }) => cases.get(name)!.filter((_, index) => isTaken(index)))
    .map((entry) => entry.scores[field]![version])
}

/** `calibration.<problem>.spreadFactor.<observed>.<version>.<field>`: what the app takes, see tasks/calibration.ts. */
function spreadFactorRows(of: ProblemCases): Row[] {
  const { problem } = of
  const observedSets = new Map(everyTask(problem).map(({ observed }) => [observedName(observed), observed]))
  return [...observedSets].flatMap(([name, observed]) =>
    versions.flatMap((version) =>
      problem.fields.map(({ key }) => {
        const scores = pooled(of, observed, key, version, () => true)
        const id = `calibration.${problem.id}.spreadFactor.${name}.${version}.${key}`
        return row(id, bestFactor(scores), { unit: '1', better: 'lower', samples: scores.length, unranked: true })
      }),
    ),
  )
}

/** Mean scores so close to the least one that they tell nothing. */
const alike = 1.01

/**
 * The factor of the spread by which an ensemble's intervals come closest to what they say: the least sum over the levels
 * of squared differences between mean coverage and level, among the factors whose mean CRPS is within 1 % of the least.
 * The score is proper, so that it keeps the factor at the truth's own spread where coverage is no guide: where most
 * members agree, intervals of any width cover alike.
 */
export function bestFactor(scores: readonly Score[]): number {
  if (scores.length === 0) return 1
  const meanOf = (curveOf: (score: Score) => readonly number[]): number[] =>
    spreadFactors.map((_, f) => mean(scores.map((score) => curveOf(score)[f]!)))
  const crps = meanOf((score) => score.crps)
  const covered = intervalLevels.map((level) => ({ level, curve: meanOf(({ coverage }) => coverage[level]!) }))
  const cost = (factor: number): number =>
    covered.reduce((sum, { level, curve }) => sum + (curveAt(curve, factor) - level / 100) ** 2, 0)
  const [first, last] = [spreadFactors[0]!, spreadFactors.at(-1)!]
  const fine = Array.from({ length: 481 }, (_, i) => first * (last / first) ** (i / 480))
  const limit = alike * Math.min(...crps)
  const [best] = fine.filter((factor) => curveAt(crps, factor) <= limit).toSorted((a, b) => cost(a) - cost(b))
  return best!
}

function alarmRows(place: string, cases: readonly CalibrationCase[]): Row[] {
  const share = (id: string, better: 'lower' | 'higher', found: readonly boolean[]): Row[] =>
    found.length === 0
      ? []
      : [row(`${place}.${id}`, mean(found.map(Number)), { unit: '1', better, samples: found.length })]
  return [
    ...share(
      'falseAlarms',
      'lower',
      cases.map(({ alarms }) => alarms.length > 0),
    ),
    ...mishapNames.flatMap((name) =>
      share(
        `detection.${name}`,
        'higher',
        cases.flatMap(({ detected }) => detected[name] ?? []),
      ),
    ),
  ]
}
