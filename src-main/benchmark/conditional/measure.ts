import { Failure } from '../../field/failure'
import type { Problem } from '../../problems/problem'
import { pause } from '../suite'
import { drawCase } from './cases'
import type { Answer, Contender } from './contender'
import { serves, type Condition } from './names'
import type { CaseRecord, Place, Records } from './records'
import { observe } from './sensors'
import { errorsOf, everyTask, type Task } from './tasks'
import type { Course } from './course'

/** What is measured of one problem. */
export interface Contest {
  readonly problem: Problem
  readonly size: number
  /** In the order of the tables. */
  readonly contenders: readonly Contender[]
}

export interface MeasureRequest {
  readonly conditions: readonly Condition[]
  readonly records: Records
  readonly course: Course
  readonly signal: AbortSignal
  /** Hears of cases that a method gave no fields for. */
  readonly note: (line: string) => void
}

/** Whether a contender has answers of a task under a condition. */
const isServed = (contender: Contender, problem: Problem, task: Task, condition: Condition): boolean =>
  contender.methods.some((method) => serves(method, problem.id, task.name, condition))

/** Everything to be solved of one case. */
function* jobs({ problem, contenders }: Contest, conditions: readonly Condition[]) {
  for (const task of everyTask(problem)) {
    for (const condition of conditions) {
      for (const contender of contenders) {
        if (isServed(contender, problem, task, condition)) yield { task, condition, contender }
      }
    }
  }
}

export const jobCount = (contest: Contest, conditions: readonly Condition[]): number =>
  [...jobs(contest, conditions)].length

/** Solves every task of case `index`, or takes what was kept of it. */
export async function measureCase(contest: Contest, index: number, request: MeasureRequest): Promise<void> {
  const { problem, size } = contest
  const { conditions, records, course, signal, note } = request
  const known = drawCase(problem, size, index)
  for (const { task, condition, contender } of jobs(contest, conditions)) {
    const place: Place = { problem: problem.id, task: task.name, contender }
    const isKept = records.has(place, condition, index)
    course.stage(`${problem.id}, ${task.name}, ${condition.name}: ${contender.name}`, { case: index + 1 })
    await pause(signal)
    try {
      await records.of(place, condition, index, async () => {
        const answers = await contender.solve(known, task, observe(known, task, condition, contender.count))
        return measured(answers, (fields) => errorsOf(task, known, fields))
      })
    } catch (error) {
      if (!isRefusal(error)) throw error
      const where = `${problem.id}, ${task.name}, ${condition.name}, case ${index + 1}`
      note(`${where}: ${contender.name} has no answer, ${error.message}.`)
    }
    course.finish({ isKept })
  }
}

function measured(
  answers: Readonly<Record<string, Answer>>,
  errors: (fields: Answer['fields']) => ReturnType<typeof errorsOf>,
): CaseRecord['answers'] {
  return Object.fromEntries(
    Object.entries(answers).map(([name, { fields, seconds, evaluations }]) => {
      return [name, { ...errors(fields), seconds, evaluations }]
    }),
  )
}

/** A solver that refuses a method's own fields, or a problem that a method does not serve. */
const isRefusal = (error: unknown): error is Failure => error instanceof Failure && error.detail.kind !== 'cancelled'
