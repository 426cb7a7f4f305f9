import { describe, expect, test } from 'vitest'
import { disturbedStates } from '../residual-graph'
import { loadCorrection, pullbackErrors } from '../correction'
import { equations, isBoundary } from './equations'

const size = 24
const nodes = size * size

describe.each(equations)("the correction of $name's solution", ({ problem }) => {
  const batch = disturbedStates(problem, size, 4, 0.5)

  test('is the reference solution for the given source, to single precision, whatever the solution was', async () => {
    const corrected = await (await loadCorrection(problem, size, 1)).run(batch)
    batch.forEach(({ parameters, state }, i) => {
      const given = problem.given(problem.denormalise(parameters, state))
      const { solution } = problem.solve(size, parameters, given)
      const found = problem.denormalise(parameters, corrected[i]!)['u']!
      const error = Math.hypot(...found.map((u, p) => u - solution[p]!)) / Math.hypot(...solution)
      expect(error).toBeLessThan(5e-5)
    })
  })

  test('leaves the source as it is to the bit, and the boundary at zero', async () => {
    const corrected = await (await loadCorrection(problem, size, 1)).run(batch)
    batch.forEach(({ state }, i) => {
      expect(corrected[i]!.subarray(0, nodes)).toEqual(state.subarray(0, nodes))
      for (let p = 0; p < nodes; p++) {
        if (isBoundary(size, p)) expect(Math.abs(corrected[i]![nodes + p]!)).toBeLessThan(1e-6)
      }
    })
  })

  test('is done in one sweep: more change nothing', async () => {
    const [one, many] = [await loadCorrection(problem, size, 1), await loadCorrection(problem, size, 5)]
    expect(await many.run(batch)).toEqual(await one.run(batch))
  })

  test('has the gradient that differences give', async () => {
    // It is linear in the source: the difference is exact for any step.
    const errors = await pullbackErrors(await loadCorrection(problem, size, 1), batch, 0.5)
    for (const error of errors) expect(error).toBeLessThan(1e-4)
  })
})
