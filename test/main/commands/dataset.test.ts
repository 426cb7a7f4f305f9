import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { datasetCommand } from '../../../src-main/commands/dataset'
import { Failure } from '../../../src-main/field/failure'
import { readNpz } from '../../../src-main/formats/npz'
import { darcy } from '../../../src-main/problems/darcy/darcy'
import { runCommand } from './command-run'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'fieldsmith-dataset-'))))
afterEach(() => rmSync(folder, { recursive: true }))

function argv(name: string, ...more: string[]): string[] {
  return ['--problem', 'darcy', '--count', '5', '--seed', '3', '--size', '16', '--out', join(folder, name), ...more]
}

describe('fieldsmith dataset', () => {
  test('writes fields, parameters and positions that belong together', async () => {
    const { exitCode, stdout } = await runCommand(datasetCommand, argv('d.npz', '--json'))
    expect(exitCode).toBe(0)
    const arrays = readNpz(readFileSync(join(folder, 'd.npz')), 'd.npz')
    const shapes = Object.fromEntries(Object.entries(arrays).map(([key, { shape }]) => [key, shape]))
    expect(shapes).toEqual({
      a: [5, 16, 16],
      u: [5, 16, 16],
      permeabilityLow: [5],
      permeabilityHigh: [5],
      correlationLength: [5],
      sourceStrength: [5],
      x: [16],
      y: [16],
    })
    expect((JSON.parse(stdout) as { arrays: unknown }).arrays).toEqual(shapes)
    expect(arrays['x']!.data[0]).toBe(1 / 32)
    for (let index = 0; index < 5; index += 1) {
      const of = (key: string) => arrays[key]!.data.subarray(index * 256, (index + 1) * 256) as Float64Array
      const parameters = Object.fromEntries(darcy.parameters.map(({ key }) => [key, Number(arrays[key]!.data[index])]))
      expect(darcy.residual(16, parameters, { a: of('a'), u: of('u') }).norms.l2Relative).toBeLessThan(1e-6)
    }
  })

  test('names the positions as the axes are called', async () => {
    const args = ['--problem', 'burgers', '--count', '1', '--seed', '1', '--size', '16', '--out', join(folder, 't.npz')]
    expect((await runCommand(datasetCommand, args)).exitCode).toBe(0)
    const { x, t } = readNpz(readFileSync(join(folder, 't.npz')), 't.npz')
    expect([x!.data[15], t!.data[15]]).toEqual([15 / 16, 1])
  })

  test('equal seeds give equal files, other seeds others', async () => {
    await runCommand(datasetCommand, argv('one.npz'))
    await runCommand(datasetCommand, argv('two.npz'))
    await runCommand(
      datasetCommand,
      argv('three.npz').map((text) => (text === '3' ? '4' : text)),
    )
    const bytes = (name: string) => readFileSync(join(folder, name))
    expect(bytes('one.npz').equals(bytes('two.npz'))).toBe(true)
    expect(bytes('one.npz').equals(bytes('three.npz'))).toBe(false)
  })

  test('tells how far it is on standard error', async () => {
    const { stderr, stdout } = await runCommand(datasetCommand, argv('d.npz'))
    expect(stderr).toContain('Drawing samples')
    expect(stdout).toContain('Darcy flow: 5 samples on 16 x 16')
  })

  test('keeps the parameters that are given', async () => {
    await runCommand(datasetCommand, argv('d.npz', '--param', 'sourceStrength=2'))
    const arrays = readNpz(readFileSync(join(folder, 'd.npz')), 'd.npz')
    expect([...arrays['sourceStrength']!.data]).toEqual([2, 2, 2, 2, 2])
    expect(new Set(arrays['permeabilityLow']!.data as Float64Array).size).toBe(5)
  })

  test.each([
    { what: 'an unknown parameter', more: ['--param', 'porosity=0.3'], code: 'unknown-parameter' },
    { what: 'a parameter out of range', more: ['--param', 'sourceStrength=1e9'], code: 'parameter-out-of-range' },
  ])('refuses $what before anything is drawn', async ({ more, code }) => {
    const { exitCode, stderr } = await runCommand(datasetCommand, argv('d.npz', ...more))
    expect(exitCode).toBe(2)
    expect(stderr.startsWith(`error[${code}]:`)).toBe(true)
    expect(stderr).not.toContain('Drawing')
    expect(readdirSync(folder)).toEqual([])
  })

  test('refuses a place that cannot be written before anything is drawn', async () => {
    const { exitCode, stderr } = await runCommand(datasetCommand, argv('missing/d.npz'))
    expect(exitCode).toBe(2)
    expect(stderr).toContain('error[output-not-writable]')
    expect(stderr).not.toContain('Drawing')
  })

  test('interrupted, it leaves no file', async () => {
    const reason = new Failure({ code: 'interrupted', kind: 'cancelled', what: 'interrupted' })
    const { exitCode } = await runCommand(datasetCommand, argv('d.npz'), AbortSignal.abort(reason))
    expect(exitCode).toBe(130)
    expect(readdirSync(folder)).toEqual([])
  })
})
