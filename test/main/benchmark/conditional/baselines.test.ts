import { describe, expect, test } from 'vitest'
import { drawCase, type KnownCase } from '../../../../src-main/benchmark/conditional/cases'
import { exactPosterior } from '../../../../src-main/benchmark/conditional/exact-posterior'
import { interpolation } from '../../../../src-main/benchmark/conditional/interpolation'
import { givenBehind } from '../../../../src-main/benchmark/conditional/inverse-equation'
import { conditions } from '../../../../src-main/benchmark/conditional/names'
import { nearestValues } from '../../../../src-main/benchmark/conditional/nearest'
import { observe } from '../../../../src-main/benchmark/conditional/sensors'
import { errorsOf, everyTask, type Task } from '../../../../src-main/benchmark/conditional/tasks'
import { relativeError } from '../../../../src-main/field/norms'
import { problemById } from '../../../../src-main/problems/library'
import { fieldOperator, predictionsOf } from '../../../../src-main/tasks/measurement'

const size = 32
const caseOf = (id: string): KnownCase => drawCase(problemById(id), size, 0, 7)
const taskOf = ({ problem }: KnownCase, name: string): Task => everyTask(problem).find((task) => task.name === name)!
const [exact, noisy] = [conditions[0]!, conditions[2]!]

async function errorOf(known: KnownCase, name: string, method: string, condition = exact) {
  const task = taskOf(known, name)
  const answers = await interpolation('share').solve(known, task, observe(known, task, condition))
  return errorsOf(task, known, answers[method]!.fields)
}

describe('kriging as a baseline', () => {
  const darcy = caseOf('darcy')

  test('keeps what was measured of a medium of two phases and takes one of its values elsewhere', async () => {
    const task = taskOf(darcy, 'reconstruct')
    const observed = observe(darcy, task, exact)
    const { kriging } = await interpolation('share').solve(darcy, task, observed)
    const coefficient = kriging!.fields['a']!
    expect(new Set(coefficient)).toEqual(new Set([3, 12]))
    for (const cell of observed.places.cells!) expect(coefficient[cell]).toBe(darcy.fields['a']![cell])
    const { error, givenError } = errorsOf(task, darcy, kriging!.fields)
    expect(error).toBeLessThan(0.15)
    expect(givenError).toBeLessThan(0.2)
  })

  test('solves for the solution of a kriged coefficient, which is one of the ways of the reference solver', async () => {
    const { error } = await errorOf(darcy, 'forward', 'kriging')
    expect(error).toBe((await errorOf(darcy, 'forward', 'reference-solver/kriged')).error)
    expect(error).toBeLessThan(0.2)
    expect((await errorOf(darcy, 'forward', 'reference-solver/nearest')).error).toBeLessThan(0.3)
  })
})

describe('the equation turned round', () => {
  test('gives the source behind a solution, inside', () => {
    for (const id of ['poisson', 'helmholtz']) {
      const known = caseOf(id)
      const source = givenBehind(known, known.fields['u']!)
      const inside = (values: Float64Array) =>
        values.filter((_, p) => [Math.floor(p / size), p % size].every((i) => i > 0 && i < size - 1))
      expect(relativeError(inside(source), inside(known.fields['f']!)), id).toBeLessThan(1e-10)
    }
  })

  test('runs a flow back, nearly, for its viscosity is small', () => {
    const known = caseOf('navier-stokes')
    const { w0, wT } = known.fields
    const back = givenBehind(known, wT!)
    expect(relativeError(back, w0!)).toBeLessThan(0.25)
    expect(relativeError(back, w0!)).toBeLessThan(0.5 * relativeError(wT!, w0!))
  })

  test('says nothing of a medium', () => {
    const darcy = caseOf('darcy')
    expect(() => givenBehind(darcy, darcy.fields['u']!)).toThrow(TypeError)
  })
})

test('the nearest sensor may stand beyond the end of a periodic axis', () => {
  const known = caseOf('navier-stokes')
  const places = { x: Float64Array.of(0.02, 0.6), y: Float64Array.of(0.02, 0.6) }
  const observed = observe(known, taskOf(known, 'inverse'), exact)
  const values = nearestValues(
    known.grid,
    { ...observed, places, observations: { ...observed.observations, value: Float64Array.of(1, 2) } },
    'wT',
  )
  expect(values[0]).toBe(1)
  expect(values[size * size - 1]).toBe(1)
  expect(values[(size / 2) * size + size / 2]).toBe(2)
})

describe('the exact posterior', () => {
  test.each(['poisson', 'helmholtz'])('of %s is where prior and observations pull alike', async (id) => {
    const known = caseOf(id)
    const { problem, grid, parameters } = known
    for (const name of ['forward', 'inverse', 'reconstruct']) {
      const task = taskOf(known, name)
      const observed = observe(known, task, noisy)
      const { observations } = observed
      const answers = await exactPosterior('share').solve(known, task, observed)
      const { fields } = answers['exact-posterior']!
      // f = C G^T S^-1 (y - G f): the stationary point of the posterior, by the operators alone.
      const read = predictionsOf(problem, grid, parameters, fields, observations)
      const pull = observations.value.map((y, p) => (y - read[p]!) / observations.sigma[p]! ** 2)
      const law = problem.givenLaw!(size, parameters)
      const linearisation = problem.linearise!(size, parameters, fields['f']!)
      const points = observations.x.length / task.observed.length
      const gradient = new Float64Array(size * size)
      task.observed.forEach((key, f) => {
        const part = (column: Float64Array) => column.subarray(f * points, (f + 1) * points)
        const field = new Float64Array(size * size)
        fieldOperator(problem, grid, key, { x: part(observations.x), y: part(observations.y) }).applyTranspose(
          part(pull),
          field,
        )
        const pulled = key === 'u' ? linearisation.gradient(field) : field
        pulled.forEach((value, p) => (gradient[p]! += value))
      })
      expect(relativeError(law.synthesise(law.transpose(gradient)), fields['f']!), name).toBeLessThan(1e-6)
    }
  })

  test('is nearer than kriging, and nearer with more sensors', async () => {
    const known = caseOf('poisson')
    const task = taskOf(known, 'inverse')
    const error = async (count: 'share' | 'published') => {
      const answers = await exactPosterior(count).solve(known, task, observe(known, task, exact, count))
      return errorsOf(task, known, Object.values(answers)[0]!.fields).error
    }
    const few = await error('share')
    expect(few).toBeLessThan(0.7 * (await errorOf(known, 'inverse', 'kriging')).error)
    expect(await error('published')).toBeLessThan(0.8 * few)
  })
})
