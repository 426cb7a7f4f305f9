import { describe, expect, test } from 'vitest'
import { drawCase, type KnownCase } from '../../../../src-main/benchmark/conditional/cases'
import { conditions, type Condition } from '../../../../src-main/benchmark/conditional/names'
import { misclassified } from '../../../../src-main/benchmark/conditional/phases'
import { observe, sensorCounts, valuesOf } from '../../../../src-main/benchmark/conditional/sensors'
import { errorsOf, everyTask, type Task } from '../../../../src-main/benchmark/conditional/tasks'
import { Failure } from '../../../../src-main/field/failure'
import { relativeError, rootMeanSquare } from '../../../../src-main/field/norms'
import { standardDeviation } from '../../../../src-main/numerics/statistics'
import { problemById } from '../../../../src-main/problems/library'
import { predictionsOf } from '../../../../src-main/tasks/measurement'

const size = 32
const darcy = drawCase(problemById('darcy'), size, 0)
const burgers = drawCase(problemById('burgers'), size, 0)
const flow = drawCase(problemById('navier-stokes'), size, 0)

const under = (name: string): Condition => conditions.find((condition) => condition.name === name)!
const taskOf = ({ problem }: KnownCase, name: string): Task => everyTask(problem).find((task) => task.name === name)!

describe('a known case', () => {
  test('is the same whatever else is drawn, and another one for another index or seed', () => {
    const task = taskOf(darcy, 'inverse')
    const drawn = (index: number, seed?: number) => drawCase(darcy.problem, size, index, seed)
    expect(drawn(0).fields).toEqual(darcy.fields)
    expect(observe(drawn(0), task, under('noise1'))).toEqual(observe(darcy, task, under('noise1')))
    for (const other of [drawn(1), drawn(0, 7)]) {
      expect(other.fields).not.toEqual(darcy.fields)
      expect(observe(other, task, under('noise0')).places).not.toEqual(observe(darcy, task, under('noise0')).places)
    }
  })

  test('is a solution of its equation at the default parameters', () => {
    expect(darcy.problem.residual(size, darcy.parameters, darcy.fields).norms.l2Relative).toBeLessThan(1e-8)
    expect(new Set(darcy.fields['a'])).toEqual(new Set([3, 12]))
  })

  test('of periodic fields is known between its samples: on half the spacing it takes the same values at them', () => {
    for (const { problem, fields, between } of [burgers, flow]) {
      const finer = between()
      expect(finer.grid.nx).toBe(2 * size)
      const coarse = problem.given(fields)
      const fine = problem.given(finer.fields)
      const rows = coarse.length / size
      const sampled = coarse.map((_, p) => {
        const row = rows === 1 ? 0 : 2 * Math.floor(p / size)
        return fine[row * 2 * size + 2 * (p % size)]!
      })
      expect(relativeError(sampled, coarse), problem.id).toBeLessThan(1e-12)
      expect(finer.fields).not.toEqual(fields)
    }
    // Of a medium on cells nothing is known between them.
    expect(darcy.between()).toEqual({ grid: darcy.grid, fields: darcy.fields })
  })

  test('is refused for a problem that the suite does not cover', () => {
    expect(() => drawCase(problemById('heat'), size, 0)).toThrow(Failure)
  })
})

