import { studentFor } from '../../engine/students'
import { Failure } from '../../field/failure'
import { modelsDirectory } from '../../library/models-directory'
import type { ModelPackage } from '../../library/package'
import { problemById } from '../../problems/library'
import type { Problem } from '../../problems/problem'
import { problemPackages } from '../generation/packages'
import type { Contender } from './contender'
import { exactPosterior } from './exact-posterior'
import { guided } from './guided'
import { interpolation } from './interpolation'
import { linearProblems, type MethodName } from './names'
import type { Contest } from './measure'
import { solves, type SolveSettings } from './student'

/** What is measured of a problem, with the packages that it rests on. */
export interface ProblemContest extends Contest {
  readonly provider: string
  readonly models: readonly { readonly id: string; readonly sha256: string }[]
}

/**
 * Everything that solves the tasks of a problem, on the grid of its student.
 *
 * @throws Failure of kind `model` where there is no student
 */
export async function contestOf(id: string, settings: SolveSettings): Promise<ProblemContest> {
  const problem = problemById(id)
  const { student } = await studentFor(id)
  const teacher = await teacherOf(problem, student.size)
  const counts = ['share', 'published'] as const
  const contenders: Contender[] = [
    ...solves(student, settings),
    ...counts.map(interpolation),
    ...(linearProblems.includes(id) ? counts.map(exactPosterior) : []),
    ...(teacher ? [guided(teacher, settings.signal)] : []),
  ]
  const models = [student.model, ...(teacher ? [teacher] : [])]
  return {
    problem,
    size: student.size,
    contenders,
    provider: student.provider,
    models: models.map(({ manifest, sha256 }) => ({ id: manifest.id, sha256 })),
  }
}

/** The teacher on the student's grid, if there is one. */
async function teacherOf(problem: Problem, size: number): Promise<ModelPackage | undefined> {
  try {
    const { teacher, gridSize } = await problemPackages(modelsDirectory(), problem)
    return gridSize === size ? teacher : undefined
  } catch (error) {
    if (error instanceof Failure && error.detail.code === 'model-not-found') return undefined
    throw error
  }
}

/** The contenders that have one of the methods. */
export const withMethods = (contest: Contest, methods: readonly MethodName[]): Contest => ({
  ...contest,
  contenders: contest.contenders.filter((contender) => contender.methods.some((name) => methods.includes(name))),
})
