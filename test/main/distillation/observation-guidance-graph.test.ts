import { beforeAll, describe, expect, test } from 'vitest'
import { part } from '../../../src-main/distillation/batches'
import type { TrainingData } from '../../../src-main/distillation/gaussian-fit'
import { denoiserGraph } from '../../../src-main/distillation/graphs'
import { guidanceGraph } from '../../../src-main/distillation/guidance-graph'
import { observationGuidanceGraph } from '../../../src-main/distillation/observation-guidance-graph'
import type { Graph } from '../../../src-main/graph/types'
import { serialise } from '../../../src-main/graph/serialise'
import type { PackagedNetwork } from '../../../src-main/library/network'
import { RandomStream } from '../../../src-main/numerics/random'
import { darcy } from '../../../src-main/problems/darcy/darcy'
import { float32, Session } from '../../../src-main/runtime/session'
import { tinyNetwork } from './tiny-network'

const size = 16
const pixels = size * size
const batch = 2
const sigma = 0.3
const points = { a: 5, u: 3 }
const keys = ['a', 'u'] as const
const dims = [batch, keys.length, size, size]
const width = keys.length * pixels

const normals = (label: string, count: number): Float32Array => {
  const out = new Float32Array(count)
  new RandomStream(6, 'observation guidance', label).fillNormal(out)
  return out
}
const operators = { a: normals('a', pixels * points.a), u: normals('u', pixels * points.u) }
const targets = { a: normals('y a', batch * points.a), u: normals('y u', batch * points.u) }

let network: PackagedNetwork
let data: TrainingData
let noisy: Float32Array
beforeAll(async () => {
  const tiny = await tinyNetwork(darcy, size)
  ;[network, data] = [tiny.network, part(tiny.data, 0, batch)]
  const noise = normals('noise', data.states.length)
  noisy = data.states.map((x, i) => x + sigma * noise[i]!)
})

const load = (graph: Graph): Promise<Session> => Session.load(serialise(graph), { threads: 1 })
const stateFeeds = (x: Float32Array) => ({
  x: float32(x, dims),
  sigma: float32(new Float32Array(batch).fill(sigma), [batch, 1]),
  condition: float32(data.conditions, [batch, darcy.conditionNames.length]),
})
const feeds = (x: Float32Array, strengths: readonly number[]) => ({
  ...stateFeeds(x),
  ...Object.fromEntries(
    keys.flatMap((key) => [
      [`operator.${key}`, float32(operators[key], [pixels, points[key]])] as const,
      [`targets.${key}`, float32(targets[key], [batch, points[key]])] as const,
    ]),
  ),
  strengths: float32(Float32Array.from(strengths), [strengths.length]),
})

describe('a denoiser guided by observations', () => {
  test('weighs the norm of each misfit of its estimate, and takes that of the residual', async () => {
    const guided = await load(observationGuidanceGraph(darcy, network, keys, { equation: true }))
    const plain = await load(denoiserGraph(network.configuration, { stored: network.parameters }))
    const residual = await load(guidanceGraph(darcy, network))
    const { estimate } = await plain.run(stateFeeds(noisy))
    const { value: rms } = await residual.run(stateFeeds(noisy))
    const found = await guided.run(feeds(noisy, [0.7, 2]))
    estimate!.forEach((x, i) => expect(found['estimate']![i]).toBeCloseTo(x, 5))
    for (let n = 0; n < batch; n += 1) {
      const misfit = (key: (typeof keys)[number], channel: number): number => {
        let squares = 0
        for (let p = 0; p < points[key]; p += 1) {
          let predicted = 0
          for (let i = 0; i < pixels; i += 1) {
            predicted += operators[key][i * points[key] + p]! * estimate![n * width + channel * pixels + i]!
          }
          squares += (predicted - targets[key][n * points[key] + p]!) ** 2
        }
        return Math.sqrt(squares)
      }
      expect(found['misfit']![n]! / (0.7 * misfit('a', 0) + 2 * misfit('u', 1))).toBeCloseTo(1, 4)
      expect(found['residual']![n]! / rms![n]!).toBeCloseTo(1, 4)
    }
  })

  test.each(['misfit', 'residual'])('has the gradient of the %s that differences show', async (name) => {
    const guided = await load(observationGuidanceGraph(darcy, network, keys, { equation: true }))
    const strengths = [0.7, 2]
    const gradient = (await guided.run(feeds(noisy, strengths)))[`${name}Gradient`]!
    const step = 1e-3
    for (const channel of [0, 1]) {
      const inChannel = (i: number): boolean => Math.floor(i / pixels) % 2 === channel
      const direction = normals(`direction ${channel}`, noisy.length).map((z, i) => (inChannel(i) ? z : 0))
      const at = async (t: number): Promise<Float32Array> => {
        const moved = noisy.map((x, i) => x + t * direction[i]!)
        return (await guided.run(feeds(moved, strengths)))[name]!
      }
      const [ahead, behind] = [await at(step), await at(-step)]
      for (let n = 0; n < batch; n += 1) {
        let slope = 0
        for (let i = n * width; i < (n + 1) * width; i += 1) slope += gradient[i]! * direction[i]!
        expect(Math.abs((ahead[n]! - behind[n]!) / (2 * step) / slope - 1)).toBeLessThan(0.01)
      }
    }
  })

  test('has no slope where there is nothing left to explain, and not a number either', async () => {
    const guided = await load(observationGuidanceGraph(darcy, network, ['a'], { equation: false }))
    const silent = {
      'operator.a': float32(new Float32Array(pixels), [pixels, 1]),
      'targets.a': float32(new Float32Array(batch), [batch, 1]),
      strengths: float32(Float32Array.of(1), [1]),
    }
    const { misfitGradient: gradient } = await guided.run({ ...stateFeeds(noisy), ...silent })
    expect(gradient!.every((value) => value === 0)).toBe(true)
  })
})
