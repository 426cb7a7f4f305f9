import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Benchmark } from '../../../../src-main/benchmark/document'
import { benchmarkCommand } from '../../../../src-main/commands/benchmark'
import { runCommand } from '../../commands/command-run'
import { figure, quickRun } from '../quick-run'
import { conditionalMethods, conditionalRowIds } from '../row-ids'
import { writeTinyPackages } from '../tiny-packages'

const options = ['--conditions', 'noise0,noise5.offgrid', '--methods', 'student,kriging,reference-solver']
const methods = ['student', 'kriging', 'reference-solver']

let models: string
let run: string
let benchmark: Benchmark
beforeAll(async () => {
  models = await writeTinyPackages()
  run = await mkdtemp(join(tmpdir(), 'fieldsmith-run-'))
  vi.stubEnv('FIELDSMITH_MODELS', models)
  benchmark = await quickRun('conditional', ...options, '--run', join(run, 'kept'))
}, 60_000)
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(models, { recursive: true })
  await rm(run, { recursive: true })
})

const rowOf = (key: string, of = benchmark) => figure(of, `conditional.darcy.${key}`)

/** The one folder of a method in a task. */
async function folderOf(task: string, method: string): Promise<string> {
  const folder = join(run, 'kept/darcy', task)
  const [name, ...others] = (await readdir(folder)).filter((entry) => entry.replace(/-[0-9a-f]{12}$/, '') === method)
  expect(others).toEqual([])
  return join(folder, name!)
}

describe('fieldsmith benchmark --suite conditional', () => {
  test('has the figures of the methods and conditions that were asked for, and says which problems have no student', () => {
    const ids = benchmark.rows.map(({ id }) => id)
    expect(ids).toEqual(conditionalRowIds(['darcy'], methods, ['noise0', 'noise5.offgrid']))
    expect(benchmark.problem).toBe('all')
    expect(benchmark.models.map(({ id }) => id)).toEqual(['darcy-16-student', 'darcy-16-teacher'])
    const missing = ['poisson', 'helmholtz', 'burgers', 'navier-stokes']
    expect(benchmark.notes.map((note) => note.split(' is left out')[0])).toEqual(missing)
    for (const { id, samples } of benchmark.rows) expect(samples, id).toBe(2)
  })

  test('holds the student against kriging of the same cases, and the reference solver at its better way', () => {
    for (const [task, condition] of [
      ['forward', 'noise0'],
      ['reconstruct', 'noise5.offgrid'],
    ]) {
      const kriging = rowOf(`${task}.kriging.${condition}.error`).value
      const student = rowOf(`${task}.student.${condition}.error`)
      expect(student).toMatchObject({ peer: 'kriging', peerValue: kriging, ratio: kriging / student.value })
      expect(rowOf(`${task}.reference-solver.${condition}.error`).value).toBeLessThanOrEqual(
        task === 'forward' ? kriging : Infinity,
      )
    }
    // Kriging says nothing of a medium from the head alone.
    expect(rowOf('inverse.student.noise0.error')).toMatchObject({ peer: null, ratio: null })
    expect(rowOf('inverse.student.noise0.error').value).toBeLessThan(0.5)
    expect(rowOf('forward.student.evaluations').value).toBeGreaterThan(0)
  })

  test('goes on from what it kept, and counts all cases there are of every method', async () => {
    const folder = join(await folderOf('forward', 'kriging'), 'noise0')
    const altered = join(folder, 'case-0.json')
    const document = JSON.parse(await readFile(altered, 'utf8')) as { answers: Record<string, { error: number }> }
    document.answers['kriging']!.error = 1000
    await writeFile(altered, JSON.stringify(document))
    await writeFile(join(folder, 'case-7.json'), JSON.stringify(document))
    await rm(join(folder, 'case-1.json'))
    const only = ['--conditions', 'noise0', '--methods', 'kriging', '--run', join(run, 'kept')]
    const again = await quickRun('conditional', ...only)
    expect(again.rows.map(({ id }) => id)).toEqual(benchmark.rows.map(({ id }) => id))
    const kriging = rowOf('forward.kriging.noise0.error', again)
    expect(kriging.samples).toBe(3)
    expect(kriging.value).toBeGreaterThan(600)
    // The student's peer is kriging of the student's own cases.
    const student = rowOf('forward.student.noise0.error', again)
    expect(student.samples).toBe(2)
    expect(student.value).toBe(rowOf('forward.student.noise0.error').value)
    expect(student.peerValue).toBeGreaterThan(499)
    expect(student.peerValue).toBeLessThan(502)
    await rm(join(folder, 'case-7.json'))
    await rm(altered)
  })

  test('prints a table for each task, with the published figures beside ours', async () => {
    const argv = ['--suite', 'conditional', '--quick', ...options, '--run', join(run, 'kept')]
    const { exitCode, stdout } = await runCommand(benchmarkCommand, argv)
    expect(exitCode).toBe(0)
    const lines = stdout.split('\n')
    const forward = lines.slice(lines.indexOf('darcy, forward'), lines.indexOf('darcy, inverse'))
    expect(forward[1]).toMatch(/^Method +0 % +1 % +5 % +0 % off grid .*Seconds +Evaluations +Cases$/)
    const [error, offGrid] = ['noise0', 'noise5.offgrid'].map((condition) => {
      return String(Number(rowOf(`forward.student.${condition}.error`).value.toPrecision(3)))
    })
    expect(forward[2]!.split(/ +/).slice(0, 3)).toEqual(['student', error, offGrid])
    expect(forward.join('\n')).toMatch(/\nFunDPS, 500 steps, its data +0\.0249\n/)
  })

  test('refuses names that it does not know, and a record that it cannot have kept', async () => {
    for (const [option, name] of [
      ['--methods', 'student,oracle'],
      ['--conditions', 'noise2'],
      ['--problem', 'heat'],
    ]) {
      const refused = await runCommand(benchmarkCommand, ['--suite', 'conditional', '--quick', option!, name!])
      expect(refused.exitCode, option).toBe(2)
      expect(refused.stderr).toContain(option)
    }
    await writeFile(join(await folderOf('inverse', 'student'), 'noise0/case-1.json'), '{"answers": 1}')
    const damaged = await runCommand(benchmarkCommand, [
      ...['--suite', 'conditional', '--quick', '--run', join(run, 'kept')],
      ...options,
    ])
    expect(damaged).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('error[benchmark-run]') as string })
    expect(conditionalMethods).toContain('guided-teacher')
  })
})
