import { modelsDirectory } from '../library/models-directory'
import type { ModelPackage } from '../library/package'
import { mean } from '../numerics/statistics'
import { problemById } from '../problems/library'
import type { Problem } from '../problems/problem'
import { selectedProvider } from '../library/provider-in-use'
import { drawCase, type KnownCase } from './conditional/cases'
import { conditionalProblems, guidedSteps, timedCondition } from './conditional/names'
import { observe } from './conditional/sensors'
import { errorsOf, everyTask, type Task } from './conditional/tasks'
import { problemPackages } from './generation/packages'
import type { GuidanceStrengths } from './guidance-strengths'
import { guidedTeacher } from './guided-teacher'
import { row, type Row } from './row'
import { pause, type SuiteRequest, type SuiteResult } from './suite'

/** Of the cases that the guided teacher is tuned on: neither the published ones nor any network's. */
const tuningSeed = 20261218

/** Cases of each task, and steps, of a full and of a quick run. */
const effort = { full: { cases: 2, steps: guidedSteps }, quick: { cases: 1, steps: 10 } } as const

/** What is tried, upwards. */
const tried = { observed: [100, 300, 1000, 3000, 10_000], equation: [0, 0.01, 0.1] } as const

/**
 * The strengths of the guided teacher: of the data, field by field where that field alone is observed; then of the
 * equation, for all of these tasks together. Each is the one with the lowest error of the field that is sought, of those
 * up to where it rises by more than a tenth. The baseline is so tuned for the very figure that it is compared by.
 *
 * @throws Failure `model-not-found`
 */
export async function guidanceSuite(request: SuiteRequest): Promise<SuiteResult> {
  const ids = request.problem === 'all' ? conditionalProblems : [request.problem]
  const rows: Row[] = []
  const models: ModelPackage[] = []
  for (const [index, id] of ids.entries()) {
    const problem = problemById(id)
    const { teacher, gridSize } = await problemPackages(modelsDirectory(), problem)
    models.push(teacher)
    const stage = (name: string) => (figures: Readonly<Record<string, number>>) =>
      request.onProgress({ stage: `${problem.title}: ${name}`, fraction: index / ids.length, figures })
    rows.push(...(await tuned(problem, { teacher, gridSize }, request, stage)))
  }
  return {
    provider: await selectedProvider(),
    models: models.map(({ manifest, sha256 }) => ({ id: manifest.id, sha256 })),
    rows,
  }
}

type Stage = (name: string) => (figures: Readonly<Record<string, number>>) => void

async function tuned(
  problem: Problem,
  { teacher, gridSize }: { readonly teacher: ModelPackage; readonly gridSize: number },
  { quick, samples, signal }: SuiteRequest,
  stage: Stage,
): Promise<Row[]> {
  const { cases, steps } = effort[quick ? 'quick' : 'full']
  const count = samples ?? cases
  const known = Array.from({ length: count }, (_, i) => drawCase(problem, gridSize, i, tuningSeed))
  /** The task in which a field alone is observed, for each. */
  const tasks = problem.fields.map(({ key }) => {
    return everyTask(problem).find(({ observed }) => observed.length === 1 && observed[0] === key)!
  })
  const errorOf = async (task: Task, strengths: GuidanceStrengths): Promise<number> => {
    const errors: number[] = []
    for (const one of known) {
      await pause(signal)
      errors.push(await guidedError(one, task, teacher, { steps, seed: one.index, signal, strengths }))
    }
    return mean(errors)
  }

  const observed: Record<string, number> = {}
  const tell = stage('strength of the data')
  for (const [i, { key }] of problem.fields.entries()) {
    const found = await lowestOf(tried.observed, async (strength) => {
      const error = await errorOf(tasks[i]!, { observed: { [key]: strength }, equation: 0 })
      tell({ strength, error })
      return [error]
    })
    observed[key] = found.at
  }
  const equation = await lowestOf(tried.equation, async (strength) => {
    const errors: number[] = []
    for (const task of tasks) errors.push(await errorOf(task, { observed, equation: strength }))
    stage('strength of the equation')({ strength, error: mean(errors) })
    return errors
  })

  const figure = (key: string, value: number): Row =>
    row(`guidance.${problem.id}.${key}`, value, { unit: '1', better: 'lower', samples: count, unranked: true })
  return [
    ...Object.entries(observed).map(([key, value]) => figure(`strength.${key}`, value)),
    figure('strength.equation', equation.at),
    ...tasks.map(({ name }, i) => figure(`${name}.error`, equation.errors[i]!)),
  ]
}

/** Where the mean of the errors is lowest, of the values up to where it has risen by more than a tenth. */
async function lowestOf(
  values: readonly number[],
  errorsAt: (at: number) => Promise<readonly number[]>,
): Promise<{ readonly at: number; readonly errors: readonly number[] }> {
  let best: { at: number; errors: readonly number[] } | undefined
  for (const at of values) {
    const errors = await errorsAt(at)
    if (!best || mean(errors) < mean(best.errors)) best = { at, errors }
    else if (!(mean(errors) <= 1.1 * mean(best.errors))) break
  }
  return best!
}

/** The error of one guided sample; infinite where guidance was too strong for anything to be left. */
async function guidedError(
  known: KnownCase,
  task: Task,
  teacher: ModelPackage,
  options: Parameters<typeof guidedTeacher>[5],
): Promise<number> {
  const { observations } = observe(known, task, timedCondition)
  const noise = observations.sigma
  const { fields } = await guidedTeacher(known.problem, teacher, known.parameters, observations, noise, options)
  const { error } = errorsOf(task, known, fields)
  return Number.isFinite(error) ? error : Infinity
}
