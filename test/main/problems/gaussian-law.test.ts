import { describe, expect, test } from 'vitest'
import { RandomStream } from '../../../src-main/numerics/random'
import { drawOf } from '../../../src-main/problems/gaussian-law'
import { problemById } from '../../../src-main/problems/library'
import { defaultParameters } from '../../../src-main/problems/parameters'

const inner = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0)

describe.each(['poisson', 'helmholtz', 'burgers', 'navier-stokes', 'heat'])('the law of the given data of %s', (id) => {
  const problem = problemById(id)
  const size = 32
  const parameters = defaultParameters(problem)
  const law = problem.givenLaw!(size, parameters)

  test('is what the samples are drawn from', () => {
    const { fields } = problem.sample(size, parameters, new RandomStream(3, 'law', id))
    expect(drawOf(law, new RandomStream(3, 'law', id))).toEqual(problem.given(fields))
  })

  test('has the transpose that it says', () => {
    const xi = new Float64Array(law.dimension)
    new RandomStream(4, 'xi').fillNormal(xi)
    const values = new Float64Array(law.synthesise(xi).length)
    new RandomStream(4, 'values').fillNormal(values)
    const forward = inner(law.synthesise(xi), values)
    expect(inner(xi, law.transpose(values)) / forward).toBeCloseTo(1, 10)
  })
})

test('two phases or a lognormal medium have no Gaussian law', () => {
  expect(problemById('darcy').givenLaw).toBeUndefined()
  expect(problemById('darcy-lognormal').givenLaw).toBeUndefined()
})
