import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { solveCommand } from '../../../src-main/commands/solve'
import { solutionSchema } from '../../../src-main/contract/calls'
import { readNpz } from '../../../src-main/formats/npz'
import { RandomStream } from '../../../src-main/numerics/random'
import { darcy } from '../../../src-main/problems/darcy/darcy'
import { defaultParameters } from '../../../src-main/problems/parameters'
import { runCommand } from './command-run'

const shipped = resolve('models')
const parameters = defaultParameters(darcy)
const truth = darcy.sample(64, parameters, new RandomStream(31, 'solve-test')).fields

/** Rows for `count` cells of the true fields, the two fields in turn. */
function sensorRows(count: number): string[] {
  const random = new RandomStream(32, 'solve-test', 'points')
  return Array.from({ length: count }, (_, i) => {
    const cell = random.integer(4096)
    const key = i % 2 === 0 ? 'u' : 'a'
    const [x, y] = [((cell % 64) + 0.5) / 64, (Math.floor(cell / 64) + 0.5) / 64]
    return `${key},${x},${y},${truth[key]![cell]},${key === 'u' ? 5e-5 : 0.2}`
  })
}

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'fieldsmith-solve-'))))
afterEach(() => rmSync(folder, { recursive: true }))
beforeAll(() => (process.env['FIELDSMITH_MODELS'] = shipped))
afterAll(() => delete process.env['FIELDSMITH_MODELS'])

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

function argv(observations: string, ...more: string[]): string[] {
  return ['--problem', 'darcy', '--observations', observations, '--out', join(folder, 'out'), ...more]
}

const header = 'field,x,y,value,sigma'

