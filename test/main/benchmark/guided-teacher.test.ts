import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drawCase } from '../../../src-main/benchmark/conditional/cases'
import { conditions } from '../../../src-main/benchmark/conditional/names'
import { observe } from '../../../src-main/benchmark/conditional/sensors'
import { everyTask } from '../../../src-main/benchmark/conditional/tasks'
import { strengthsOf } from '../../../src-main/benchmark/guidance-strengths'
import { guidedTeacher, type GuidedTeacherOptions } from '../../../src-main/benchmark/guided-teacher'
import { openPackage, type ModelPackage } from '../../../src-main/library/package'
import { problemById } from '../../../src-main/problems/library'
import { darcy } from '../../../src-main/problems/darcy/darcy'
import { conditionOn } from '../../../src-main/tasks/conditioning'
import { writeTinyPackages } from './tiny-packages'

let folder: string
let teacher: ModelPackage
beforeAll(async () => {
  folder = await writeTinyPackages()
  teacher = await openPackage(join(folder, 'teacher'))
})
afterAll(() => rm(folder, { recursive: true }))

const known = drawCase(darcy, 16, 0, 5)
const task = everyTask(darcy).find(({ name }) => name === 'inverse')!
const { observations } = observe(
  known,
  task,
  conditions.find(({ name }) => name === 'noise1.offgrid')!,
)
const signal = new AbortController().signal
const sample = (options: Partial<GuidedTeacherOptions>) =>
  guidedTeacher(darcy, teacher, known.parameters, observations, observations.sigma, {
    steps: 5,
    seed: 1,
    signal,
    ...options,
  })

/** Root mean square of what a guided sample leaves of the observations, in units of their noise. */
async function misfit(strength: number, told = observations, noise = observations.sigma): Promise<number> {
  const options = { steps: 40, seed: 1, signal, strengths: { observed: { u: strength }, equation: 0 } }
  const { fields } = await guidedTeacher(darcy, teacher, known.parameters, told, noise, options)
  const [entry] = conditionOn(darcy, known.grid, known.parameters, observations, observations.sigma)
  const { predict, values, sigma, channel } = entry!
  const state = darcy.normalise(known.parameters, fields)
  const squares = predict(state.subarray(channel * 256, (channel + 1) * 256)).map(
    (value, i) => ((value - values[i]!) / sigma[i]!) ** 2,
  )
  return Math.sqrt(squares.reduce((sum, value) => sum + value / squares.length, 0))
}

describe('the guided teacher', () => {
  test('comes to its observations off the grid as near as their noise, and not without being guided', async () => {
    expect(await misfit(0)).toBeGreaterThan(20)
    expect(await misfit(1000)).toBeLessThan(3)
  })

  test('listens to precise values, not to imprecise ones at the same places that say otherwise', async () => {
    const twice = <T extends Float64Array | Uint8Array | Uint32Array>(list: T): T => {
      const out = new (list.constructor as new (length: number) => T)(2 * list.length)
      out.set(list)
      out.set(list, list.length)
      return out
    }
    const { field, x, y, value, sigma, line } = observations
    const off = twice(value).map((v, p) => (p < value.length ? v : v + 100 * sigma[0]!))
    const both = { ...observations, field: twice(field), x: twice(x), y: twice(y), value: off, line: twice(line) }
    const noise = (factor: number) => twice(sigma).map((s, p) => (p < sigma.length ? s : factor * s))
    expect(await misfit(1000, both, noise(1e3))).toBeLessThan(5)
    expect(await misfit(1000, both, noise(1))).toBeGreaterThan(30)
  })

  test('is the same for the same seed, another one for another, and counts two evaluations a step but for the last', async () => {
    const first = await sample({})
    expect(first.evaluations).toBe(9)
    expect(await sample({})).toEqual(first)
    expect((await sample({ seed: 2 })).fields['a']).not.toEqual(first.fields['a'])
  })

  test('stops when it is told to', async () => {
    const stopped = AbortSignal.abort(new Error('enough'))
    await expect(sample({ signal: stopped })).rejects.toThrow('enough')
  })

  test('has strengths for every field of the problems that have teachers, and says where it has none', () => {
    for (const id of ['darcy', 'poisson', 'helmholtz', 'burgers', 'navier-stokes']) {
      const { fields } = problemById(id)
      expect(Object.keys(strengthsOf(id).observed)).toEqual(fields.map(({ key }) => key))
    }
    expect(() => strengthsOf('heat')).toThrow('heat')
  })
})
