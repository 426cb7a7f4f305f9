import { beforeAll, describe, expect, test } from 'vitest'
import { drawBatch, type DenoisingBatch } from '../../../src-main/distillation/batches'
import { readConfiguration } from '../../../src-main/distillation/configuration'
import type { TrainingData } from '../../../src-main/distillation/gaussian-fit'
import { denoiserTrainingGraph } from '../../../src-main/distillation/graphs'
import { pidmConfigurationSchema, type PidmConfiguration } from '../../../src-main/distillation/pidm-configuration'
import { balancedWeight } from '../../../src-main/distillation/pidm'
import { judgedDenoiserGraph, pidmTrainingGraph } from '../../../src-main/distillation/pidm-graphs'
import { FedNetwork, TrainableNetwork } from '../../../src-main/distillation/trainable'
import { freshState } from '../../../src-main/distillation/training-state'
import type { PackagedNetwork } from '../../../src-main/library/network'
import { adam } from '../../../src-main/graph/optimisers/adam'
import type { Graph } from '../../../src-main/graph/types'
import { RandomStream } from '../../../src-main/numerics/random'
import { darcy } from '../../../src-main/problems/darcy/darcy'
import { float32 } from '../../../src-main/runtime/session'
import { refusal } from '../refusal'
import { tinyNetwork } from './tiny-network'
import { pidmConfiguration, runPidm } from './tiny-pidm'
import { checkpointOf, curveOf, killAfter, Killed, newDirectory, stopAfter } from './tiny-run'

const size = 16
const batch = 4
let network: PackagedNetwork
let data: TrainingData
beforeAll(async () => {
  ;({ network, data } = await tinyNetwork(darcy, size))
})

const draw = (step: number): DenoisingBatch =>
  drawBatch(data, darcy.symmetries, batch, pidmConfiguration.noise, new RandomStream(4, 'pidm test', step))
const load = (graph: Graph): Promise<TrainableNetwork> =>
  TrainableNetwork.load(graph, freshState(network.parameters, adam().memory), 1)
const pidm = (residual: { weight: number; leastVariance: number }): Graph =>
  pidmTrainingGraph(darcy, network.configuration, residual, network.parameters.length, batch)
const schedule = { rate: 1e-3, decay: 0.9 }

