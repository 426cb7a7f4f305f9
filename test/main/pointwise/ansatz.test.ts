import { describe, expect, it } from 'vitest'
import { derivativeName, derivativesGraph, pinnSlots, solutionGraph } from '../../../src-main/distillation/pinn/graphs'
import { initialParameters } from '../../../src-main/distillation/training-state'
import { serialise } from '../../../src-main/graph/serialise'
import { RandomStream } from '../../../src-main/numerics/random'
import { columnCount } from '../../../src-main/pointwise/columns'
import { pointProblems } from '../../../src-main/pointwise/library'
import type { PointProblem } from '../../../src-main/pointwise/point-problem'
import { float32, Session } from '../../../src-main/runtime/session'

const network = { width: 12, depth: 3 }

/** An untrained network of the problem: what holds of it holds of every network. */
async function untrained(problem: PointProblem): Promise<{
  solution(points: Float32Array): Promise<Record<string, Float32Array>>
  derivatives(points: Float32Array): Promise<Record<string, Float32Array>>
}> {
  const pinn = { problem, network }
  const { slots, size } = pinnSlots(pinn)
  const stored = initialParameters(slots, size, 3)
  const [values, all] = await Promise.all(
    [solutionGraph(pinn, { stored }), derivativesGraph(pinn, { stored })].map((graph) =>
      Session.load(serialise(graph)),
    ),
  )
  const at = (points: Float32Array) => ({
    points: float32(points, [points.length / columnCount(problem), columnCount(problem)]),
  })
  return { solution: (points) => values!.run(at(points)), derivatives: (points) => all!.run(at(points)) }
}

const rows = (points: readonly (readonly number[])[]): Float32Array => Float32Array.from(points.flat())

describe('what the ansatz makes hold exactly', () => {
  it('is the payoff of a call at expiry, and a share that is worthless', async () => {
    const { solution } = await untrained(pointProblems['black-scholes']!)
    const prices = [0, 20, 60, 99, 101, 150, 200]
    const { V } = await solution(rows(prices.map((S) => [S, 1, 100, 0.3, 0.04])))
    prices.forEach((S, i) => expect(Math.abs(V![i]! - Math.max(S - 100, 0))).toBeLessThan(2e-3))
    const { V: early } = await solution(rows([[0, 0.2, 100, 0.3, 0.04]]))
    expect(Math.abs(early![0]!)).toBeLessThan(1e-3)
  })

  it('is the start and the walls of the Burgers front', async () => {
    const { solution } = await untrained(pointProblems['burgers-front']!)
    const { u } = await solution(rows([-0.7, -0.2, 0.1, 0.9].map((x) => [x, 0, 0.01])))
    ;[-0.7, -0.2, 0.1, 0.9].forEach((x, i) => expect(u![i]).toBeCloseTo(-Math.sin(Math.PI * x), 6))
    const { u: walls } = await solution(rows([-1, 1].map((x) => [x, 0.6, 0.01])))
    for (const value of walls!) expect(value).toBeCloseTo(0, 6)
  })

  it('is the start of the Allen-Cahn equation', async () => {
    const { solution } = await untrained(pointProblems['allen-cahn']!)
    const places = [-0.9, -0.5, 0, 0.3, 1]
    const { u } = await solution(rows(places.map((x) => [x, 0])))
    places.forEach((x, i) => expect(u![i]).toBeCloseTo(x * x * Math.cos(Math.PI * x), 5))
  })
})

describe.each(Object.values(pointProblems))('derivatives of $id', (problem) => {
  it('are those of the values, by differences', async () => {
    const { solution, derivatives } = await untrained(problem)
    const { points, count } = problem.collocation(new RandomStream(5, problem.id), 60)
    const width = columnCount(problem)
    const exact = await derivatives(points)
    for (const [i, { key, minimum, maximum }] of problem.coordinates.entries()) {
      // Wide enough for float32's rounding, narrow enough for a difference of fourth order.
      const step = 2e-3 * (maximum - minimum)
      const shifted = async (by: number): Promise<Record<string, Float32Array>> =>
        solution(points.map((value, p) => (p % width === i ? value + by * step : value)))
      const [down2, down, up, up2] = await Promise.all([-2, -1, 1, 2].map(shifted))
      for (const output of problem.outputs) {
        const slope = exact[derivativeName(output.key, key, 1)]!
        const size = Math.sqrt(slope.reduce((sum, value) => sum + value * value, 0) / count)
        const close = Array.from({ length: count }, (_, p) => p).filter((p) => {
          const [a, b, c, d] = [down2, down, up, up2].map((values) => values![output.key]![p]!)
          return Math.abs((a! - 8 * b! + 8 * c! - d!) / (12 * step) - slope[p]!) < 0.02 * size
        })
        // Points by an edge of the domain or within a front are beyond what differences can tell.
        expect(close.length).toBeGreaterThan(0.75 * count)
      }
    }
  })
})
