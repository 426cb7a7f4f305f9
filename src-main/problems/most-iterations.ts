import { Failure } from '../field/failure'

/**
 * Refuses a solution of too many time steps before it is begun.
 *
 * @throws Failure `solution-too-long`
 */
export function checkIterations(needed: number, most = Infinity): void {
  if (needed <= most) return
  throw new Failure({
    code: 'solution-too-long',
    kind: 'solve',
    what: 'the solution would take too long',
    expected: `at most ${Math.floor(most)} time steps`,
    received: `${needed}`,
  })
}
