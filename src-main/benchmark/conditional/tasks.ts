import { relativeError } from '../../field/norms'
import { fieldOfRole, solutionKey, type Fields, type Problem } from '../../problems/problem'
import { misclassified } from './phases'
import type { KnownCase } from './cases'
import { tasksOf, type TaskName } from './names'

/** Where the sensors stand: anywhere, at a few positions at all times, or at some positions in the first half. */
export type Layout = 'scattered' | 'fixed-sensors' | 'first-half'

/** What is observed of a case, and what is sought. */
export interface Task {
  readonly name: TaskName
  /** Keys of the fields that are observed. */
  readonly observed: readonly string[]
  /** Key of the field whose error counts. */
  readonly sought: string
  readonly layout: Layout
}

/** Every task of a problem, in the order of the tables. */
export function everyTask(problem: Problem): Task[] {
  const solution = solutionKey(problem)
  const observed: Readonly<Record<TaskName, () => Omit<Task, 'name'>>> = {
    forward: () => ({ observed: [givenKey(problem)], sought: solution, layout: 'scattered' }),
    inverse: () => ({ observed: [solution], sought: givenKey(problem), layout: 'scattered' }),
    reconstruct: () =>
      isSpaceTime(problem)
        ? { observed: [solution], sought: solution, layout: 'fixed-sensors' }
        : { observed: [givenKey(problem), solution], sought: solution, layout: 'scattered' },
    forecast: () => ({ observed: [solution], sought: solution, layout: 'first-half' }),
  }
  return tasksOf(problem.id).map((name) => ({ name, ...observed[name]() }))
}

/** Whether a problem is one field in space and time, whose first row is its given data. */
export const isSpaceTime = ({ fields }: Problem): boolean => fields.every(({ role }) => role !== 'coefficient')

const givenKey = (problem: Problem): string => fieldOfRole(problem, 'coefficient').key

/** How far the fields that a method found are from the known ones. */
export interface Errors {
  /** Of the field that is sought: relative L2, or the share of misclassified cells of a medium of two phases. */
  readonly error: number
  /** Where both fields are observed: of the given data, likewise. */
  readonly givenError?: number
}

/** The errors of `found`, which holds at least the field that is sought. */
export function errorsOf(task: Task, known: KnownCase, found: Fields): Errors {
  const { problem } = known
  const of = (key: string): number => fieldError(task, known, key, found[key]!)
  if (task.observed.length < 2) return { error: of(task.sought) }
  return { error: of(task.sought), givenError: of(givenKey(problem)) }
}

function fieldError(task: Task, known: KnownCase, key: string, values: Float64Array): number {
  const truth = known.fields[key]!
  if (known.phases && key === givenKey(known.problem)) return misclassified(values, truth, known.phases)
  if (task.layout !== 'first-half') return relativeError(values, truth)
  // Of a forecast, the times after those that were observed count.
  const from = firstForecastRow(known.grid.ny) * known.grid.nx
  return relativeError(values.subarray(from), truth.subarray(from))
}

/** The first row of the second half of the times. */
export const firstForecastRow = (rows: number): number => rows / 2
