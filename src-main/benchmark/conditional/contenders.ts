import { studentFor } from '../../engine/students'
import { problemById } from '../../problems/library'
import type { Contender } from './contender'
import { exactPosterior } from './exact-posterior'
import { interpolation } from './interpolation'
import { linearProblems, type MethodName } from './names'
import type { Contest } from './measure'
import { refinedStudent, twoStepStudent, type SolveSettings } from './student'

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
  const isLinear = linearProblems.includes(id)
  const contenders: Contender[] = [
    refinedStudent(student, settings, 'share'),
    twoStepStudent(student, settings),
    interpolation('share'),
    ...(isLinear ? [exactPosterior('share')] : []),
    refinedStudent(student, settings, 'published'),
    interpolation('published'),
    ...(isLinear ? [exactPosterior('published')] : []),
  ]
  return {
    problem,
    size: student.size,
    contenders,
    provider: student.provider,
    models: [{ id: student.model.manifest.id, sha256: student.model.sha256 }],
  }
}

/** The contenders that have one of the methods. */
export const withMethods = (contest: Contest, methods: readonly MethodName[]): Contest => ({
  ...contest,
  contenders: contest.contenders.filter((contender) => contender.methods.some((name) => methods.includes(name))),
})
