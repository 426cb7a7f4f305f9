import { beforeAll, describe, expect, it } from 'vitest'
import { studentFor } from '../../../src-main/engine/students'
import { coordinates } from '../../../src-main/field/grid'
import { relativeError } from '../../../src-main/field/norms'
import type { Observations } from '../../../src-main/field/observations'
import { RandomStream } from '../../../src-main/numerics/random'
import { defaultParameters } from '../../../src-main/problems/parameters'
import type { Problem } from '../../../src-main/problems/problem'
import { antitheticPrior } from '../../../src-main/tasks/conditioning'
import { reconstruct } from '../../../src-main/tasks/reconstruct'
import type { Solution } from '../../../src-main/tasks/solution'
import type { Student } from '../../../src-main/tasks/student'

/** Values of fields at `count` grid points, `share` of each field's RMS as noise, stated `scale` times as large. */
function observe(
  problem: Problem,
  fields: Readonly<Record<string, Float64Array>>,
  keys: readonly string[],
  { count, share, scale = 1 }: { readonly count: number; readonly share: number; readonly scale?: number },
): Observations {
  const size = Math.sqrt(fields[keys[0]!]!.length)
  const grid = problem.grid(size)
  const [xs, ys] = [coordinates(grid, 'x'), coordinates(grid, 'y')]
  const random = new RandomStream(5, 'observe')
  const cells = new Set<number>()
  while (cells.size < count) cells.add(random.integer(size * size))
  const rows = keys.flatMap((key, index) => {
    const rms = Math.sqrt(fields[key]!.reduce((sum, value) => sum + value * value, 0) / fields[key]!.length)
    return [...cells].map((p) => ({
      index,
      x: xs[p % size]!,
      y: ys[Math.floor(p / size)]!,
      value: fields[key]![p]! + share * rms * random.normal(),
      sigma: share * rms * scale,
    }))
  })
  return fromRows(keys, rows)
}

interface Row {
  readonly index: number
  readonly x: number
  readonly y: number
  readonly value: number
  readonly sigma: number
}

function fromRows(keys: readonly string[], rows: readonly Row[]): Observations {
  return {
    fields: keys,
    field: Uint8Array.from(rows, ({ index }) => index),
    x: Float64Array.from(rows, ({ x }) => x),
    y: Float64Array.from(rows, ({ y }) => y),
    value: Float64Array.from(rows, ({ value }) => value),
    sigma: Float64Array.from(rows, ({ sigma }) => sigma),
    line: Uint32Array.from(rows, (_, i) => i + 2),
  }
}

function rowsOf({ field, x, y, value, sigma }: Observations): Row[] {
  return Array.from(value, (v, i) => ({ index: field[i]!, x: x[i]!, y: y[i]!, value: v, sigma: sigma[i]! }))
}

const meanOf = (solution: Solution, key: string): Float64Array =>
  solution.fields.find(({ declaration }) => declaration.key === key)!.mean

const stdOf = (solution: Solution, key: string): number =>
  solution.fields.find(({ declaration }) => declaration.key === key)!.std.reduce((sum, s) => sum + s, 0)

