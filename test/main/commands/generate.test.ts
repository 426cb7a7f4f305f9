import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { generateCommand } from '../../../src-main/commands/generate'
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

  test('names the axes as the problem does', async () => {
    await runCommand(generateCommand, ['--problem', 'burgers', '--out', join(folder, 'a.npz')])
    const arrays = readNpz(readFileSync(join(folder, 'a.npz')), 'a.npz')
    expect(Object.keys(arrays).sort()).toEqual(['residual', burgers.grid(64).symbols.y, 'u', 'x'].sort())
  })

  test('refuses steps that the student does not serve, and writes nothing', async () => {
    const argv = ['--problem', 'darcy', '--steps', '9', '--out', join(folder, 'a.npz')]
    const { exitCode, stderr } = await runCommand(generateCommand, argv)
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/^error\[steps-not-served\].*expected 1, 2, 3, 4, received 9\n$/)
    expect(() => readFileSync(join(folder, 'a.npz'))).toThrow('ENOENT')
  })
})
