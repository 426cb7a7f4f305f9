import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rootMeanSquare } from '../../../src-main/field/norms'
import { subsetOf, type Observations } from '../../../src-main/field/observations'
import { openPackage } from '../../../src-main/library/package'
import { RandomStream } from '../../../src-main/numerics/random'
import { defaultParameters } from '../../../src-main/problems/parameters'
import { predictionsOf } from '../../../src-main/tasks/measurement'
import { chosenNoise, estimateNoise } from '../../../src-main/tasks/noise'
import { loadStudent, type Student } from '../../../src-main/tasks/student'

const students = new Map<string, Promise<Student>>()
function studentOf(problem: string): Promise<Student> {
  const known = students.get(problem)
  if (known) return known
  const loaded = openPackage(resolve('models', `${problem}-64-student`)).then((model) =>
    loadStudent(model, { threads: 1 }),
  )
  students.set(problem, loaded)
  return loaded
}

interface Case {
  readonly student: Student
  readonly observations: Observations
  readonly rms: readonly number[]
}

/** Points at random places of a held-out sample, with noise of a share of each field's RMS reading that no one states. */
async function caseOf(problemId: string, keys: readonly string[], level: number, count = 123, seed = 1): Promise<Case> {
  const student = await studentOf(problemId)
  const { problem } = student
  const [parameters, grid] = [defaultParameters(problem), problem.grid(64)]
  const random = new RandomStream(7_000_000 + seed, 'noise-test', problemId)
  const { fields } = problem.sample(64, parameters, random.substream('sample'))
  const total = keys.length * count
  const observations = {
    fields: keys,
    field: Uint8Array.from({ length: total }, (_, i) => Math.floor(i / count)),
    x: Float64Array.from({ length: total }, () => random.uniform()),
    y: Float64Array.from({ length: total }, () => random.uniform() * grid.extent.y),
    value: new Float64Array(total),
    sigma: new Float64Array(total).fill(NaN),
    line: Uint32Array.from({ length: total }, (_, i) => i + 2),
  }
  const exact = predictionsOf(problem, grid, parameters, fields, observations)
  const rms = keys.map((_, f) => rootMeanSquare(exact.filter((_, p) => observations.field[p] === f)))
  observations.value.set(exact.map((value, p) => value + level * rms[observations.field[p]!]! * random.normal()))
  return { student, observations, rms }
}

/** What is estimated over what is true. */
async function ratioOf(problem: string, keys: readonly string[], level: number): Promise<number[]> {
  const { student, observations } = await caseOf(problem, keys, level)
  const { levels } = await estimateNoise(student, defaultParameters(student.problem), observations)
  expect(Object.keys(levels)).toEqual(keys)
  return keys.map((key) => levels[key]! / level)
}