describe('fieldsmith solve', () => {
  test('writes arrays, document, report and image whose pair of means satisfies the equation', async () => {
    const path = file('sensors.csv', [header, ...sensorRows(60)].join('\n'))
    const { exitCode, stdout, stderr } = await runCommand(solveCommand, argv(path, '--samples', '2', '--json'))
    expect([exitCode, stderr]).toEqual([0, ''])
    const document = solutionSchema.parse(JSON.parse(stdout))
    expect(document.observations).toMatchObject({ count: 60, byField: { a: 30, u: 30 } })
    expect(readdirSync(join(folder, 'out')).sort()).toEqual([...document.files].sort())
    expect(JSON.parse(readFileSync(join(folder, 'out', 'solution.json'), 'utf8'))).toEqual(JSON.parse(stdout))

    const arrays = readNpz(readFileSync(join(folder, 'out', 'solution.npz')), 'solution.npz')
    const shapes = Object.fromEntries(Object.entries(arrays).map(([key, { shape }]) => [key, shape]))
    const field = { mean: [64, 64], std: [64, 64], samples: [2, 64, 64] }
    const named = ['a', 'u', 'a_raw', 'u_raw'].flatMap((key) =>
      Object.entries(field).map(([name, shape]) => [`${key}_${name}`, shape] as const),
    )
    expect(shapes).toMatchObject({ ...Object.fromEntries(named), x: [64], y: [64] })
    const fields = { a: arrays['a_mean']!.data as Float64Array, u: arrays['u_mean']!.data as Float64Array }
    const { norms } = darcy.residual(64, parameters, fields)
    expect(norms.l2Relative).toBe(document.residual.refined!.l2Relative)
    expect(norms.l2Relative).toBeLessThan(1e-8)
    expect(document.residual.raw.l2Relative).toBeGreaterThan(1e-3)
    expect(document.observations.rmsMisfit['u']).toBeLessThan(3e-4)
  })

  test('gives the same arrays for the same seed and others for another seed', async () => {
    const rows = sensorRows(30)
    const solve = async (
      name: string,
      lines: readonly string[],
      seed: string,
    ): Promise<Record<string, Float64Array>> => {
      const out = join(folder, name)
      const path = file(`${name}.csv`, [header, ...lines].join('\n'))
      const { exitCode } = await runCommand(solveCommand, [
        '--problem',
        'darcy',
        '--observations',
        path,
        '--out',
        out,
        '--samples',
        '1',
        '--seed',
        seed,
        '--no-refine',
      ])
      expect(exitCode).toBe(0)
      const arrays = readNpz(readFileSync(join(out, 'solution.npz')), name)
      return Object.fromEntries(Object.entries(arrays).map(([key, { data }]) => [key, data as Float64Array]))
    }
    const first = await solve('first', rows, '7')
    expect(await solve('again', rows, '7')).toEqual(first)
    expect((await solve('other', rows, '8'))['a_mean']).not.toEqual(first['a_mean'])
  })

  test('takes lines, boxes and exact values, and prints raw beside refined', async () => {
    const { exitCode, stdout } = await runCommand(solveCommand, [
      ...['--problem', 'poisson', '--observations', resolve('assets/examples/poisson-sensors.csv')],
      ...['--samples', '2', '--out', join(folder, 'out')],
    ])
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/111 observations, 2 members/)
    expect(stdout).toMatch(/ raw +refined\n/)
    const document = solutionSchema.parse(JSON.parse(readFileSync(join(folder, 'out', 'solution.json'), 'utf8')))
    expect(document.observations.noise['u']!.origin).toBe('file')
    expect(document.observations.reducedChiSquare).toBeLessThan(2)
    expect(document.observations.exactViolation).toBeLessThan(1e-8)
    expect(document.alarms).toEqual([])
  })

  test('takes times, and estimates noise that the file does not state', async () => {
    const example = readFileSync(resolve('assets/examples/burgers-sensors.csv'), 'utf8')
    const path = file('probes.csv', example.replaceAll(/,0\.004$/gm, ','))
    const { exitCode, stdout } = await runCommand(solveCommand, [
      ...['--problem', 'burgers', '--observations', path, '--samples', '2', '--noise', 'estimate', '--steps', '2'],
      ...['--out', join(folder, 'out'), '--json'],
    ])
    expect(exitCode).toBe(0)
    const { observations, steps } = solutionSchema.parse(JSON.parse(stdout))
    expect([steps, observations.count, observations.noise['u']!.origin]).toEqual([2, 320, 'estimated'])
    expect(observations.noise['u']!.rms / 0.004).toBeGreaterThan(0.7)
    expect(observations.noise['u']!.rms / 0.004).toBeLessThan(1.4)
  })

  test('without --refine the raw fields are exported and no refined residual is claimed', async () => {
    const path = file('sensors.csv', [header, ...sensorRows(10)].join('\n'))
    const { stdout } = await runCommand(solveCommand, argv(path, '--samples', '1', '--no-refine', '--json'))
    expect(JSON.parse(stdout)).toMatchObject({ refined: false, residual: { refined: null } })
  })

  test('takes columns as they are mapped, in their units, and notes how', async () => {
    const rows = sensorRows(20).flatMap((row) => {
      const [key, x, y, value] = row.split(',')
      return key === 'u' ? [`${100 * Number(x)};${y};${1000 * Number(value)}`.replaceAll('.', ',')] : []
    })
    const path = file('wells.csv', ['Ost [cm];y;Spiegel', ...rows].join('\n'))
    const { exitCode, stdout, stderr } = await runCommand(
      solveCommand,
      argv(path, '--samples', '1', '--no-refine', '--json', '--map', 'x=Ost', '--map', 'u=Spiegel [mm]'),
    )
    expect(exitCode).toBe(0)
    expect(stderr).toBe('wells.csv: "Ost [cm]" as x in cm; "y" as y; "Spiegel" as u in mm\n')
    const { observations } = solutionSchema.parse(JSON.parse(stdout))
    expect(observations.count).toBe(rows.length)
    expect(observations.noise['u']!.rms).toBeLessThan(1e-3)
  })
})

