import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { check } from 'prettier'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { benchmarkSchema, type Benchmark } from '../../../src-main/benchmark/document'
import { thisMachine } from '../../../src-main/benchmark/machine'
import { pageSection } from '../../../src-main/benchmark/page'
import { replaceTable, resultFiles, saveResults } from '../../../src-main/benchmark/results'
import { row } from '../../../src-main/benchmark/row'
import { defaultProblem, suiteNames } from '../../../src-main/benchmark/suite'
import { Failure } from '../../../src-main/field/failure'
import { ablationNames, conditionalRowIds, generationFields, generationRowIds, rowIds } from './row-ids'

const root = join(import.meta.dirname, '../../..')
const page = `# Results\n\nBefore.\n\n<!-- begin training -->\n\nold\n\n<!-- end training -->\n\nAfter.\n`

function benchmark(value: number): Benchmark {
  return {
    schema: 'fieldsmith.benchmark/1',
    suite: 'training',
    problem: 'darcy',
    quick: false,
    date: '2026-11-21T08:00:00.000Z',
    commit: '0123456789ab',
    machine: thisMachine(),
    provider: 'cpu',
    models: [{ id: 'darcy-64-teacher', sha256: 'a'.repeat(64) }],
    rows: [row('training.unet.samplesPerSecond', value, { unit: 'samples/s', better: 'higher', samples: 3 })],
    notes: ['Nothing was left out.'],
  }
}

const sweptRow = (problem: string): string => `generation.${problem}.phys-instruct-k1-unswept.`

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fieldsmith-results-'))
  await writeFile(join(folder, 'BENCHMARKS.md'), page)
})
afterEach(() => rm(folder, { recursive: true }))

describe('saving results', () => {
  test('writes the document and puts its table into the page, leaving the rest of it alone', async () => {
    const files = await resultFiles('training', folder)
    for (const value of [11.5, 22.5]) {
      await saveResults(files, benchmark(value))
      const saved = benchmarkSchema.parse(JSON.parse(await readFile(files.json, 'utf8')))
      expect(saved.rows[0]!.value).toBe(value)
      const text = await readFile(files.page, 'utf8')
      expect(text).toMatch(
        /^# Results\n\nBefore\.\n\n<!-- begin training -->\n\nMeasured on 2026-11-21 at commit 0123456789ab/,
      )
      expect(text).toMatch(/<!-- end training -->\n\nAfter\.\n$/)
      expect(text.match(/samplesPerSecond/g)).toHaveLength(1)
      expect(text).toContain(` ${value} `)
      expect(text).toContain('\n\nNothing was left out.\n\n')
      expect(await check(text, { parser: 'markdown', printWidth: 120 })).toBe(true)
    }
    expect(await readdir(join(folder, 'test/bench/results'))).toEqual(['training.json'])
  })

  test('is refused before the run where the page has no place for it, or a folder stands in the way', async () => {
    await expect(resultFiles('generation', folder)).rejects.toThrow(Failure)
    await mkdir(join(folder, 'test/bench/results/training.json'), { recursive: true })
    await expect(resultFiles('training', folder)).rejects.toThrow('cannot be written')
  })

  test('takes markers only once each and in order', () => {
    for (const bad of ['', page + page, page.replace('begin', 'end'), page.replace('<!-- end training -->', '')]) {
      expect(() => replaceTable(bad, 'training', [])).toThrow(Failure)
    }
    expect(replaceTable(replaceTable(page, 'training', ['x']), 'training', ['y'])).toBe(page.replace('old', 'y'))
  })
})

/** Slow methods may be kept of fewer conditions; these rows and no unknown ones stand, in order. */
function expectMeasured(ids: readonly string[]): void {
  const problems = Object.keys(generationFields)
  expect(ids).toEqual(rowIds.conditional.filter((id) => ids.includes(id)))
  const always = conditionalRowIds(problems, ['student', 'kriging', 'reference-solver', 'exact-posterior'])
  const sometimes = conditionalRowIds(problems, ['raw', 'raw-k2', 'guided-teacher', 'student-500'], ['noise0'])
  expect([...always, ...sometimes].filter((id) => !ids.includes(id))).toEqual([])
}

/** Measured in a browser by commands of their own, `bench:frames` and `bench:sliders`. */
const pageBenchmarks = ['frames', 'sliders']

describe('the results that are kept', () => {
  test('are one full run of every suite, with the rows readers count on and the tables on the page', async () => {
    const results = join(root, 'test/bench/results')
    expect((await readdir(results)).sort()).toEqual(
      [...suiteNames, ...pageBenchmarks].map((name) => `${name}.json`).sort(),
    )
    const text = await readFile(join(root, 'BENCHMARKS.md'), 'utf8')
    for (const suite of suiteNames) {
      const saved = benchmarkSchema.parse(JSON.parse(await readFile(join(results, `${suite}.json`), 'utf8')))
      expect(saved).toMatchObject({ suite, problem: defaultProblem(suite), quick: false })
      const ids = saved.rows.map(({ id }) => id)
      const optional = {
        ablations: ablationNames.filter((name) => saved.models.some(({ id }) => id.endsWith(name))),
        swept: Object.keys(generationFields).filter((problem) => ids.some((id) => id.startsWith(sweptRow(problem)))),
      }
      const expected = suite === 'generation' ? generationRowIds(generationFields, optional) : rowIds[suite]
      if (suite === 'conditional') expectMeasured(ids)
      else expect(ids).toEqual(expected)
      expect(text).toContain(pageSection(saved).join('\n'))
    }
  })
})
