import { describe, expect, test } from 'vitest'
import { measureResiduals, parametersAt } from '../../../src-main/distillation/measure'
import { drawData } from '../../../src-main/distillation/teacher'
import { problemById } from '../../../src-main/problems/library'
import type { Problem } from '../../../src-main/problems/problem'

const idle = { signal: new AbortController().signal, progress: () => {} }
const size = 16

describe('the residuals of a set of samples', () => {
  test.each(['burgers', 'navier-stokes'])('of %s propagate each sample once, to the same figures', async (id) => {
    const problem = problemById(id)
    const data = await drawData(problem, size, 3, 5, idle, 'Drawing')
    let propagations = 0
    const counted: Problem = {
      ...problem,
      propagate: (...from) => {
        propagations += 1
        return problem.propagate!(...from)
      },
    }
    const shared = measureResiduals(counted, data.states, data)
    expect(propagations).toBe(3)
    const { propagate: _, ...alone } = problem
    expect(measureResiduals(alone, data.states, data)).toEqual(shared)
    expect(shared.unsolved).toBe(0)
  })

  test.each(['darcy', 'poisson', 'helmholtz', 'burgers', 'navier-stokes'])(
    'of reference solutions of %s in double precision are their floor, which a state in single precision cannot show',
    async (id) => {
      const problem = problemById(id)
      const data = await drawData(problem, size, 2, 5, idle, 'Drawing')
      const width = data.channels * size * size
      const solutions = new Float64Array(2 * size * size)
      for (let i = 0; i < 2; i += 1) {
        const parameters = parametersAt(problem, data, i)
        const fields = problem.denormalise(parameters, data.states.slice(i * width, (i + 1) * width))
        solutions.set(problem.solve(size, parameters, problem.given(fields)).solution, i * size * size)
      }
      const exact = measureResiduals(problem, data.states, data, solutions)
      expect(exact.pdeError.mean).toBeLessThan(10 * exact.floor + 1e-13)
      const rounded = measureResiduals(problem, data.states, data)
      expect(rounded.floor).toBeLessThan(10 * exact.floor + 1e-13)
      if (id !== 'burgers') expect(rounded.pdeError.mean).toBeGreaterThan(exact.pdeError.mean)
    },
  )

  test('leave samples out of the floor that the reference solver refuses, and say how many', async () => {
    const problem = problemById('burgers')
    const data = await drawData(problem, 64, 2, 5, idle, 'Drawing')
    const wild = data.states.slice()
    // A first frame too fast for any grid; the differences of the field itself are still taken.
    for (let p = 0; p < 64 * 64; p += 1) wild[p] = 1000 * wild[p]!
    const quality = measureResiduals(problem, wild, data)
    expect(quality.unsolved).toBe(1)
    expect(quality.floor).toBeLessThan(0.01)
    expect(quality.pdeError.mean).toBeGreaterThan(1000)
  })
})