describe('fieldsmith solve refuses', () => {
  async function refused(
    observations: string,
    more: readonly string[] = [],
  ): Promise<{ exitCode: number; stderr: string; stdout: string }> {
    const result = await runCommand(solveCommand, argv(observations, ...more))
    expect(existsSync(join(folder, 'out'))).toBe(false)
    expect(result.stdout).toBe('')
    return result
  }

  test.each([
    ['an empty file', '', 'error[observations-empty]', 'data.csv'],
    ['columns without a position', 'x,z,u\n0.1,0.2,3\n', 'error[observations-header]', 'data.csv'],
    ['a value that is NaN', `${header}\nu,0.1,0.2,NaN,1e-4\n`, 'error[observations-', 'line 2'],
    ['a point outside the domain', `${header}\nu,1.5,0.2,0.003,1e-4\n`, 'error[observations-outside-domain]', 'line 2'],
    ['an unknown field', `${header}\nq,0.5,0.2,0.003,1e-4\n`, 'error[observations-unknown-field]', 'line 2'],
    [
      'duplicated points that disagree',
      `${header}\nu,0.5,0.2,0.003,1e-5\nu,0.5,0.2,0.006,1e-5\n`,
      'error[observations-duplicate]',
      'line 3',
    ],
  ])('%s, naming the line', async (_name, text, code, place) => {
    const { exitCode, stderr } = await refused(file('data.csv', text))
    expect(exitCode).toBe(2)
    expect(stderr).toContain(code)
    expect(stderr).toContain(place)
  })

  test('every bad line of a file in one go', async () => {
    const { stderr } = await refused(
      file('data.csv', `${header}\nu,2,0,1,1\nu,0.5,0.5,0.004,1e-4\nz,0,0,1,1\nu,0.5,x,1,1\n`),
    )
    for (const line of ['2', '4', '5']) expect(stderr).toMatch(new RegExp(`line ${line}\\b`))
  })

  test('a file that is not there', async () => {
    const { exitCode, stderr } = await refused(join(folder, 'missing.csv'))
    expect([exitCode, stderr.split(':')[0]]).toEqual([2, 'error[observations-unreadable]'])
  })

  test.each([
    ['an unknown parameter', 'viscosity=1', 'error[unknown-parameter]'],
    ['a parameter out of its range', 'permeabilityHigh=900', 'error[parameter-out-of-range]'],
  ])('%s', async (_name, assignment, code) => {
    const { exitCode, stderr } = await refused(file('data.csv', `${header}\nu,0.5,0.5,0.004,1e-4\n`), [
      '--param',
      assignment,
    ])
    expect(exitCode).toBe(2)
    expect(stderr).toContain(code)
  })

  test('a noise that is none, before it reads anything', async () => {
    const { exitCode, stderr } = await refused(join(folder, 'missing.csv'), ['--noise', 'loud'])
    expect(exitCode).toBe(2)
    expect(stderr).toContain('error[bad-value]: value cannot be read, at --noise')
  })

  test('an output directory that cannot be written, before it starts to work', async () => {
    const blocked = file('blocked', 'a file where a folder is wanted')
    const path = file('data.csv', `${header}\nu,0.5,0.5,0.004,1e-4\n`)
    const { exitCode, stderr } = await runCommand(solveCommand, [
      '--problem',
      'darcy',
      '--observations',
      path,
      '--out',
      join(blocked, 'out'),
    ])
    expect(exitCode).toBe(2)
    expect(stderr).toContain('error[output-not-writable]')
    expect(readdirSync(folder).sort()).toEqual(['blocked', 'data.csv'])
  })

  describe('a model', () => {
    const models = (): string => join(folder, 'models')
    const generator = (): string => join(models(), 'darcy-64-student', 'generator.onnx')
    beforeEach(() => {
      mkdirSync(models())
      cpSync(join(shipped, 'darcy-64-student'), join(models(), 'darcy-64-student'), { recursive: true })
      process.env['FIELDSMITH_MODELS'] = models()
    })
    afterEach(() => (process.env['FIELDSMITH_MODELS'] = shipped))

    test.each([
      ['that is truncated', () => truncateSync(generator(), 1000), 'error[model-size-mismatch]'],
      [
        'with one byte altered',
        () => {
          const bytes = readFileSync(generator())
          bytes[bytes.length >> 1] = bytes[bytes.length >> 1]! ^ 1
          writeFileSync(generator(), bytes)
        },
        'error[model-hash-mismatch]',
      ],
      ['whose file is gone', () => rmSync(generator()), 'error[model-file-missing]'],
    ])('%s', async (_name, damage, code) => {
      damage()
      const { exitCode, stderr } = await refused(file('data.csv', `${header}\nu,0.5,0.5,0.004,1e-4\n`))
      expect(exitCode).toBe(3)
      expect(stderr).toContain(code)
    })
  })
})

describe('fieldsmith solve on very many points', () => {
  test('takes a million of them', async () => {
    const random = new RandomStream(33, 'million')
    const rows = Array.from({ length: 1_000_000 }, () => {
      const [x, y] = [random.uniform(), random.uniform()]
      return `u,${x},${y},${0.06 * x * (1 - x) * y * (1 - y)},1e-4`
    })
    const path = file('many.csv', [header, ...rows].join('\n'))
    const { exitCode, stdout } = await runCommand(solveCommand, argv(path, '--samples', '1', '--no-refine', '--json'))
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ observations: { count: 1_000_000 } })
  })
})
