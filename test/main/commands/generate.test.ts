import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { generateCommand } from '../../../src-main/commands/generate'
import { sampleDocumentSchema } from '../../../src-main/contract/calls'
import { readNpz } from '../../../src-main/formats/npz'
import { burgers } from '../../../src-main/problems/burgers/burgers'
import { darcy } from '../../../src-main/problems/darcy/darcy'
import { runCommand } from './command-run'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'fieldsmith-generate-'))))
afterEach(() => rmSync(folder, { recursive: true }))

describe('fieldsmith generate', () => {
  test('writes fields whose residual is the one that it tells, the same bytes each time', async () => {
    const argv = ['--problem', 'darcy', '--steps', '2', '--seed', '5', '--param', 'sourceStrength=2', '--json']
    const { exitCode, stdout } = await runCommand(generateCommand, [...argv, '--out', join(folder, 'a.npz')])
    expect(exitCode).toBe(0)
    const told = JSON.parse(stdout) as { steps: number; parameters: Record<string, number>; residual: { l2: number } }
    expect(told).toMatchObject({ steps: 2, parameters: { sourceStrength: 2 } })
    const bytes = readFileSync(join(folder, 'a.npz'))
    const arrays = readNpz(bytes, 'a.npz')
    expect(Object.keys(arrays).sort()).toEqual(['a', 'residual', 'u', 'x', 'y'])
    const fields = { a: arrays['a']!.data as Float64Array, u: arrays['u']!.data as Float64Array }
    expect(darcy.residual(64, told.parameters, fields).norms.l2).toBe(told.residual.l2)
    await runCommand(generateCommand, [...argv, '--out', join(folder, 'b.npz')])
    expect(readFileSync(join(folder, 'b.npz')).equals(bytes)).toBe(true)
  })

  test('writes all files into a directory: arrays, report, image and document', async () => {
    const out = join(folder, 'sample')
    const { stdout } = await runCommand(generateCommand, ['--problem', 'darcy', '--json', '--out', out])
    expect(readdirSync(out).sort()).toEqual(['report.html', 'sample.json', 'sample.npz', 'sample.vti'])
    const document = sampleDocumentSchema.parse(JSON.parse(readFileSync(join(out, 'sample.json'), 'utf8')))
    expect(JSON.parse(stdout)).toMatchObject(document)
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('No sensors were used')
    await runCommand(generateCommand, ['--problem', 'darcy', '--out', join(folder, 'alone.npz')])
    expect(readFileSync(join(folder, 'alone.npz')).equals(readFileSync(join(out, 'sample.npz')))).toBe(true)
  })

  test('names the axes as the problem does', async () => {
    await runCommand(generateCommand, ['--problem', 'burgers', '--out', join(folder, 'a.npz')])
    const arrays = readNpz(readFileSync(join(folder, 'a.npz')), 'a.npz')
    expect(Object.keys(arrays).sort()).toEqual(['residual', burgers.grid(64).symbols.y, 'u', 'x'].sort())
  })

  test('beyond what the student was trained on, it says so and draws all the same', async () => {
    const given = ['--param', 'permeabilityLow=1', '--param', 'sourceStrength=100']
    const argv = ['--problem', 'darcy', ...given, '--out', join(folder, 'a.npz'), '--json']
    const { exitCode, stdout, stderr } = await runCommand(generateCommand, argv)
    expect(exitCode).toBe(0)
    // The strength of the source only scales the head: there is nothing to warn of.
    expect(stderr).toBe(
      'warning[outside-training]: the model was not trained on this value, at permeabilityLow, expected 2 to 6 m²/d, received 1\n',
    )
    expect(JSON.parse(stdout)).toMatchObject({ outsideTraining: ['permeabilityLow'] })
    expect(
      (readNpz(readFileSync(join(folder, 'a.npz')), 'a.npz')['u']!.data as Float64Array).every(Number.isFinite),
    ).toBe(true)
  })

  test('refuses steps that the student does not serve, and writes nothing', async () => {
    const argv = ['--problem', 'darcy', '--steps', '9', '--out', join(folder, 'a.npz')]
    const { exitCode, stderr } = await runCommand(generateCommand, argv)
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/^error\[steps-not-served\].*expected 1, 2, 3, 4, received 9\n$/)
    expect(() => readFileSync(join(folder, 'a.npz'))).toThrow('ENOENT')
  })
})