describe('the estimated noise', () => {
  // With 123 points a standard deviation is known to 6 % at best.
  test.each([
    ['poisson', 'u', 0.01],
    ['poisson', 'u', 0.05],
    ['poisson', 'f', 0.2],
    ['navier-stokes', 'wT', 0.05],
    ['navier-stokes', 'w0', 0.2],
    ['darcy', 'u', 0.01],
    ['darcy', 'u', 0.05],
    ['burgers', 'u', 0.02],
  ])('of %s observed in %s is the true %f to a quarter', async (problem, key, level) => {
    const [ratio] = await ratioOf(problem, [key], level)
    expect(ratio).toBeGreaterThan(0.75)
    expect(ratio).toBeLessThan(1.25)
  })

  test('of two fields is told apart', async () => {
    const [f, u] = await ratioOf('poisson', ['f', 'u'], 0.2)
    for (const ratio of [f!, u!]) expect(Math.abs(Math.log(ratio))).toBeLessThan(0.3)
  })

  // Two-phase media jump between sensors, which is no noise, and the noise of a small value is large on their logarithmic
  // scale, which counts too little there.
  test('of a two-phase coefficient is right within a factor of two', async () => {
    const [ratio] = await ratioOf('darcy', ['a'], 0.1)
    expect(Math.abs(Math.log2(ratio!))).toBeLessThan(1)
  })

  test('stays near what is believed where the field is rougher than the noise', async () => {
    const { student, observations } = await caseOf('poisson', ['f'], 1e-4)
    const { levels } = await estimateNoise(student, defaultParameters(student.problem), observations)
    expect(levels['f']).toBeGreaterThan(1e-3)
    expect(levels['f']).toBeLessThan(0.05)
  })

  test('takes more points than it can use for granted, and says the noise of each', async () => {
    const { student, observations, rms } = await caseOf('poisson', ['u'], 0.03, 1500)
    const { sigma, levels } = await estimateNoise(student, defaultParameters(student.problem), observations)
    expect(levels['u']! / 0.03).toBeGreaterThan(0.85)
    expect(levels['u']! / 0.03).toBeLessThan(1.15)
    expect(sigma).toHaveLength(1500)
    expect(new Set(sigma).size).toBe(1)
    expect(sigma[0]! / (levels['u']! * rms[0]!)).toBeCloseTo(1, 1)
  })

  test('leaves stated and exact noise as it is', async () => {
    const { student, observations } = await caseOf('poisson', ['u'], 0.05)
    const { problem } = student
    const stated = observations.sigma.map((none, p) => (p % 10 === 0 ? 0 : p % 10 === 1 ? 7 : none))
    const { sigma, levels } = await estimateNoise(student, defaultParameters(problem), {
      ...observations,
      sigma: stated,
    })
    expect([sigma[0], sigma[1], sigma[10]]).toEqual([0, 7, 0])
    expect(levels['u']! / 0.05).toBeGreaterThan(0.7)
    const all = await estimateNoise(student, defaultParameters(problem), {
      ...observations,
      sigma: observations.sigma.map(() => 0.1),
    })
    expect(all.levels).toEqual({})
    expect(new Set(all.sigma)).toEqual(new Set([0.1]))
  })
})

test('the estimate does not depend on the order of the observations', async () => {
  const { student, observations } = await caseOf('poisson', ['u'], 0.05, 500)
  const parameters = defaultParameters(student.problem)
  const order = Uint32Array.from({ length: 500 }, (_, i) => (i * 7) % 500)
  const { levels } = await estimateNoise(student, parameters, subsetOf(observations, order))
  expect(levels).toEqual((await estimateNoise(student, parameters, observations)).levels)
})

describe('the chosen noise', () => {
  test('says of each field where it comes from', async () => {
    const { student, observations } = await caseOf('poisson', ['f', 'u'], 0.1, 40)
    const parameters = defaultParameters(student.problem)
    const sigma = observations.sigma.map((none, p) => (p < 10 ? 0.5 : none))
    const some = { ...observations, sigma }
    const assumed = await chosenNoise(student, parameters, some, { kind: 'assumed', level: 0.02 })
    expect(assumed.byField['f']!.origin).toBe('mixed')
    expect(assumed.byField['u']!.origin).toBe('assumed')
    const ofU = some.value.filter((_, p) => some.field[p] === 1)
    expect(assumed.byField['u']!.rms / (0.02 * rootMeanSquare(ofU))).toBeCloseTo(1, 9)
    const estimated = await chosenNoise(student, parameters, some, { kind: 'estimated' })
    expect(estimated.byField['u']!.origin).toBe('estimated')
    expect(estimated.byField['u']!.rms).toBeGreaterThan(2 * assumed.byField['u']!.rms)
    const stated = { ...observations, sigma: observations.sigma.map(() => 0.5) }
    const { byField } = await chosenNoise(student, parameters, stated, { kind: 'estimated' })
    expect(byField).toEqual({ f: { origin: 'file', rms: 0.5 }, u: { origin: 'file', rms: 0.5 } })
  })
})
