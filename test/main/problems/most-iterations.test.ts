import { expect, test } from 'vitest'
import { RandomStream } from '../../../src-main/numerics/random'
import { problemById } from '../../../src-main/problems/library'
import { defaultParameters } from '../../../src-main/problems/parameters'
import { refusal } from '../refusal'

test.each([
  ['burgers', 'solution-too-long'],
  ['navier-stokes', 'flow-too-fast'],
])('%s refuses more time steps than it may take, before it takes any', (id, code) => {
  const problem = problemById(id)
  const parameters = defaultParameters(problem)
  const { fields } = problem.sample(32, parameters, new RandomStream(1, 'steps'))
  const given = problem.given(fields)
  const { iterations } = problem.solve(32, parameters, given)
  expect(problem.solve(32, parameters, given, { mostIterations: iterations }).iterations).toBe(iterations)
  expect(refusal(() => problem.solve(32, parameters, given, { mostIterations: iterations - 1 })).detail.code).toBe(code)
})
