import { Failure } from '../field/failure'
import { allenCahn } from './allen-cahn/allen-cahn'
import { blackScholes } from './black-scholes/black-scholes'
import { burgersFront } from './burgers-front/burgers-front'
import type { PointProblem } from './point-problem'

/** Every problem that is solved point by point, by identifier. */
export const pointProblems: Readonly<Record<string, PointProblem>> = Object.fromEntries(
  [blackScholes, burgersFront, allenCahn].map((problem) => [problem.id, problem]),
)

/** @throws Failure `unknown-problem` */
export function pointProblemById(id: string): PointProblem {
  const problem = Object.hasOwn(pointProblems, id) ? pointProblems[id] : undefined
  if (problem) return problem
  throw new Failure({
    code: 'unknown-problem',
    kind: 'usage',
    what: 'there is no such problem of points',
    expected: Object.keys(pointProblems).join(', '),
    received: id,
  })
}
