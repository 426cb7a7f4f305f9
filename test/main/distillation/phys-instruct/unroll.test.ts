import { beforeAll, describe, expect, test } from 'vitest'
import { denoiserGraph, denoiserSlots } from '../../../../src-main/distillation/graphs'
import { Unroll, unrollLevels, type StepInputs } from '../../../../src-main/distillation/phys-instruct/unroll'
import { FedNetwork } from '../../../../src-main/distillation/trainable'
import { featureCount, type LinearGaussian } from '../../../../src-main/networks/linear-gaussian'
import { RandomStream } from '../../../../src-main/numerics/random'
import { darcy } from '../../../../src-main/problems/darcy/darcy'
import { smallNetwork, whiteModel } from '../../networks/gaussian-model'

describe('the noise levels of the unrolls', () => {
  const levels = unrollLevels({ start: 2, end: 0.05 }, 4)

  test('are one list for every number of steps, from the start down to the end', () => {
    expect(levels.map((list) => list.length)).toEqual([1, 2, 3, 4])
    for (const list of levels) {
      expect(list[0]).toBeCloseTo(2, 12)
      if (list.length > 1) expect(list.at(-1)).toBeCloseTo(0.05, 12)
      expect(list).toEqual([...list].sort((a, b) => b - a))
    }
  })

  test("lie on Karras' grid: evenly spaced in the seventh root", () => {
    const roots = levels[3]!.map((sigma) => sigma ** (1 / 7))
    const gaps = roots.slice(1).map((root, i) => roots[i]! - root)
    for (const gap of gaps) expect(gap).toBeCloseTo(gaps[0]!, 12)
  })
})

describe('random unrolls', () => {
  const [size, batch, deviation] = [8, 6, 0.7]
  const white = whiteModel(size, deviation)
  /** White data at the two conditions of Darcy flow. */
  const gaussian: LinearGaussian = {
    ...white,
    conditions: 2,
    mean: new Float32Array(featureCount(2) * 2 * size * size),
    logVariance: new Float32Array(featureCount(2) * 2 * size * size).map((_, k) =>
      k < 2 * size * size ? 2 * Math.log(deviation) : 0,
    ),
  }
  // Every level stands for one step of one k.
  const levels = [[1.5], [1.4, 0.3], [1.3, 0.4, 0.2]]
  const configuration = { network: smallNetwork, gaussian, gate: 0 }
  const silent = new Float32Array(denoiserSlots(configuration).size)
  let unroll: Unroll
  let network: FedNetwork
  const draw = (seed: number): Promise<StepInputs> => unroll.draw(new RandomStream(seed, 'unroll'), network, silent)
  const draws: StepInputs[] = []
  beforeAll(async () => {
    network = await FedNetwork.load(denoiserGraph(configuration, { size: silent.length }), 1)
    unroll = await Unroll.load(darcy, gaussian, levels, batch)
    for (let seed = 0; seed < 240; seed++) draws.push(await draw(seed))
  })
  const at = (sigma: number): StepInputs[] => draws.filter((inputs) => inputs.sigma.data[0] === Math.fround(sigma))

  test('come to every step j of every k, each k as often, and each step of it as often', () => {
    expect(new Set(draws.map(({ sigma }) => sigma.data[0])).size).toBe(6)
    for (const list of levels) {
      for (const sigma of list) {
        // 240 draws: three deviations of the count.
        const share = 1 / levels.length / list.length
        expect(Math.abs(at(sigma).length - 240 * share)).toBeLessThan(3 * Math.sqrt(240 * share))
      }
    }
  })

  test('give a whole batch one level, and conditions that differ', () => {
    for (const { noisy, sigma, condition } of draws.slice(0, 20)) {
      expect([noisy.dims, sigma.dims, condition.dims]).toEqual([
        [batch, 2, size, size],
        [batch, 1],
        [batch, 2],
      ])
      expect(new Set(sigma.data as Float32Array).size).toBe(1)
      expect(new Set(condition.data as Float32Array).size).toBe(2 * batch)
    }
  })

  test('have run the steps before: the variance is that of the filtered and renoised flow', () => {
    for (const list of levels) {
      // Of white data: s^2 + sigma_1^2, then g^2 v + sigma_(j+1)^2 with the Wiener gain g of sigma_j.
      let variance = deviation ** 2 + list[0]! ** 2
      list.forEach((sigma, j) => {
        if (j > 0) {
          const gain = deviation ** 2 / (deviation ** 2 + list[j - 1]! ** 2)
          variance = gain ** 2 * variance + sigma ** 2
        }
        const numbers = at(sigma).flatMap(({ noisy }) => [...(noisy.data as Float32Array)])
        const found = numbers.reduce((sum, value) => sum + value * value, 0) / numbers.length
        // Some twenty draws of 768 numbers.
        expect(Math.abs(found / variance - 1)).toBeLessThan(0.06)
      })
    }
  })

  test('depend on their stream alone', async () => {
    expect(await draw(17)).toEqual(draws[17])
    expect((await draw(17)).noisy).not.toEqual(draws[18]!.noisy)
  })
})
