import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Failure } from '../../../../src-main/field/failure'
import { observationCount, type Observations } from '../../../../src-main/field/observations'
import { previewObservations } from '../../../../src-main/formats/observations/preview'
import { readObservations } from '../../../../src-main/formats/observations/read'
import { readZip } from '../../../../src-main/formats/zip-reader'
import { problemById } from '../../../../src-main/problems/library'

type Row = [field: string, x: number, y: number, value: number, sigma: number | null]
type Entry = { file: string; problem: string } & ({ rows: Row[] } | { code: string })

const folder = new URL('../../../fixtures/observation-files/', import.meta.url)
const content = (name: string): Uint8Array => readFileSync(new URL(name, folder))
const entries = JSON.parse(new TextDecoder().decode(content('expected.json'))) as Entry[]
const good = entries.filter((entry) => 'rows' in entry)
const bad = entries.filter((entry) => 'code' in entry)

const rowsOf = ({ fields, field, x, y, value, sigma }: Observations): Row[] =>
  Array.from(value, (_, i) => [fields[field[i]!]!, x[i]!, y[i]!, value[i]!, Number.isNaN(sigma[i]!) ? null : sigma[i]!])

/** What pandas and NumPy round off on the way: the digits of single precision where a file has no more. */
const near = (row: Row): unknown[] => row.map((entry) => (typeof entry === 'number' ? expect.closeTo(entry, 9) : entry))

describe('a file that pandas or NumPy wrote', () => {
  test.each(good)('$file holds the measurements that went into it', ({ file, problem, rows }) => {
    const { table } = readObservations(content(file), file, problemById(problem))
    expect(rowsOf(table)).toEqual(rows.map(near))
  })

  test.each(good)('$file is read the same by the mapping that its preview guessed', ({ file, problem: id }) => {
    const problem = problemById(id)
    const { mapping, findings, rows, checkedRows, columns, native } = previewObservations(content(file), file, problem)
    expect([findings, checkedRows, native]).toEqual([[], rows, false])
    expect(mapping.columns.map(({ name }) => name)).toEqual(columns.map(({ name }) => name))
    const { table } = readObservations(content(file), file, problem, mapping)
    expect(table).toEqual(readObservations(content(file), file, problem).table)
  })

  test.each(bad)('$file is refused as $code', ({ file, problem, code }) => {
    expect(() => readObservations(content(file), file, problemById(problem))).toThrow(
      expect.objectContaining({ detail: expect.objectContaining({ code, kind: 'usage' }) }),
    )
  })

  test('that unpacks to more than it may is refused before it does', () => {
    const bomb = readZip(content('bomb.npz.zip'), 'bomb.npz.zip', 'test').get('bomb.npz')!
    expect(() => readObservations(bomb, 'bomb.npz', problemById('darcy'))).toThrow(/bomb\.npz.*503316/)
  })
})

describe('every file cut off or damaged anywhere', () => {
  test.each(good)('$file gives measurements or a Failure, nothing else', ({ file, problem: id }) => {
    const bytes = content(file)
    const problem = problemById(id)
    for (let step = 1; step <= 24; step++) {
      const at = Math.floor((step * bytes.length) / 25)
      for (const damaged of [bytes.slice(0, at), bytes.with(at, bytes[at]! ^ 0x55)]) {
        try {
          expect(observationCount(readObservations(damaged, file, problem).table)).toBeGreaterThan(0)
        } catch (error) {
          expect(error).toBeInstanceOf(Failure)
        }
      }
    }
  })
})
