import { Matrix, solve } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { coordinates } from '../../../src-main/field/grid'
import { relativeError } from '../../../src-main/field/norms'
import type { Observations } from '../../../src-main/field/observations'
import { RandomStream } from '../../../src-main/numerics/random'
import { problemById } from '../../../src-main/problems/library'
import { defaultParameters } from '../../../src-main/problems/parameters'
import { conditionOn } from '../../../src-main/tasks/conditioning'
import { lawPosterior, type LawPosteriorInput } from '../../../src-main/tasks/law-posterior'
import { Readings } from '../../../src-main/tasks/readings'

/** Exact values of a sample at `count` grid points of a field, with the stated noise. */
function observed(id: string, size: number, key: string, count: number, sigma: number) {
  const problem = problemById(id)
  const parameters = defaultParameters(problem)
  const { fields } = problem.sample(size, parameters, new RandomStream(11, 'truth', id))
  const grid = problem.grid(size)
  const [xs, ys] = [coordinates(grid, 'x'), coordinates(grid, 'y')]
  const random = new RandomStream(11, 'cells')
  const cells = new Set<number>()
  while (cells.size < count) cells.add(random.integer(size * size))
  const at = [...cells]
  const observations: Observations = {
    fields: [key],
    field: new Uint8Array(count),
    x: Float64Array.from(at, (p) => xs[p % size]!),
    y: Float64Array.from(at, (p) => ys[Math.floor(p / size)]!),
    value: Float64Array.from(at, (p) => fields[key]![p]!),
    sigma: new Float64Array(count).fill(sigma),
    line: new Uint32Array(count),
  }
  const input: LawPosteriorInput = {
    problem,
    size,
    parameters,
    law: problem.givenLaw!(size, parameters),
    observed: conditionOn(problem, grid, parameters, observations, observations.sigma),
    start: new Float64Array(problem.given(fields).length),
    members: 4,
    seed: 3,
  }
  return { problem, parameters, fields, at, observations, input }
}

describe('the posterior of a linear equation', () => {
  const size = 16
  const { problem, parameters, at, observations, input } = observed('poisson', size, 'u', 12, 2e-4)

  it('has the mean that dense algebra gives', async () => {
    const { mean } = await lawPosterior(input)
    const { law } = input
    const responses = Array.from({ length: law.dimension }, (_, k) => {
      const unit = new Float64Array(law.dimension)
      unit[k] = 1
      const { solution } = problem.solve(size, parameters, law.synthesise(unit))
      return at.map((p) => solution[p]!)
    })
    const j = new Matrix(responses).transpose()
    const k = j.mmul(j.transpose()).add(Matrix.eye(at.length).mul(2e-4 ** 2))
    const weights = solve(k, Matrix.columnVector(Array.from(observations.value)))
    const expected = law.synthesise(Float64Array.from(j.transpose().mmul(weights).to1DArray()))
    expect(relativeError(mean.given, expected)).toBeLessThan(1e-4)
    expect(relativeError(mean.solution, problem.solve(size, parameters, expected).solution)).toBeLessThan(1e-4)
  })

  it('has members about it in pairs: their mean is the mean itself', async () => {
    const { mean, members } = await lawPosterior(input)
    const average = mean.given.map((_, p) => members.reduce((sum, { given }) => sum + given[p]! / members.length, 0))
    expect(relativeError(average, mean.given)).toBeLessThan(1e-6)
    expect(relativeError(members[0]!.given, mean.given)).toBeGreaterThan(0.05)
  })

  it('meets exact values to rounding, in the mean and in every member', async () => {
    const exact = observed('poisson', size, 'u', 12, 0)
    const { mean, members } = await lawPosterior(exact.input)
    const largest = Math.max(...exact.observations.value.map(Math.abs))
    for (const { solution } of [mean, ...members]) {
      exact.at.forEach((p, i) => {
        expect(Math.abs(solution[p]! - exact.observations.value[i]!)).toBeLessThan(1e-4 * largest)
      })
    }
  })

  it('is the law itself where nothing is observed closely', async () => {
    const { input: vague } = observed('poisson', size, 'u', 3, 1e6)
    const { mean, members } = await lawPosterior(vague)
    expect(Math.max(...mean.given.map(Math.abs))).toBeLessThan(1e-6)
    const opposite = members[0]!.given.map((value) => -value)
    expect(relativeError(members[1]!.given, opposite)).toBeLessThan(1e-9)
  })
})

describe.each([
  ['burgers', 'u', 40],
  ['navier-stokes', 'wT', 60],
])('the posterior of %s', (id, key, count) => {
  it('fits its observations to their noise though the equation is not linear', async () => {
    const { problem, parameters, fields, input } = observed(id, 32, key, count, 2e-3)
    const { mean, members } = await lawPosterior(input)
    const readings = new Readings(problem, parameters, input.observed)
    const misfit = (state: typeof mean): number =>
      readings.predict(state).reduce((sum, y, i) => sum + ((y - readings.values[i]!) / readings.sigma[i]!) ** 2, 0) /
      readings.count
    expect(misfit(mean)).toBeLessThan(1)
    // A member is fitted to values with noise of its own.
    for (const member of members) expect(misfit(member)).toBeLessThan(4)
    expect(relativeError(mean.solution, fields[key]!)).toBeLessThan(0.3)
  })
})

it('gives the same by conjugate gradients where the readings are many', async () => {
  // 700 readings of 32 x 32 unknowns go beyond the dense algebra; 640 of them stay within it.
  const { fields, input } = observed('navier-stokes', 32, 'w0', 700, 0.05)
  const few = observed('navier-stokes', 32, 'w0', 640, 0.05)
  const [many, dense] = [await lawPosterior(input), await lawPosterior(few.input)]
  expect(relativeError(many.mean.given, fields['w0']!)).toBeLessThan(0.1)
  expect(relativeError(many.mean.given, dense.mean.given)).toBeLessThan(0.05)
})
