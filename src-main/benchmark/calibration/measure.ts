import { z } from 'zod'
import { normalCrps } from '../../numerics/crps'
import type { Solution, SolutionVersion } from '../../report/solution'
import { priorAlarms } from '../../tasks/alarms'
import { krige } from '../../tasks/kriging'
import { reconstruct } from '../../tasks/reconstruct'
import type { Student } from '../../tasks/student'
import type { KnownCase } from '../conditional/cases'
import { timedCondition } from '../conditional/names'
import { observe } from '../conditional/sensors'
import { firstForecastRow, type Task } from '../conditional/tasks'
import { mishaps } from './mishaps'
import { mishapNames } from './names'
import { deviationOf, scoreOf, scoreSchema, type Score } from './score'

export const versions = ['raw', 'refined'] as const
export type Version = (typeof versions)[number]

export const caseSchema = z.strictObject({
  schema: z.literal('fieldsmith.calibration-case/1'),
  seconds: z.number(),
  /** Codes of the alarms that the solve raised, though nothing was wrong. */
  alarms: z.array(z.string()),
  /** Whether each thing that was wrong raised an alarm; none where none was tried. */
  detected: z.partialRecord(z.enum(mishapNames), z.boolean()),
  /** By field and version. */
  scores: z.record(z.string(), z.record(z.enum(versions), scoreSchema)),
  /** Mean CRPS of kriging, over the field's standard deviation, where the field that is sought is observed. */
  kriging: z.number().exactOptional(),
})
export type CalibrationCase = z.infer<typeof caseSchema>

/** Noise of 1 % on the grid. */
export const condition = timedCondition

/** Readings that kriging still takes a few seconds for. */
const mostKriged = 400

export interface MeasureRequest {
  readonly members: number
  /** Whether mishaps are tried as well. */
  readonly isTried: boolean
  readonly signal: AbortSignal
}

/** Solves one task of a case and scores both versions; tries whether alarms tell of mishaps. */
export async function measureTask(
  student: Student,
  known: KnownCase,
  task: Task,
  { members, isTried, signal }: MeasureRequest,
): Promise<CalibrationCase> {
  const { observations } = observe(known, task, condition)
  const { parameters, index } = known
  const solution = await reconstruct({
    student,
    loadMs: 0,
    parameters,
    observations,
    observationFile: 'benchmark',
    samples: members,
    seed: index,
    refine: true,
    signal,
  })
  const detected: CalibrationCase['detected'] = {}
  for (const mishap of isTried ? mishaps(known, task, condition) : []) {
    const alarms = await priorAlarms({
      student,
      parameters: mishap.parameters,
      observations: mishap.observations,
      noise: observations.sigma,
      seed: index,
      signal,
    })
    detected[mishap.name] = alarms.length > 0
  }
  const isKriged = task.observed.includes(task.sought) && task.layout !== 'first-half'
  return {
    schema: 'fieldsmith.calibration-case/1',
    seconds: solution.document.timingsMs.total / 1e3,
    alarms: solution.document.alarms.map(({ code }) => code),
    detected,
    scores: scoresOf(solution, known, task),
    ...(isKriged && observations.value.length <= mostKriged && { kriging: krigingScore(known, task) }),
  }
}

function scoresOf({ versions: { raw, refined } }: Solution, known: KnownCase, task: Task): CalibrationCase['scores'] {
  const score = ({ fields }: SolutionVersion, key: string): Score => {
    const { samples, mean } = fields.find(({ declaration }) => declaration.key === key)!
    return scoreOf(samples, samples.length / mean.length, known.fields[key]!, firstCell(known, task))
  }
  return Object.fromEntries(
    known.problem.fields.map(({ key }) => [key, { raw: score(raw, key), refined: score(refined!, key) }]),
  )
}

/** Of a forecast, the times after those that were observed count. */
const firstCell = ({ grid }: KnownCase, { layout }: Task): number =>
  layout === 'first-half' ? firstForecastRow(grid.ny) * grid.nx : 0

function krigingScore(known: KnownCase, task: Task): number {
  const { grid, problem, fields } = known
  const truth = fields[task.sought]!
  const isZeroOutside = grid.staggering.x !== 'periodic' && problem.fields[0]!.key !== task.sought
  const { mean, std } = krige(
    observe(known, task, condition).observations,
    task.sought,
    grid,
    isZeroOutside ? { boundaryValue: 0 } : {},
  )
  const sum = truth.reduce((total, value, cell) => total + normalCrps(mean[cell]!, std[cell]!, value), 0)
  return sum / (truth.length * deviationOf(truth))
}
