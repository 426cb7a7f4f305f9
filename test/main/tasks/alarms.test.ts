import { beforeAll, describe, expect, test } from 'vitest'
import { Failure } from '../../../src-main/field/failure'
import { coordinates } from '../../../src-main/field/grid'
import { subsetOf, type Observations } from '../../../src-main/field/observations'
import { RandomStream } from '../../../src-main/numerics/random'
import { standardDeviation } from '../../../src-main/numerics/statistics'
import { openStudent, places } from '../../../src-main/library/collection'
import { defaultParameters } from '../../../src-main/problems/parameters'
import type { Parameters } from '../../../src-main/problems/problem'
import { misfitAlarms, priorAlarms } from '../../../src-main/tasks/alarms'
import { loadStudent, type Student } from '../../../src-main/tasks/student'

const cells = Array.from({ length: 100 }, (_, i) => (i * 1237 + 11) % 4096)
const seed = 3

interface Known {
  readonly student: Student
  readonly parameters: Parameters
  readonly state: Float32Array
  readonly observations: Observations
  readonly noise: Float64Array
}

/** A field of the problem's own distribution, some of its fields read at some samples with noise of 1 %. */
function knownCase(student: Student, keys: readonly string[], index = 0, size = 1): Known {
  const { problem } = student
  const parameters = defaultParameters(problem)
  const random = new RandomStream(seed, 'alarm test', problem.id, index)
  const { fields } = problem.sample(64, parameters, random)
  const [xs, ys] = [coordinates(problem.grid(64), 'x'), coordinates(problem.grid(64), 'y')]
  const all = keys.flatMap((key) => cells.map((cell) => ({ key, cell })))
  const noise = Float64Array.from(all, ({ key }) => 0.01 * size * standardDeviation([...fields[key]!]))
  return {
    student,
    parameters,
    state: problem.normalise(parameters, fields),
    noise,
    observations: {
      fields: keys,
      field: Uint8Array.from(all, ({ key }) => keys.indexOf(key)),
      x: Float64Array.from(all, ({ cell }) => xs[cell % 64]!),
      y: Float64Array.from(all, ({ cell }) => ys[cell >> 6]!),
      value: Float64Array.from(all, ({ key, cell }, i) => size * fields[key]![cell]! + noise[i]! * random.normal()),
      sigma: noise,
      line: new Uint32Array(all.length),
    },
  }
}

const withValues = (known: Known, of: (value: number, point: number) => number): Known => ({
  ...known,
  observations: { ...known.observations, value: known.observations.value.map(of) },
})

const codes = async (known: Known): Promise<string[]> => (await priorAlarms({ ...known, seed })).map(({ code }) => code)

let poisson: Student
let darcy: Student
beforeAll(async () => {
  const load = async (id: string) => loadStudent(await openStudent(places(), id))
  poisson = await load('poisson')
  darcy = await load('darcy')
})

