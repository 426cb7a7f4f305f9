import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { figure, quickRun } from '../quick-run'
import { guidanceFigures } from '../row-ids'
import { writeTinyPackages } from '../tiny-packages'
import { optimiserRowIds } from './row-ids'

let models: string
beforeAll(async () => {
  models = await writeTinyPackages()
  vi.stubEnv('FIELDSMITH_MODELS', models)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(models, { recursive: true })
})

test('suite optimisers says how far each method is above the lowest objective, ever less with time', async () => {
  const benchmark = await quickRun('optimisers', '--problem', 'darcy')
  expect(benchmark.rows.map(({ id }) => id)).toEqual(optimiserRowIds(['darcy']))
  const value = (key: string): number => figure(benchmark, `optimisers.darcy.${key}`).value
  const start = value('start.excess')
  expect(start).toBeGreaterThan(0)
  for (const method of ['chord-then-adam', 'chord', 'adam', 'lbfgs-preconditioned', 'gauss-newton']) {
    const excess = ['0-5', '1', '2', '5'].map((seconds) => value(`${method}.excess${seconds}s`))
    ;[start, ...excess].slice(1).forEach((later, i) => expect(later).toBeLessThanOrEqual([start, ...excess][i]!))
    expect(excess.at(-1)).toBeGreaterThanOrEqual(0)
    expect(value(`${method}.runs`)).toBeGreaterThanOrEqual(1)
  }
})

test('suite guidance finds a strength of each field and of the equation among those that it tries', async () => {
  const benchmark = await quickRun('guidance', '--problem', 'darcy')
  expect(benchmark.rows.map(({ id }) => id)).toEqual(
    guidanceFigures('darcy', ['a', 'u']).map((key) => `guidance.darcy.${key}`),
  )
  const value = (key: string): number => figure(benchmark, `guidance.darcy.${key}`).value
  for (const key of ['a', 'u']) expect([100, 300, 1000, 3000, 10_000]).toContain(value(`strength.${key}`))
  expect([0, 0.01, 0.1]).toContain(value('strength.equation'))
  expect(value('inverse.error')).toBeLessThan(0.5)
})
