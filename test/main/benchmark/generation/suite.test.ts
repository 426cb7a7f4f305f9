import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Benchmark } from '../../../../src-main/benchmark/document'
import { benchmarkCommand } from '../../../../src-main/commands/benchmark'
import { runCommand } from '../../commands/command-run'
import { figure, quickRun } from '../quick-run'
import { generationRowIds } from '../row-ids'
import { writeTinyPackages } from '../tiny-packages'

let models: string
let run: string
let benchmark: Benchmark
beforeAll(async () => {
  models = await writeTinyPackages()
  run = await mkdtemp(join(tmpdir(), 'fieldsmith-run-'))
  vi.stubEnv('FIELDSMITH_MODELS', models)
  benchmark = await quickRun('generation', '--run', join(run, 'kept'))
}, 60_000)
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(models, { recursive: true })
  await rm(run, { recursive: true })
})

const rowOf = (method: string, key: string) => figure(benchmark, `generation.darcy.${method}.${key}`)

/** The one folder of a method in the run directory. */
async function folderOf(method: string): Promise<string> {
  const folder = join(run, 'kept/darcy')
  const [name, ...others] = (await readdir(folder)).filter((entry) => entry.replace(/-[0-9a-f]{12}$/, '') === method)
  expect(others).toEqual([])
  return join(folder, name!)
}

