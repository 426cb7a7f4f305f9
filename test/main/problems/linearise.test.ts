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
  const direction = other.map((value, p) => value - given[p]!)
  const linearise = (at: Float64Array) => problem.linearise!(size, parameters, at)
  const derivative = linearise(given)
  const noise = (length: number): Float64Array => {
    const out = new Float64Array(length)
    random.fillNormal(out)
    return out
  }
  return {
    derivative,
    change: derivative.tangent(direction),
    // In every wave the grid carries.
    noise: noise(given.length),
    cotangent: noise(derivative.solution.length),
    reference: (at: Float64Array) => problem.solve(size, parameters, at, { relativeTolerance: 1e-13 }).solution,
    linearise,
    /** The given data a share of the way to the other sample. */
    moved: (h: number) => given.map((value, p) => value + h * direction[p]!),
  }
}

/** How far the linearised solution may be from the reference solution: evolutions are linearised in larger time steps. */
const accuracy = (problem: Problem): number => (['burgers', 'navier-stokes'].includes(problem.id) ? 1e-4 : 1e-10)

describe.each(Object.values(problems).filter(({ linearise }) => linearise))('the linearised $id problem', (problem) => {
  const cases = [1, 2, 3].map((seed) => linearised(problem, seed))

  test('is about the reference solution', () => {
    for (const { derivative, reference, moved } of cases) {
      expect(relativeError(derivative.solution, reference(moved(0)))).toBeLessThan(accuracy(problem))
    }
  })

  test('has the gradient as the tangent transposed: <cotangent, J noise> = <J^T cotangent, noise>', () => {
    for (const { derivative, noise, cotangent } of cases) {
      const change = derivative.tangent(noise)
      const scale = Math.hypot(...change) * Math.hypot(...cotangent)
      const mismatch = dot(cotangent, change) - dot(derivative.gradient(cotangent), noise)
      expect(Math.abs(mismatch)).toBeLessThan(1e-13 * scale)
    }
  })

  test('has a remainder of second order in the step', () => {
    for (const { derivative, change, linearise, moved } of cases) {
      const remainder = (h: number): number => {
        const { solution } = linearise(moved(h))
        const quotient = solution.map((value, p) => (value - derivative.solution[p]!) / h)
        return relativeError(quotient, change)
      }
      const [far, near] = [remainder(1e-2), remainder(1e-3)]
      // A linear problem has no remainder but rounding.
      if (far > 1e-10) expect(far / near).toBeCloseTo(10, 0)
      expect(near).toBeLessThan(0.01)
    }
  })

  test("has the reference solver's own central difference as its tangent", () => {
    for (const { change, reference, moved } of cases) {
      const h = 1e-3
      const [above, below] = [reference(moved(h)), reference(moved(-h))]
      const difference = above.map((value, p) => (value - below[p]!) / (2 * h))
      // The difference itself is accurate to about h^2.
      expect(relativeError(change, difference)).toBeLessThan(1e-5 + 3 * accuracy(problem))
    }
  })
})
