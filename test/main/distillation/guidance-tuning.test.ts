import { describe, expect, test } from 'vitest'
import { guidanceGraph, residualGradientGraph } from '../../../src-main/distillation/guidance-graph'
import { lowestUpwards, tuneGuidance } from '../../../src-main/distillation/guidance-tuning'
import { denoiserGraph } from '../../../src-main/distillation/graphs'
import { part } from '../../../src-main/distillation/batches'
import {
  sessionDenoiser,
  sessionGuide,
  sessionResidualGradient,
} from '../../../src-main/distillation/session-denoisers'
import { serialise } from '../../../src-main/graph/serialise'
import type { Graph } from '../../../src-main/graph/types'
import { darcy } from '../../../src-main/problems/darcy/darcy'
import { float32, Session } from '../../../src-main/runtime/session'
import { tinyNetwork } from './tiny-network'

describe('the search for the best strength', () => {
  /** Falls by nine tenths up to `optimum`, then rises without bound. */
  const valley =
    (optimum: number) =>
    (at: number): Promise<number> =>
      Promise.resolve(at < optimum ? 1 - 0.9 * (at / optimum) : 0.1 * (at / optimum) ** 2)

  test.each([3e-5, 2e-3, 0.7, 40])('finds a lowest value at %f to a sixth of a decade', async (optimum) => {
    const found = await lowestUpwards(valley(optimum), 1)
    expect(Math.abs(Math.log10(found / optimum))).toBeLessThanOrEqual(1 / 6)
  })

  test('stays at the weakest where any strength harms, and stops early', async () => {
    const tried: number[] = []
    const found = await lowestUpwards((at) => (tried.push(at), Promise.resolve(1 + 1e4 * at)), 1)
    expect(found).toBe(1e-6)
    expect(Math.max(...tried)).toBeLessThan(1e-4)
  })

  test('passes over strengths that leave nothing to measure', async () => {
    const found = await lowestUpwards((at) => Promise.resolve(at > 1e-3 ? Infinity : 1 - at), 1)
    expect(found).toBeGreaterThan(3e-4)
    expect(found).toBeLessThanOrEqual(1e-3)
  })
})

test('guidance of a network is tuned to less residual than it has without', async () => {
  const size = 16
  const { network, data: all } = await tinyNetwork(darcy, size)
  const data = part(all, 0, 2)
  const dims = [2, 2, size, size]
  const condition = float32(data.conditions, [2, 2])
  const load = (graph: Graph): Promise<Session> => Session.load(serialise(graph), { threads: 1 })
  const denoise = sessionDenoiser(
    await load(denoiserGraph(network.configuration, { stored: network.parameters })),
    dims,
    condition,
  )
  const guide = sessionGuide(await load(guidanceGraph(darcy, network)), dims, condition)
  const residualGradient = sessionResidualGradient(await load(residualGradientGraph(darcy, size)), dims, condition)
  const stages = new Set<string>()
  const { guidance, corrections } = await tuneGuidance(darcy, { denoise, guide, residualGradient }, data, 10, 1, {
    signal: new AbortController().signal,
    progress: (stage) => stages.add(stage),
  })
  expect(guidance.from).toBe(0.8)
  expect(corrections).toMatchObject({ during: 2, after: 2 })
  for (const strength of [guidance.strength, corrections.length]) {
    expect(strength).toBeGreaterThan(1e-6)
    expect(strength).toBeLessThan(10)
  }
  expect(stages.size).toBe(3)
})
