import { beforeAll, describe, expect, test } from 'vitest'
import { physicsTermGraph, type PhysicsNorms } from '../../../src-main/distillation/physics-term'
import { serialise } from '../../../src-main/graph/serialise'
import { RandomStream } from '../../../src-main/numerics/random'
import { modeEigenvalues, transform } from '../../../src-main/numerics/transforms'
import { problems } from '../../../src-main/problems/library'
import { fieldOfRole, type Problem } from '../../../src-main/problems/problem'
import { poisson } from '../../../src-main/problems/poisson/poisson'
import { float32, Session } from '../../../src-main/runtime/session'
import { disturbedStates, runResidualNodes, type DrawnState } from '../problems/residual-graph'

const size = 16
const pixels = size * size
const none: PhysicsNorms = { hMinus2: 0, hMinus1: 0, l2: 0 }
const norms: PhysicsNorms = { hMinus2: 1, hMinus1: 0.1, l2: 0.01 }

/** Weighted mean squares of a residual in double precision; mode k counts (l_1 / l_k)^s, s = 2, 1, 0. */
function weighted(problem: Problem, r: Float32Array, { hMinus2, hMinus1, l2 }: PhysicsNorms): number {
  const basis = problem.bases[problem.fields.indexOf(fieldOfRole(problem, 'solution'))]!
  const eigenvalues = modeEigenvalues(basis, size)
  const smoothest = Math.min(...eigenvalues.filter((value) => value > 0))
  return transform(Float64Array.from(r), basis, size, size).reduce((sum, c, k) => {
    const ratio = Math.min(1, smoothest / eigenvalues[k]!)
    return sum + (c ** 2 * (hMinus2 * ratio ** 2 + hMinus1 * ratio + l2)) / pixels
  }, 0)
}

const valueGraph = (problem: Problem, of: PhysicsNorms, coefficientGradient = false): Promise<Session> =>
  Session.load(serialise(physicsTermGraph(problem, size, of, { coefficientGradient })), { threads: 1 })

function feedsOf(problem: Problem, states: readonly DrawnState[]) {
  const [channels, conditions] = [problem.fields.length, problem.conditionNames.length]
  const joined = (rows: readonly ArrayLike<number>[]): Float32Array =>
    Float32Array.from(rows.flatMap((row) => Array.from(row)))
  return {
    state: float32(joined(states.map(({ state }) => state)), [states.length, channels, size, size]),
    condition: float32(joined(states.map(({ parameters }) => problem.condition(parameters))), [
      states.length,
      conditions,
    ]),
  }
}

describe.each(Object.values(problems))('the physics term of $id', (problem) => {
  // Far above the rounding of a solution's residual, with coefficients that differ from cell to cell.
  const states = disturbedStates(problem, size, 3, 0.1)
  const width = states[0]!.state.length
  /** Whether an entry of the state determines the rest. */
  const isGiven = (p: number): boolean =>
    problem.fields.length === 1 ? p < size : problem.fields[Math.floor(p / pixels)]!.role === 'coefficient'
  let value: Float32Array
  let gradient: Float32Array
  let throughAll: Float32Array
  beforeAll(async () => {
    const outputs = await (await valueGraph(problem, norms)).run(feedsOf(problem, states))
    ;[value, gradient] = [outputs['value']!, outputs['gradient']!]
    throughAll = (await (await valueGraph(problem, norms, true)).run(feedsOf(problem, states)))['gradient']!
  })

  test('has the value of the weighted norms of its residual nodes', async () => {
    const residuals = await runResidualNodes(problem, size, states)
    residuals.forEach((r, i) => expect(value[i]! / weighted(problem, r, norms)).toBeCloseTo(1, 4))
  })

  test('sends nothing into what is given unless told to, exactly; into the rest the same', () => {
    expect(gradient.every((g, at) => g === (isGiven(at % width) ? 0 : throughAll[at]))).toBe(true)
    const given = throughAll.filter((_, at) => isGiven(at % width))
    expect(given.some((g) => g !== 0)).toBe(true)
  })

  test.each([
    ['what is sought', false],
    ['what is given', true],
  ])('has the gradient of its value with respect to %s, times the number of pixels', async (_what, given) => {
    const random = new RandomStream(3, 'direction', problem.id)
    const direction = Float32Array.from({ length: width }, (_, p) => (isGiven(p) === given ? random.normal() : 0))
    for (const [i, { parameters, state }] of states.entries()) {
      const moved = (step: number): DrawnState => ({
        parameters,
        state: state.map((x, p) => x + step * direction[p]!),
      })
      // Residuals are quadratic in the solution at most: this difference of their squares is exact for any step.
      const h = given ? 0.01 : 0.05
      const steps = [2 * h, h, -h, -2 * h].map(moved)
      const [a, b, c, d] = (await runResidualNodes(problem, size, steps)).map((r) => weighted(problem, r, norms))
      const difference = (-a! + 8 * b! - 8 * c! + d!) / (12 * h)
      const of = given ? throughAll : gradient
      const part = of.subarray(i * width, (i + 1) * width).map((g, p) => (isGiven(p) === given ? g : 0))
      const slope = part.reduce((sum, g, p) => sum + g * direction[p]!, 0) / pixels
      const scale = (Math.hypot(...part) * Math.hypot(...direction)) / pixels
      expect(Math.abs(slope - difference) / scale).toBeLessThan(1e-3)
    }
  })
})

describe('the norms of the physics term', () => {
  /** Poisson's residual of a solution of zero is the source alone: here one mode sin(pi kx x) sin(pi ky y). */
  const source = (kx: number, ky: number): Float32Array =>
    Float32Array.from({ length: 2 * pixels }, (_, p) => {
      if (p >= pixels) return 0
      const at = (i: number, k: number): number => Math.sin((Math.PI * k * i) / (size - 1))
      return at(p % size, kx) * at(Math.floor(p / size), ky)
    })
  const { parameters } = disturbedStates(poisson, size, 1, 0)[0]!
  const values = async (of: PhysicsNorms): Promise<number[]> => {
    const modes = [
      [1, 1],
      [1, 2],
      [3, 2],
    ].map(([kx, ky]) => ({ parameters, state: source(kx!, ky!) }))
    return [...(await (await valueGraph(poisson, of)).run(feedsOf(poisson, modes)))['value']!]
  }

  test('count the smoothest mode as the mean square does, mode k less by (l_1 / l_k)^s', async () => {
    const l2 = await values({ ...none, l2: 1 })
    const hMinus1 = await values({ ...none, hMinus1: 1 })
    const hMinus2 = await values({ ...none, hMinus2: 1 })
    // The mode's mean square: (15/2)^2 over 16^2 nodes.
    for (const value of l2) expect(value).toBeCloseTo(7.5 ** 2 / pixels, 5)
    const ratios = [1, 2 / 5, 2 / 13]
    ratios.forEach((ratio, i) => {
      expect(hMinus1[i]! / l2[i]!).toBeCloseTo(ratio, 4)
      expect(hMinus2[i]! / l2[i]!).toBeCloseTo(ratio ** 2, 4)
    })
  })

  test('add up with their weights', async () => {
    const parts = await Promise.all(
      (Object.keys(norms) as (keyof PhysicsNorms)[]).map((name) => values({ ...none, [name]: norms[name] })),
    )
    const whole = await values(norms)
    whole.forEach((value, i) => expect(value / parts.reduce((sum, part) => sum + part[i]!, 0)).toBeCloseTo(1, 5))
  })
})
