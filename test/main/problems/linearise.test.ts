import { describe, expect, test } from 'vitest'
import { relativeError } from '../../../src-main/field/norms'
import { RandomStream } from '../../../src-main/numerics/random'
import { problems } from '../../../src-main/problems/library'
import { drawParameters } from '../../../src-main/problems/parameters'
import type { Problem } from '../../../src-main/problems/problem'

const size = 32

const dot = (x: Float64Array, y: Float64Array): number => x.reduce((sum, value, p) => sum + value * y[p]!, 0)

/** A sample of the problem linearised, with a direction of the given data's own size: the step to another sample. */
function linearised(problem: Problem, seed: number) {
  const random = new RandomStream(seed, 'linearise', problem.id)
  const parameters = drawParameters(problem, random)
  const draw = () => problem.given(problem.sample(size, parameters, random).fields)
  const [given, other] = [draw(), draw()]
  const derivative = problem.linearise!(size, parameters, given)
  const cotangent = new Float64Array(derivative.solution.length)
  random.fillNormal(cotangent)
  const solve = (at: Float64Array) =>
    problem.solve(size, parameters, at, { relativeTolerance: 1e-13, guess: derivative.solution }).solution
  return { given, direction: other.map((value, p) => value - given[p]!), derivative, cotangent, solve }
}

describe.each(Object.values(problems).filter(({ linearise }) => linearise))('the linearised $id problem', (problem) => {
  const cases = [1, 2, 3].map((seed) => linearised(problem, seed))

  test('is about the reference solution', () => {
    for (const { given, derivative, solve } of cases) {
      expect(relativeError(derivative.solution, solve(given))).toBeLessThan(1e-9)
    }
  })

  test('has the gradient as the tangent transposed: <cotangent, J direction> = <J^T cotangent, direction>', () => {
    for (const { direction, cotangent, derivative } of cases) {
      const change = derivative.tangent(direction)
      const scale = Math.hypot(...change) * Math.hypot(...cotangent)
      const mismatch = dot(cotangent, change) - dot(derivative.gradient(cotangent), direction)
      expect(Math.abs(mismatch)).toBeLessThan(1e-13 * scale)
    }
  })

  test('has a remainder of second order in the step', () => {
    for (const { given, direction, derivative, solve } of cases) {
      const change = derivative.tangent(direction)
      const size = Math.hypot(...change)
      const remainder = (h: number): number => {
        const moved = solve(given.map((value, p) => value + h * direction[p]!))
        return Math.hypot(...moved.map((value, p) => value - derivative.solution[p]! - h * change[p]!)) / size
      }
      const [far, near] = [remainder(1e-2), remainder(1e-3)]
      // A linear problem has no remainder but rounding.
      if (far > 1e-11) expect(far / near).toBeGreaterThan(80)
      expect(near).toBeLessThan(1e-5)
    }
  })
})