describe('the training step of PIDM', () => {
  test("without weight is the denoiser's own", async () => {
    const plain = await load(denoiserTrainingGraph(network.configuration, network.parameters.length, batch))
    const ours = await load(pidm({ weight: 0, leastVariance: 0.1 }))
    const [a, b] = [await plain.update(draw(0), schedule), await ours.update(draw(0), schedule)]
    expect(b.gradientNorm / a.gradientNorm).toBeCloseTo(1, 5)
    ours.state.parameters.forEach((p, i) => expect(p).toBeCloseTo(plain.state.parameters[i]!, 5))
  })

  test("adds the estimate's mean squared residual over twice its variance, weighted, to the denoising loss", async () => {
    const [weight, leastVariance] = [0.02, 0.03]
    const feeds = draw(1)
    const { loss: plain } = await (await load(pidm({ weight: 0, leastVariance }))).update(feeds, schedule)
    const { loss } = await (await load(pidm({ weight, leastVariance }))).update(feeds, schedule)
    const [clean, noise, sigma] = [feeds.clean, feeds.noise, feeds.sigma].map(({ data: d }) => d as Float32Array)
    const noisy = clean!.map((x, j) => x + sigma![Math.floor((j * batch) / clean!.length)]! * noise![j]!)
    const judge = await FedNetwork.load(judgedDenoiserGraph(darcy, network.configuration, network.parameters.length), 1)
    const { residual } = await judge.run(
      { x: float32(noisy, feeds.clean.dims), sigma: feeds.sigma, condition: feeds.condition },
      network.parameters,
    )
    for (let i = 0; i < batch; i++) {
      const s = sigma![i]! ** 2
      const variance = s / (1 + s) + leastVariance
      expect((loss[i]! - plain[i]!) / ((weight * residual![i]! ** 2) / (2 * variance))).toBeCloseTo(1, 3)
    }
  })

  test('has the weight at which the virtual likelihood is the given share of the loss', async () => {
    const leastVariance = 0.1
    const weight = (share: number): Promise<number> =>
      balancedWeight({ ...pidmConfiguration, batch, residual: { share, leastVariance } }, darcy, network, data)
    const whole = await weight(1)
    expect((await weight(0.25)) / whole).toBeCloseTo(0.25, 6)
    /** Over the batches that the weight was found from; steps of rate zero leave the network as it is. */
    const total = async (w: number): Promise<number> => {
      const trainable = await load(pidm({ weight: w, leastVariance }))
      let sum = 0
      for (let i = 0; i < 8; i++) {
        const random = new RandomStream(pidmConfiguration.seed, 'pidm', 'balance', i)
        const drawn = drawBatch(data, darcy.symmetries, batch, pidmConfiguration.noise, random)
        const { loss } = await trainable.update(drawn, { rate: 0, decay: 1 })
        sum += loss.reduce((a, b) => a + b, 0)
      }
      return sum
    }
    expect((await total(whole)) / (await total(0))).toBeCloseTo(2, 3)
  })

  test('taken again and again lowers the residual of the estimates', async () => {
    const judge = await FedNetwork.load(judgedDenoiserGraph(darcy, network.configuration, network.parameters.length), 1)
    const { clean, condition } = draw(100)
    const feeds = { x: clean, sigma: float32(new Float32Array(batch).fill(0.5), [batch, 1]), condition }
    const residual = async (parameters: Float32Array): Promise<number> =>
      (await judge.run(feeds, parameters))['residual']!.reduce((sum, r) => sum + r / batch, 0)
    const ours = await load(pidm({ weight: 1, leastVariance: 0.01 }))
    for (let step = 0; step < 40; step++) await ours.update(draw(step), { rate: 0.01, decay: 0.9 })
    expect(await residual(ours.state.parameters)).toBeLessThan(0.8 * (await residual(network.parameters)))
  })
})

describe('fine-tuning by the residual', () => {
  let whole: string
  beforeAll(async () => {
    whole = await newDirectory()
    expect(await runPidm(whole, network)).toBe('finished')
  })

  test('draws a curve of both errors at every validated noise level', async () => {
    const { columns, rows } = await curveOf(whole)
    expect(columns.slice(0, 5)).toEqual(['step', 'samplesSeen', 'trainingLoss', 'gradientNorm', 'validation@0.02'])
    expect(columns.filter((name) => name.startsWith('residual@'))).toHaveLength(6)
    expect(rows.map(([step]) => step)).toEqual([2, 4, 6])
    expect(rows.flat().every((value) => Number.isFinite(value) && value > 0)).toBe(true)
  })

  test('that is stopped or killed goes on to the same weights, bit for bit', async () => {
    const [stopped, killed] = [await newDirectory(), await newDirectory()]
    expect(await runPidm(stopped, network, { onStep: stopAfter(3) })).toBe('stopped')
    await expect(runPidm(killed, network, { onStep: killAfter(5) })).rejects.toThrow(Killed)
    for (const directory of [stopped, killed]) {
      expect(await runPidm(directory, network, { resume: true })).toBe('finished')
      expect(await checkpointOf(directory, ['pidm'])).toEqual(await checkpointOf(whole, ['pidm']))
    }
  })
})

describe('the configuration of a fine-tuning', () => {
  const read = (changes: object): PidmConfiguration =>
    readConfiguration(pidmConfigurationSchema, JSON.stringify({ ...pidmConfiguration, ...changes }), 'pidm.json')

  test('is read as it stands', () => {
    expect(read({})).toEqual(pidmConfiguration)
  })

  test.each([
    ['residual.share', { residual: { share: -1, leastVariance: 0.01 } }],
    ['residual.leastVariance', { residual: { share: 1, leastVariance: 0 } }],
    ['problem', { problem: 'darcy' }],
    ['noise', { noise: { ...pidmConfiguration.noise, minimum: 90 } }],
  ])('is refused for a wrong %s', (place, changes) => {
    const { code, where, what } = refusal(() => read(changes)).detail
    expect(code).toBe('configuration-entry')
    expect(`${where} ${what}`).toContain(place)
  })
})
