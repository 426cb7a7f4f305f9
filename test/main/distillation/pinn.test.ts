import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PinnConfiguration } from '../../../src-main/distillation/pinn/configuration'
import { pinnSlots, solutionGraph } from '../../../src-main/distillation/pinn/graphs'
import { adaptivePoints, CausalEmphasis } from '../../../src-main/distillation/pinn/points'
import { PinnTeacher } from '../../../src-main/distillation/pinn/teacher'
import { trainPinn } from '../../../src-main/distillation/pinn/train'
import { readCheckpoint, TrainingRun } from '../../../src-main/distillation/run-directory'
import { serialise } from '../../../src-main/graph/serialise'
import { RandomStream } from '../../../src-main/numerics/random'
import { pointProblemById } from '../../../src-main/pointwise/library'

const configuration: PinnConfiguration = {
  schema: 'fieldsmith.pinn/1',
  id: 'tiny',
  problem: 'black-scholes',
  seed: 4,
  network: { width: 10, depth: 2 },
  adam: { steps: 40, points: 128, rate: 5e-3, warmup: 5 },
  lbfgs: { rounds: 2, iterations: 12, points: 256, memory: 10 },
  adaptive: 0.25,
  checkpointSteps: 20,
}

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fieldsmith-pinn-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function train(
  name: string,
  options: { resume?: boolean; stopAt?: number; settings?: PinnConfiguration; teacher?: PinnTeacher } = {},
): Promise<'finished' | 'stopped'> {
  const { resume = false, stopAt = Infinity, settings = configuration, teacher } = options
  const abort = new AbortController()
  let steps = 0
  const run = await TrainingRun.open(join(folder, name), settings, resume, {
    signal: abort.signal,
    progress: () => {
      steps += 1
      if (steps >= stopAt) abort.abort()
    },
  })
  return trainPinn(settings, run, teacher)
}

async function parametersOf(name: string): Promise<Float32Array> {
  const { states } = await readCheckpoint(join(folder, name), ['network'])
  return states['network']!.parameters
}

const lossesOf = (name: string): number[] =>
  readFileSync(join(folder, name, 'curve.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => Number(row.split(',')[2]))

describe('a physics-informed network', () => {
  it('learns its equation, by Adam and then by L-BFGS', async () => {
    expect(await train('whole')).toBe('finished')
    const losses = lossesOf('whole')
    expect(losses).toHaveLength(4)
    expect(losses.at(-1)!).toBeLessThan(0.1 * losses[0]!)
  })

  it('goes on from its checkpoint bit for bit', async () => {
    expect(await train('parts', { stopAt: 17 })).toBe('stopped')
    expect(await train('parts', { resume: true })).toBe('finished')
    expect(await parametersOf('parts')).toEqual(await parametersOf('whole'))
  })

  it('teaches a smaller one', async () => {
    const problem = pointProblemById('black-scholes')
    const graph = solutionGraph({ problem, network: configuration.network }, { stored: await parametersOf('whole') })
    const teacher = await PinnTeacher.load(problem, serialise(graph))
    const settings = {
      ...configuration,
      id: 'tiny-student',
      network: { width: 5, depth: 2 },
      distillation: { alpha: 0.5, scale: 0.01 },
    }
    expect(await train('student', { settings, teacher })).toBe('finished')
    const losses = lossesOf('student')
    expect(losses.at(-1)!).toBeLessThan(0.5 * losses[0]!)
    const { size } = pinnSlots({ problem, network: settings.network })
    expect((await parametersOf('student')).length).toBe(size)
  })
})

describe('training points', () => {
  const problem = pointProblemById('allen-cahn')

  it('stand partly where the equation is met worst', async () => {
    const squares = (batch: { points: Float32Array; count: number }): Promise<Float32Array> =>
      Promise.resolve(Float32Array.from({ length: batch.count }, (_, p) => batch.points[2 * p + 1]!))
    const { points, count } = await adaptivePoints(problem, new RandomStream(1), 200, 0.5, squares)
    const times = Array.from({ length: count }, (_, p) => points[2 * p + 1]!)
    const mean = (part: number[]): number => part.reduce((a, b) => a + b, 0) / part.length
    expect(mean(times.slice(0, 100))).toBeCloseTo(0.5, 0)
    expect(Math.min(...times.slice(100))).toBeGreaterThan(0.7)
  })

  it('count less the more is left of what leads to them', () => {
    const emphasis = new CausalEmphasis(problem)
    const batch = { points: Float32Array.of(0, 0.01, 0, 0.5, 0, 0.99), count: 3 }
    expect([...emphasis.of(batch)]).toEqual([1, 1, 1])
    emphasis.note(batch, Float32Array.of(2, 1, 5))
    const [first, middle, last] = emphasis.of(batch)
    expect(first).toBe(1)
    expect(middle).toBeCloseTo(Math.exp(-10 * 0.2), 5)
    expect(last).toBeCloseTo(Math.exp(-10 * 0.3), 5)
  })
})