describe('fieldsmith benchmark --suite generation', () => {
  test('has every figure of every method, and says which problems have no models', () => {
    expect(benchmark.rows.map(({ id }) => id)).toEqual(
      generationRowIds({ darcy: ['a', 'u'] }, { ablations: ['no-physics'], swept: ['darcy'] }),
    )
    expect(benchmark.problem).toBe('all')
    expect(benchmark.models.map(({ id }) => id)).toEqual([
      'darcy-16-teacher',
      'darcy-16-student',
      'darcy-16-pidm',
      'darcy-16-no-physics',
    ])
    const missing = ['poisson', 'helmholtz', 'burgers', 'navier-stokes']
    expect(benchmark.notes.map((note) => note.split(' is left out')[0])).toEqual(missing)
    expect(new Set(benchmark.rows.slice(0, -8).map(({ samples }) => samples))).toEqual(new Set([4]))
  })

  test('holds the student against the best of all baselines at 200 steps, and its time against EDM at 200', () => {
    const long = ['edm', 'dpm', 'diffusionpde', 'cocogen', 'pidm'].map((name) => `${name}-200`)
    const best = Math.min(...long.map((name) => rowOf(name, 'pdeError').value))
    for (const steps of [1, 2, 3, 4]) {
      const student = `phys-instruct-k${steps}`
      expect(long).toContain(rowOf(student, 'pdeError').peer)
      expect(rowOf(student, 'pdeError').peerValue).toBe(best)
      const { peer, peerValue, ratio, value } = rowOf(student, 'latencyMs')
      expect([peer, peerValue]).toEqual(['edm-200', rowOf('edm-200', 'latencyMs').value])
      expect(ratio).toBeCloseTo(peerValue! / value, 10)
      expect(rowOf(student, 'evaluations')).toMatchObject({ value: steps, peerValue: 399, ratio: 399 / steps })
    }
    expect(rowOf('no-physics', 'pdeError')).toMatchObject({ peer: 'phys-instruct-k1' })
    expect(rowOf('edm-10', 'pdeError')).toMatchObject({ peer: null, ratio: null })
  })

  test('counts evaluations: two a step for Heun less one, one a step for DPM-Solver++, none for solver and Gaussian', () => {
    const expected = { 'edm-4': 7, 'edm-200': 399, 'dpm-100': 100, 'cocogen-200': 399, 'diffusionpde-200': 399 }
    for (const [method, value] of Object.entries({ ...expected, 'reference-solver': 0, 'linear-gaussian': 0 })) {
      expect(rowOf(method, 'evaluations').value, method).toBe(value)
    }
  })

  test('finds the reference solver and the polished student at their floor, far below the raw student', () => {
    const raw = rowOf('phys-instruct-k1', 'pdeError').value
    for (const method of ['reference-solver', 'phys-instruct-k1-polished']) {
      const { value } = rowOf(method, 'pdeError')
      expect(value).toBeLessThan(1e-8)
      expect(value).toBeLessThan(10 * rowOf(method, 'floor').value)
      expect(rowOf(method, 'solutionError').value).toBeLessThan(1e-6)
      // Neither touches the coefficient.
      expect(rowOf(method, 'slicedWasserstein.a').value).toBe(rowOf('phys-instruct-k1', 'slicedWasserstein.a').value)
    }
    expect(raw).toBeGreaterThan(0.1)
    expect(rowOf('phys-instruct-k1-polished', 'pdeError').peer).toBe('floor')
  })

  test('tells what the sweeps in a student do: without them it is farther off, and others are nearer with them', () => {
    const pdeError = (method: string) => rowOf(method, 'pdeError').value
    expect(pdeError('phys-instruct-k1')).toBeLessThan(0.8 * pdeError('phys-instruct-k1-unswept'))
    for (const method of ['linear-gaussian', 'edm-200']) {
      expect(pdeError(`${method}-swept`), method).toBeLessThan(0.8 * pdeError(method))
      expect(rowOf(`${method}-swept`, 'evaluations').value).toBe(rowOf(method, 'evaluations').value)
    }
  })

  test('takes the worst field for the figures without one', () => {
    for (const method of ['phys-instruct-k2', 'edm-4', 'linear-gaussian']) {
      const over = ['a', 'u'].map((key) => {
        const { value, peer, peerValue } = rowOf(method, `slicedWasserstein.${key}`)
        expect([peer, peerValue]).toEqual(['data', rowOf('data', `slicedWasserstein.${key}`).value])
        return value / peerValue!
      })
      expect(rowOf(method, 'slicedWasserstein').value).toBe(Math.max(...over))
      const logarithm = (key: string) => Math.abs(Math.log(rowOf(method, key).value))
      expect(logarithm('varianceRatio')).toBe(Math.max(logarithm('varianceRatio.a'), logarithm('varianceRatio.u')))
    }
  })

  test('gives guided samplers untuned to be those of the teacher, and other weights other samples', () => {
    for (const method of ['diffusionpde-200', 'cocogen-200']) {
      const ratio = rowOf(method, 'pdeError').value / rowOf('edm-200', 'pdeError').value
      expect(ratio).not.toBe(1)
      expect(Math.abs(ratio - 1)).toBeLessThan(0.01)
    }
    const values = ['phys-instruct-k1', 'phys-instruct-k2', 'phys-instruct-k4', 'no-physics', 'edm-200', 'pidm-200']
    expect(new Set(values.map((method) => rowOf(method, 'pdeError').value)).size).toBe(values.length)
  })

  test('goes on from what it kept: figures as they are, samples where only they are there', async () => {
    const altered = join(await folderOf('edm-10'), 'figures-4.json')
    const document = JSON.parse(await readFile(altered, 'utf8')) as { figures: Record<string, number> }
    await writeFile(altered, JSON.stringify({ ...document, figures: { ...document.figures, pdeError: 1234 } }))
    await rm(join(await folderOf('dpm-10'), 'figures-4.json'))
    const swapped = join(await folderOf('dpm-4'), 'samples-0-3.npz')
    await rm(join(await folderOf('dpm-4'), 'figures-4.json'))
    await writeFile(swapped, await readFile(join(await folderOf('edm-200'), 'samples-0-3.npz')))
    const again = await quickRun('generation', '--run', join(run, 'kept'))
    const pdeError = (of: Benchmark, method: string) => figure(of, `generation.darcy.${method}.pdeError`).value
    expect(pdeError(again, 'edm-10')).toBe(1234)
    expect(pdeError(again, 'dpm-10')).toBe(pdeError(benchmark, 'dpm-10'))
    expect(pdeError(again, 'dpm-4')).toBe(pdeError(benchmark, 'edm-200'))
    expect(pdeError(again, 'phys-instruct-k3')).toBe(pdeError(benchmark, 'phys-instruct-k3'))
  })

  test('refuses figures that it cannot have kept, and fewer than two samples', async () => {
    const damaged = join(await folderOf('phys-instruct-k4'), 'figures-4.json')
    await writeFile(damaged, '{"figures": 1}')
    const argv = ['--suite', 'generation', '--quick', '--run', join(run, 'kept')]
    expect(await runCommand(benchmarkCommand, argv)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('error[benchmark-run]') as string,
    })
    expect((await runCommand(benchmarkCommand, ['--suite', 'generation', '--samples', '1'])).exitCode).toBe(2)
  })
})
