import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { observationsCommand } from '../../../src-main/commands/observations'
import { previewSchema } from '../../../src-main/contract/observations'
import { readObservations } from '../../../src-main/formats/observations/read'
import { darcy } from '../../../src-main/problems/darcy/darcy'
import { runCommand } from './command-run'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'fieldsmith-observations-'))))
afterEach(() => rmSync(folder, { recursive: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const run = (path: string, ...more: string[]) => runCommand(observationsCommand, [path, '--problem', 'darcy', ...more])
const site = 'Brunnen;Ost [km];Nord [km];Spiegel [cm];Streuung [mm]\nB1;3512,5;5400;1,5;2\nB2;3512,75;5400,25;2,5;\n'
const maps = ['x=Ost - 3512.5 / 0.5', 'y=Nord [km] - 5400 / 0.5', 'u=Spiegel', 'sigma(u)=5'].flatMap((map) => [
  '--map',
  map,
])

describe('fieldsmith observations', () => {
  test('shows how a file is read and that nothing is wrong with it', async () => {
    const { exitCode, stdout, stderr } = await run(file('wells.csv', 'X [cm],Y [cm],Head,remark\n10,20,3,dry\n'))
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toContain('wells.csv: text, 1 row, separated by commas, decimal point, names in the first row')
    expect(stdout).toMatch(/X \[cm\] +numbers +10 +x in cm/)
    expect(stdout).toMatch(/remark +text +dry +nothing/)
    expect(stdout).toContain('nothing is wrong in all rows')
  })

  test('lists what is wrong, and with --json as a document', async () => {
    const path = file('wells.csv', 'field,x,y,value\nu,0.5,7,1\nq,0.5,0.5,1\n')
    const text = await run(path)
    expect(text.stdout).toContain('the native form, 2 rows')
    expect(text.stdout).toMatch(/2 findings in all rows\n {2}a point outside the domain, at wells\.csv line 2,/)
    const { exitCode, stdout } = await run(path, '--json')
    const { schema, problem, ...preview } = JSON.parse(stdout) as Record<string, unknown>
    expect([exitCode, schema, problem]).toEqual([0, 'fieldsmith.observations/1', 'darcy'])
    expect(previewSchema.parse(preview)).toMatchObject({ native: true, findingCount: 2 })
  })

  test('takes columns as --map says, with units, origins and scales, and writes the native form', async () => {
    const out = join(folder, 'native.csv')
    const { exitCode, stdout, stderr } = await run(file('site.csv', site), ...maps, '--out', out)
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/Ost \[km\] +numbers +3512,5 {2}3512,75 +x in km, \(number - 3512\.5\) \/ 0\.5/)
    const { table, native } = readObservations(readFileSync(out), 'native.csv', darcy)
    expect(native).toBe(true)
    expect([[...table.x], [...table.y], [...table.value], [...table.sigma]]).toEqual([
      [0, 0.5],
      [0, 0.5],
      [0.015, 0.025],
      [0.002, NaN],
    ])
  })

  test('takes the mapping that it printed', async () => {
    const path = file('site.csv', site)
    const printed = await run(path, ...maps, '--json')
    const again = await run(path, '--mapping', file('mapping.json', printed.stdout), '--json')
    expect(JSON.parse(again.stdout)).toEqual(JSON.parse(printed.stdout))
  })

  test('lets a column name the fields, and takes it back', async () => {
    const path = file('long.csv', 'what,x,y,v\nu,.1,.2,3\n')
    const long = await run(path, '--map', 'field=what', '--map', 'value=v')
    expect(long.stdout).toContain('nothing is wrong')
    const wide = await run(path, '--map', 'field=what', '--map', 'value=v', '--map', 'u=v')
    expect(wide.stdout).toMatch(/what +text +u +nothing/)
    expect(wide.stdout).toContain('nothing is wrong')
  })

  test.each([
    ['no role', 'Ost', 'ROLE=COLUMN'],
    ['an unknown role', 'depth=Ost', 'sigma(FIELD)'],
    ['noise of a foreign field', 'sigma(q)=Ost', 'sigma(FIELD)'],
    ['an unknown column', 'x=West', '"Brunnen", "Ost [km]"'],
    ['a number beyond the columns', 'x=6', '"Brunnen"'],
    ['a scale of nothing', 'x=Ost / 0', '"Brunnen"'],
  ])('refuses %s in --map', async (_, map, expected) => {
    const { exitCode, stderr } = await run(file('site.csv', site), '--map', map)
    expect(exitCode).toBe(2)
    expect(stderr).toContain('error[bad-value]: value cannot be read, at --map')
    expect(stderr).toContain(expected)
  })

  test.each([
    ['is not there', undefined, 'ENOENT'],
    ['is no JSON', 'x=1', 'no JSON'],
    ['is no mapping', '{"mapping":{"format":"text"}}', 'columns'],
  ])('refuses a mapping that %s', async (_, text, received) => {
    const mapping = text === undefined ? join(folder, 'none.json') : file('mapping.json', text)
    const { exitCode, stderr } = await run(file('site.csv', site), '--mapping', mapping)
    expect(exitCode).toBe(2)
    expect(stderr).toContain('error[mapping-unreadable]')
    expect(stderr).toContain(received)
  })

  test('writes nothing of a file that cannot be read', async () => {
    const out = join(folder, 'native.csv')
    const { exitCode, stderr } = await run(file('wells.csv', 'x,y,u\n7,8,9\n'), '--out', out)
    expect(exitCode).toBe(2)
    expect(stderr).toContain('error[observations-lines]')
    expect(() => readFileSync(out)).toThrow()
  })
})
