import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { factorsDocument } from '../../../../src-main/benchmark/calibration/factors'
import { benchmarkSchema, type Benchmark } from '../../../../src-main/benchmark/document'
import { pageSection } from '../../../../src-main/benchmark/page'
import { problemById } from '../../../../src-main/problems/library'
import { spreadFactor } from '../../../../src-main/tasks/calibration'
import { quickRun } from '../quick-run'
import { writeTinyPackages } from '../tiny-packages'
import { calibrationRowIds } from './row-ids'

const root = join(import.meta.dirname, '../../../..')
const factors = join(root, 'src-main/tasks/spread-factors.json')

describe('suite calibration', () => {
  let models: string
  let folder: string
  let benchmark: Benchmark
  beforeAll(async () => {
    models = await writeTinyPackages()
    folder = await mkdtemp(join(tmpdir(), 'fieldsmith-calibration-'))
    vi.stubEnv('FIELDSMITH_MODELS', models)
    benchmark = await quickRun('calibration', '--problem', 'darcy', '--run', folder)
  }, 60_000)
  afterAll(async () => {
    vi.unstubAllEnvs()
    await rm(models, { recursive: true })
    await rm(folder, { recursive: true })
  })

  test('scores every task of a problem, and tries its alarms', () => {
    expect(benchmark.rows.map(({ id }) => id)).toEqual(
      calibrationRowIds.filter((id) => id.startsWith('calibration.darcy.')),
    )
    for (const { id, value } of benchmark.rows) {
      if (/coverage|falseAlarms|detection/.test(id)) expect(value, id).toBeGreaterThanOrEqual(0)
      if (/coverage|falseAlarms|detection/.test(id)) expect(value, id).toBeLessThanOrEqual(1)
      if (/crps|spreadFactor|seconds/.test(id)) expect(value, id).toBeGreaterThan(0)
    }
    const lines = pageSection(benchmark)
    for (const line of ['darcy, forward', 'Factors of the spread', 'contrast']) expect(lines.join('\n')).toContain(line)
  })

  test('keeps its cases, finds them again, and leaves the factors as the app takes them', async () => {
    const again = await quickRun('calibration', '--problem', 'darcy', '--run', folder)
    expect(again.rows).toEqual(benchmark.rows)
    expect(await readFile(join(folder, 'spread-factors.json'), 'utf8')).toBe(factorsDocument(benchmark.rows))
  })
})

test('the factors that the app takes are those of the results that are kept', async () => {
  const saved = benchmarkSchema.parse(
    JSON.parse(await readFile(join(root, 'test/bench/results/calibration.json'), 'utf8')),
  )
  expect(await readFile(factors, 'utf8')).toBe(factorsDocument(saved.rows))
})

test('the spread is left as it is where nothing was measured', () => {
  expect(spreadFactor(problemById('heat'), 'u', ['u'], 'raw')).toBe(1)
  expect(spreadFactor(problemById('darcy'), 'u', [], 'refined')).toBe(1)
})

test('the spread is corrected by what was observed, whatever its order', () => {
  const factor = spreadFactor(problemById('darcy'), 'u', ['a'], 'raw')
  expect(factor).toBeGreaterThan(1)
  expect(spreadFactor(problemById('darcy'), 'u', ['u', 'a'], 'raw')).toBe(
    spreadFactor(problemById('darcy'), 'u', ['a', 'u'], 'raw'),
  )
})
