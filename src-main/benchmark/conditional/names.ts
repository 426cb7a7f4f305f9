/** What the suite measures, by name: for rows, targets and tables, without loading what solves the tasks. */

/** The problems that are measured where none is named. */
export const conditionalProblems = ['darcy', 'poisson', 'helmholtz', 'burgers', 'navier-stokes'] as const
export type ConditionalProblem = (typeof conditionalProblems)[number]

export const taskNames = ['forward', 'inverse', 'reconstruct', 'forecast'] as const
export type TaskName = (typeof taskNames)[number]

/** The tasks of a problem with given data and a solution, and of one that is a single field in space and time. */
const tasksOfPair: readonly TaskName[] = ['forward', 'inverse', 'reconstruct']
const tasksOfSpaceTime: readonly TaskName[] = ['reconstruct', 'forecast']

export const tasksOf = (problem: string): readonly TaskName[] =>
  problem === 'burgers' ? tasksOfSpaceTime : tasksOfPair

/** Problems that are linear with Gaussian given data: their posterior has a closed form. */
export const linearProblems: readonly string[] = ['poisson', 'helmholtz']

/** Noise of the observed values, per cent of the standard deviation of their field. */
export const noiseLevels = [0, 1, 5] as const
export type NoiseLevel = (typeof noiseLevels)[number]

/** How a case is observed. */
export interface Condition {
  readonly name: string
  readonly noise: NoiseLevel
  /** Whether the sensors stand between the samples of the grid. */
  readonly offGrid: boolean
}

export const conditions: readonly Condition[] = [false, true].flatMap((offGrid) =>
  noiseLevels.map((noise) => ({ name: `noise${noise}${offGrid ? '.offgrid' : ''}`, noise, offGrid })),
)

const conditionOf = (name: string): Condition => conditions.find((condition) => condition.name === name)!

/** The condition of the published figures. */
export const exactOnGrid = conditionOf('noise0')

/** The condition whose solves give the times. */
export const timedCondition = conditionOf('noise1')

/**
 * The student's refined mean, its own mean fields in one step and in two, and what they are held against. Names that
 * end in 500 are given the number of sensors of the published figures, 500 of 64 x 64.
 */
export const methodNames = [
  'student',
  'raw',
  'raw-k2',
  'kriging',
  'reference-solver',
  'exact-posterior',
  'guided-teacher',
  'student-500',
  'kriging-500',
  'exact-posterior-500',
] as const
export type MethodName = (typeof methodNames)[number]

/** Steps of the guided teacher. */
export const guidedSteps = 200

/**
 * Whether a method has figures of a task. Kriging interpolates what is measured: of Darcy's coefficient it says nothing
 * from the head alone. The reference solver needs the given data, or a part of it.
 */
export function serves(method: MethodName, problem: string, task: TaskName, { name }: Condition): boolean {
  switch (method) {
    case 'kriging':
      return !(problem === 'darcy' && task === 'inverse')
    case 'reference-solver':
      return task !== 'inverse'
    case 'exact-posterior':
      return linearProblems.includes(problem)
    case 'student-500':
    case 'kriging-500':
    case 'exact-posterior-500':
      return (
        name === exactOnGrid.name &&
        isPublishedTask(task) &&
        serves(withoutCount(method), problem, task, timedCondition)
      )
    default:
      return true
  }
}

/** The method that another one is with the published number of sensors. */
const withoutCount = (method: `${string}-500`): MethodName => method.slice(0, -'-500'.length) as MethodName

/** Tasks with published figures. */
const isPublishedTask = (task: TaskName): boolean => task === 'forward' || task === 'inverse'

/** The row of a figure, less the figure. */
export const conditionalRow = (problem: string, task: TaskName, method: string, condition?: Condition): string =>
  ['conditional', problem, task, method, ...(condition ? [condition.name] : [])].join('.')