describe('the observations of a case', () => {
  test('are 3 % of the points, or the share that 500 are of 64 x 64, none twice, the few among the many', () => {
    expect([sensorCounts.share(4096), sensorCounts.published(4096)]).toEqual([123, 500])
    const task = taskOf(darcy, 'reconstruct')
    const [few, many] = [observe(darcy, task, under('noise0')), observe(darcy, task, under('noise0'), 'published')].map(
      ({ places }) => [...places.cells!],
    )
    expect([few!.length, many!.length]).toEqual([31, 125])
    expect(new Set(many).size).toBe(125)
    expect(many!.slice(0, 31)).toEqual(few)
  })

  test('are exact values without noise, which the observation operator reads of the known fields', () => {
    for (const known of [darcy, burgers, flow]) {
      for (const task of everyTask(known.problem)) {
        const { observations } = observe(known, task, under('noise0'))
        const { problem, grid, parameters, fields } = known
        const read = predictionsOf(problem, grid, parameters, fields, observations)
        expect(relativeError(observations.value, read), `${problem.id} ${task.name}`).toBeLessThan(1e-6)
      }
    }
  })

  test('have the noise they state, the same random numbers at every level', () => {
    const task = taskOf(flow, 'inverse')
    const [exact, little, much] = ['noise0', 'noise1', 'noise5'].map(
      (name) => observe(flow, task, under(name)).observations,
    )
    const deviation = standardDeviation([...flow.fields['wT']!])
    expect(exact!.sigma[0]).toBeCloseTo(1e-3 * deviation, 12)
    expect(little!.sigma[0]).toBeCloseTo(0.01 * deviation, 12)
    const noise = (observed: typeof exact) => observed!.value.map((value, p) => value - exact!.value[p]!)
    const scores = noise(little).map((value, p) => value / little!.sigma[p]!)
    expect(rootMeanSquare(scores)).toBeGreaterThan(0.7)
    expect(rootMeanSquare(scores)).toBeLessThan(1.3)
    noise(much).forEach((value, p) => expect(value).toBeCloseTo(5 * noise(little)[p]!, 10))
  })

  test('off the grid are read between the samples: interpolated, of two phases one of them', () => {
    const task = taskOf(darcy, 'reconstruct')
    const observed = observe(darcy, task, under('noise0.offgrid'))
    expect(observed.places.cells).toBeUndefined()
    for (const value of valuesOf(observed, 'a')) expect([3, 12]).toContain(value)
    const { observations } = observe(flow, taskOf(flow, 'forward'), under('noise0.offgrid'))
    const read = predictionsOf(flow.problem, flow.grid, flow.parameters, flow.fields, observations)
    const distance = relativeError(read, observations.value)
    expect(distance).toBeGreaterThan(1e-4)
    expect(distance).toBeLessThan(0.1)
  })

  test('of space and time come from five positions, or from a quarter of them in the first half of the times', () => {
    const count = (name: string, condition: string) => {
      const { x, y } = observe(burgers, taskOf(burgers, name), under(condition)).places
      return { positions: new Set(x).size, times: new Set(y).size, last: Math.max(...y) }
    }
    expect(count('reconstruct', 'noise0')).toEqual({ positions: 5, times: size, last: 1 })
    expect(count('reconstruct', 'noise0.offgrid')).toMatchObject({ positions: 5, times: size - 1 })
    expect(count('forecast', 'noise0')).toEqual({ positions: size / 4, times: size / 2, last: 15 / 31 })
    expect(count('forecast', 'noise0.offgrid').last).toBeLessThan(15 / 31)
  })
})

describe('the error of a task', () => {
  test('is the share of misclassified cells for a medium of two phases', () => {
    const truth = darcy.fields['a']!
    const phases = darcy.phases!
    expect(misclassified(truth, truth, phases)).toBe(0)
    const turned = truth.map((value) => (value > 7.5 ? 7.4 : 7.6))
    expect(misclassified(turned, truth, phases)).toBe(1)
    const one = truth.slice()
    one[17] = 15 - one[17]!
    expect(errorsOf(taskOf(darcy, 'inverse'), darcy, { a: one }).error).toBe(1 / size ** 2)
    const both = errorsOf(taskOf(darcy, 'reconstruct'), darcy, { a: one, u: darcy.fields['u']!.map((u) => 1.5 * u) })
    expect(both.givenError).toBe(1 / size ** 2)
    expect(both.error).toBeCloseTo(0.5, 10)
  })

  test('of a forecast counts the second half of the times alone', () => {
    const task = taskOf(burgers, 'forecast')
    const truth = burgers.fields['u']!
    const early = truth.map((value, p) => (p < (size / 2) * size ? 9 : value))
    expect(errorsOf(task, burgers, { u: early }).error).toBe(0)
    const late = truth.map((value, p) => (p < (size / 2) * size ? value : 0))
    expect(errorsOf(task, burgers, { u: late }).error).toBe(1)
  })
})