describe('a reconstruction of Poisson', () => {
  let student: Student
  let truth: Readonly<Record<string, Float64Array>>
  const samples = 4
  const solve = (observations: Observations, refine = true): Promise<Solution> =>
    reconstruct({
      student,
      loadMs: 0,
      parameters: defaultParameters(student.problem),
      observations,
      observationFile: 'test',
      samples,
      seed: 9,
      refine,
    })
  let observations: Observations
  let solution: Solution

  beforeAll(async () => {
    ;({ student } = await studentFor('poisson'))
    const { problem, size } = student
    truth = problem.sample(size, defaultParameters(problem), new RandomStream(77, 'truth')).fields
    observations = observe(problem, truth, ['u'], { count: 60, share: 0.01 })
    solution = await solve(observations)
  })

  it('finds the source from the potential, and says how far off it is, raw and refined', () => {
    expect(relativeError(meanOf(solution, 'u'), truth['u']!)).toBeLessThan(0.05)
    expect(relativeError(meanOf(solution, 'f'), truth['f']!)).toBeLessThan(0.35)
    const { observations: fit, residual, evaluations, alarms, nextSensors } = solution.document
    expect(fit.refined!.reducedChiSquare).toBeLessThan(1.5)
    expect(fit.raw.reducedChiSquare).toBeGreaterThan(0)
    expect(residual.refined!.solutionError.relative).toBeLessThan(1e-6)
    expect(evaluations.network).toBeLessThanOrEqual(5)
    expect(alarms).toEqual([])
    // Of two antithetic pairs nothing can be learned about correlations.
    expect(nextSensors).toEqual([])
    expect(solution.versions.refined!.fields).toBe(solution.fields)
  })

  it('does not depend on the order of the observations', async () => {
    const reversed = await solve(fromRows(['u'], rowsOf(observations).toReversed()))
    expect(relativeError(meanOf(reversed, 'f'), meanOf(solution, 'f'))).toBeLessThan(1e-6)
    expect(stdOf(reversed, 'f') / stdOf(solution, 'f')).toBeCloseTo(1, 5)
  })

  it('trusts observations less the larger their noise is stated', async () => {
    const vague = await solve(observe(student.problem, truth, ['u'], { count: 60, share: 0.01, scale: 30 }))
    expect(stdOf(vague, 'f')).toBeGreaterThan(1.2 * stdOf(solution, 'f'))
    expect(vague.document.observations.rmsMisfit['u']).toBeGreaterThan(solution.document.observations.rmsMisfit['u']!)
  })

  it('is not made worse by a further observation that agrees with it', async () => {
    const { size } = student
    const p = Math.floor(size / 3) * size + Math.floor(size / 2)
    const [x, y] = [p % size, Math.floor(p / size)].map((i) => i / (size - 1)) as [number, number]
    const agreeing = { index: 0, x, y, value: meanOf(solution, 'u')[p]!, sigma: observations.sigma[0]! }
    const more = await solve(fromRows(['u'], [...rowsOf(observations), agreeing]))
    const chi = (of: Solution): number => of.document.observations.reducedChiSquare * of.document.observations.count
    expect(chi(more)).toBeLessThan(chi(solution) + 1)
  })

  it('is the prior where nothing is observed: samples of the student, polished', async () => {
    const nothing = await solve(fromRows([], []))
    const { problem, width, size } = student
    const parameters = defaultParameters(problem)
    const latents = antitheticPrior(samples, width, 9)
    const states = await student.generator.states(latents, Float32Array.from(problem.condition(parameters)))
    const [, second] = Array.from({ length: samples }, (_, m) =>
      problem.denormalise(parameters, states.slice(m * width, (m + 1) * width)),
    )
    const cells = size * size
    const member = (version: 'raw' | 'refined', key: string): Float64Array =>
      nothing.versions[version]!.fields.find(({ declaration }) => declaration.key === key)!.samples.slice(
        cells,
        2 * cells,
      )
    expect(relativeError(member('raw', 'f'), second!['f']!)).toBeLessThan(1e-6)
    expect(relativeError(member('raw', 'u'), second!['u']!)).toBeLessThan(1e-6)
    expect(member('refined', 'f')).toEqual(member('raw', 'f'))
    expect(nothing.document.observations.count).toBe(0)
  })

  it('meets exact values, and conserves a total that is given as the average over the whole domain', async () => {
    const { size } = student
    const total = truth['f']!.reduce((sum, value) => sum + value, 0) / size ** 2
    const rows = rowsOf(observations)
    const [exact, ...others] = rows
    const cell = { x: Math.round(exact!.x * (size - 1)), y: Math.round(exact!.y * (size - 1)) }
    const value = truth['u']![cell.y * size + cell.x]!
    const listed = [{ ...exact!, value, sigma: 0 }, ...others]
    const average = { index: 1, x: 0, y: 0, value: total, sigma: 0 }
    const points = fromRows(['u', 'f'], [...listed, average])
    const nan = new Float64Array(listed.length).fill(Number.NaN)
    const found = await solve({
      ...points,
      averages: {
        shape: Uint8Array.from([...listed.map(() => 0), 2]),
        x2: Float64Array.of(...nan, 1),
        y2: Float64Array.of(...nan, 1),
      },
    })
    expect(Math.abs(meanOf(found, 'u')[cell.y * size + cell.x]! - value)).toBeLessThan(1e-3 * Math.abs(value))
    expect(found.document.observations.exactViolation).toBeLessThan(1e-3)
    expect(found.document.observations.exactViolation).toBeGreaterThanOrEqual(0)
  })
})

it('is fitted in as many steps as are asked for', async () => {
  const { student } = await studentFor('darcy')
  const { problem, size } = student
  const parameters = defaultParameters(problem)
  const { fields } = problem.sample(size, parameters, new RandomStream(78, 'truth'))
  const observations = observe(problem, fields, ['a'], { count: 80, share: 0.01 })
  const solution = await reconstruct({
    student,
    loadMs: 0,
    parameters,
    observations,
    observationFile: 'test',
    samples: 2,
    seed: 1,
    refine: false,
    steps: 2,
  })
  expect(solution.document.steps).toBe(2)
  expect(solution.exported).toBe('raw')
  expect(relativeError(meanOf(solution, 'u'), fields['u']!)).toBeLessThan(0.2)
})

it('says what is wrong with observations whose fields cannot even be certified, and soon', async () => {
  const { student } = await studentFor('burgers')
  const { problem, size } = student
  const parameters = defaultParameters(problem)
  const { fields } = problem.sample(size, parameters, new RandomStream(79, 'truth'))
  const { value, sigma, ...places } = observe(problem, fields, ['u'], { count: 60, share: 0.01 })
  const failure = reconstruct({
    student,
    loadMs: 0,
    parameters,
    // A wrong unit.
    observations: { ...places, value: value.map((v) => 60 * v), sigma: sigma.map((s) => 60 * s) },
    observationFile: 'test',
    samples: 2,
    seed: 1,
    refine: true,
  })
  await expect(failure).rejects.toMatchObject({ detail: { code: 'observations-unexplained', kind: 'solve' } })
})