describe('the prior', () => {
  test('explains fields of its own distribution, seen through either field or both', async () => {
    expect(await codes(knownCase(poisson, ['f']))).toEqual([])
    expect(await codes(knownCase(poisson, ['f', 'u'], 1))).toEqual([])
    expect(await codes(knownCase(darcy, ['a', 'u'], 2))).toEqual([])
  })

  test('does not explain values in another unit, smaller or larger', async () => {
    const large = await priorAlarms({ ...knownCase(poisson, ['u'], 0, 10), seed })
    expect(large).toMatchObject([{ code: 'prior-mismatch', what: expect.stringMatching(/larger/) as string }])
    expect(large[0]!.statistic).toBeGreaterThan(large[0]!.limit)
    const small = await priorAlarms({ ...knownCase(poisson, ['f'], 0, 0.1), seed })
    expect(small).toMatchObject([{ code: 'prior-mismatch', what: expect.stringMatching(/smaller/) as string }])
  })

  test('does not explain noise five times as large as stated', async () => {
    const known = knownCase(poisson, ['u'])
    const random = new RandomStream(seed, 'more noise')
    const noisy = withValues(known, (value, p) => value + 5 * known.noise[p]! * random.normal())
    expect(await priorAlarms({ ...noisy, seed })).toMatchObject([
      { code: 'prior-mismatch', what: expect.stringMatching(/rougher/) as string },
    ])
  })

  test('does not explain a medium of other phases than the sliders say', async () => {
    const known = knownCase(darcy, ['a'])
    const sliders = { ...known.parameters, permeabilityLow: 2, permeabilityHigh: 20 }
    expect(await codes({ ...known, parameters: sliders })).toEqual(['prior-mismatch'])
  })

  test('does not explain values of two sizes alone where all sizes occur', async () => {
    const known = knownCase(poisson, ['f'])
    const deviation = 100 * known.noise[0]!
    const twoPhase = withValues(known, (value) => Math.sign(value) * deviation)
    expect(await priorAlarms({ ...twoPhase, seed })).toMatchObject([
      { code: 'prior-mismatch', what: expect.stringMatching(/more even in size/) as string },
    ])
  })

  test('is compared with a single value, with few, and with sensors that read nothing', async () => {
    const known = knownCase(poisson, ['u'])
    const first = (count: number): Known => {
      const points = Uint32Array.from({ length: count }, (_, p) => p)
      return { ...known, observations: subsetOf(known.observations, points), noise: known.noise.slice(0, count) }
    }
    expect(await codes(first(1))).toEqual([])
    expect(await codes(first(20))).toEqual([])
    expect(await codes(withValues(first(1), (value) => 1000 * value))).toEqual(['prior-mismatch'])
    const [dead] = await priorAlarms({ ...withValues(known, () => 0), seed })
    expect(dead!.what).toMatch(/smaller|smoother|uneven|even/)
    expect(Number.isFinite(dead!.statistic)).toBe(true)
  })

  test('is asked of the same values in any order', async () => {
    const known = knownCase(poisson, ['u'], 0, 10)
    const { observations, noise } = known
    const back = <T extends Float64Array>(list: T) => list.toReversed()
    const turned = {
      ...observations,
      x: back(observations.x),
      y: back(observations.y),
      value: back(observations.value),
    }
    const found = await priorAlarms({ ...known, observations: turned, noise: back(noise), seed })
    expect(found[0]!.code).toBe('prior-mismatch')
  })

  test('is not compared any further once the solve is cancelled', async () => {
    const known = knownCase(poisson, ['u'])
    await expect(priorAlarms({ ...known, seed, signal: AbortSignal.abort() })).rejects.toThrow(Failure)
  })
})

describe('the fit', () => {
  const ownError = { f: 0.02, u: 0.02 }

  test('is at its noise for the true fields, and above it where noise or outliers are', () => {
    const known = knownCase(poisson, ['u'])
    expect(misfitAlarms({ ...known, fitted: known.state, ownError: { u: 0 } })).toEqual([])
    const off = withValues(known, (value, p) => value + (p === 17 ? 60 * known.noise[p]! : 0))
    const [alarm] = misfitAlarms({ ...off, fitted: off.state, ownError })
    expect(alarm!.code).toBe('misfit-above-noise')
    expect(alarm!.statistic).toBeGreaterThan(alarm!.limit)
  })

  test('may be off by its own error', () => {
    const known = knownCase(poisson, ['u'])
    const rough = known.state.map((x, i) => x + (i % 2 ? 0.02 : -0.02))
    expect(misfitAlarms({ ...known, fitted: rough, ownError: { u: 0 } })).toHaveLength(1)
    expect(misfitAlarms({ ...known, fitted: rough, ownError: { u: 0.02 } })).toEqual([])
  })

  test('of no observations raises no alarm', async () => {
    const known = knownCase(poisson, ['u'])
    const none = new Float64Array(0)
    const observations: Observations = {
      fields: [],
      field: new Uint8Array(0),
      x: none,
      y: none,
      value: none,
      sigma: none,
      line: new Uint32Array(0),
    }
    expect(await priorAlarms({ ...known, observations, noise: none, seed })).toEqual([])
    expect(misfitAlarms({ ...known, observations, noise: none, fitted: known.state, ownError })).toEqual([])
  })
})
