import { intervalLevels, mishapsOf } from './calibration/names'
import {
  conditionalProblems,
  conditionalRow,
  conditions,
  exactOnGrid,
  serves,
  tasksOf,
  type TaskName,
} from './conditional/names'
import { publishedErrors } from './conditional/published'
import { farBelow, generationProblems, polishedName, studentName, studentSteps } from './generation/names'
import { generatorRow, publishedStatistics } from './published-statistics'
import type { Row } from './row'
import type { SuiteName } from './suite'

/** What a row is meant to reach. */
interface Target {
  readonly id: string
  readonly aim: string
  /** What is judged: the row's value, or how many times better than its peer it is. */
  readonly of: 'value' | 'ratio'
  readonly isMet: (measured: number) => boolean
}

const ofValue = (id: string, aim: string, isMet: Target['isMet']): Target => ({ id, aim, of: 'value', isMet })

const ofRatio = (id: string, aim: string, isMet: Target['isMet']): Target => ({ id, aim, of: 'ratio', isMet })

const atMost = (id: string, bound: number, aim: string): Target => ofValue(id, aim, (value) => value <= bound)

const atLeast = (id: string, bound: number, aim: string): Target => ofValue(id, aim, (value) => value >= bound)

const within = (id: string, low: number, high: number): Target =>
  ofValue(id, `${low} to ${high}`, (value) => value >= low && value <= high)

const around = (id: string, centre: number, tolerance: number): Target =>
  ofValue(id, `${centre} ± ${Number(tolerance.toPrecision(2))}`, (value) => Math.abs(value - centre) <= tolerance)

const betterThanPeer = (id: string): Target => ofRatio(id, 'better than its peer', (ratio) => ratio > 1)

/** What the few-step students are meant to reach on every problem. */
const studentTargets = generationProblems.flatMap((problem) => [
  ...studentSteps.flatMap((steps) => {
    const id = `generation.${problem}.${studentName(steps)}`
    return [
      ofRatio(`${id}.pdeError`, 'below every baseline at 200 steps', (ratio) => ratio > 1),
      ofRatio(`${id}.latencyMs`, 'at least 100 times below edm-200', (ratio) => ratio >= 100),
      within(`${id}.varianceRatio`, 0.85, 1.15),
      atMost(`${id}.slicedWasserstein`, 2, 'at most 2, data to data being 1'),
    ]
  }),
  ofRatio(`generation.${problem}.${polishedName}.pdeError`, 'at most 10 floors', (ratio) => ratio >= 1 / 10),
])

/** Where a student's fields are meant to come near the published ones, and below what one has without a model. */
const conditionalTargets = [
  ...publishedErrors.map(({ problem, task, fundps500 }) => {
    const id = `${conditionalRow(problem, task, 'student-500', exactOnGrid)}.error`
    return atMost(id, fundps500, 'at most FunDPS-500 on its own data')
  }),
  ...everyConditionalTask((problem, task) => [
    ...conditions
      .filter((condition) => serves('kriging', problem, task, condition))
      .map((condition) => betterThanPeer(`${conditionalRow(problem, task, 'student', condition)}.error`)),
    atMost(`${conditionalRow(problem, task, 'student')}.seconds`, 10, 'at most 10 s'),
    ofRatio(
      `${conditionalRow(problem, task, 'student')}.evaluations`,
      'at least 50 times fewer than guided-teacher',
      (ratio) => ratio >= 50,
    ),
    ofRatio(
      `${conditionalRow(problem, task, 'guided-teacher', exactOnGrid)}.error`,
      'not below the student',
      (ratio) => ratio <= 1,
    ),
  ]),
]

/** Where alarms are meant to be rare, or to be raised, and intervals to hold what they say. */
const calibrationTargets = [
  ...everyConditionalTask((problem, task) => [
    ...intervalLevels.map((level) =>
      within(`calibration.${problem}.${task}.refined.coverage${level}`, (level - 5) / 100, (level + 5) / 100),
    ),
    ...(task === 'reconstruct' ? [betterThanPeer(`calibration.${problem}.${task}.refined.crps`)] : []),
  ]),
  ...conditionalProblems.flatMap((problem) => [
    atMost(`calibration.${problem}.falseAlarms`, 0.01, 'at most 1 %'),
    ...mishapsOf(problem).map((name) => atLeast(`calibration.${problem}.detection.${name}`, 0.9, 'at least 90 %')),
  ]),
]

function everyConditionalTask(targetsOf: (problem: string, task: TaskName) => Target[]): Target[] {
  return conditionalProblems.flatMap((problem) => tasksOf(problem).flatMap((task) => targetsOf(problem, task)))
}

/** What was promised of the shipped models and of the solvers. */
export const targets: Readonly<Record<SuiteName, readonly Target[]>> = {
  training: [],
  generation: [
    ...studentTargets,
    ...studentSteps.map((steps) =>
      atLeast(`generation.all.${studentName(steps)}.farBelow`, 3, `${farBelow} times below on at least 3 problems`),
    ),
  ],
  conditional: conditionalTargets,
  calibration: calibrationTargets,
  optimisers: [],
  guidance: [],
  solvers: [
    atMost('solvers.darcy.128.iterations', 12, 'at most 12'),
    atLeast('solvers.darcy.128.ratio', 5, 'at least 5'),
    atLeast('solvers.poisson.128.ratio', 20, 'at least 20'),
    within('solvers.darcy.64-to-256.iterations', 0.75, 1.25),
  ],
  generators: publishedStatistics.flatMap((statistic) => {
    const { mean, standardDeviation, tolerance } = statistic
    const id = generatorRow(statistic)
    return [
      // A mean of zero has no relative error: it is judged against the standard deviation.
      around(`${id}.mean`, mean, tolerance * (mean === 0 ? standardDeviation : Math.abs(mean))),
      around(`${id}.standardDeviation`, standardDeviation, tolerance * standardDeviation),
    ]
  }),
}

export interface Verdict {
  readonly row: Row
  readonly aim: string
  readonly of: Target['of']
  /** The row's value or ratio; nothing where there is no peer to compare with. */
  readonly measured: number | null
  readonly met: boolean
}

/** The targets of a suite that `rows` bear on, each with whether it is met. */
export function verdicts(suite: SuiteName, rows: readonly Row[]): Verdict[] {
  return targets[suite].flatMap(({ id, aim, of, isMet }) => {
    const row = rows.find((candidate) => candidate.id === id)
    if (!row) return []
    const measured = row[of]
    return [{ row, aim, of, measured, met: measured !== null && isMet(measured) }]
  })
}
