import { describe, expect, test } from 'vitest'
import { heun } from '../../../../src-main/diffusion/heun'
import { karrasGrid } from '../../../../src-main/diffusion/noise'
import type { Denoiser } from '../../../../src-main/diffusion/samplers'
import { batchesOf, batchOf } from '../../../../src-main/benchmark/generation/batch'
import { heldOut, qualityFigures } from '../../../../src-main/benchmark/generation/figures'
import type { Method } from '../../../../src-main/benchmark/generation/method'
import { jobsOf, measureQuality } from '../../../../src-main/benchmark/generation/quality'
import { startOf, stateBefore } from '../../../../src-main/benchmark/generation/trajectory'
import { Work } from '../../../../src-main/benchmark/generation/work'
import { part } from '../../../../src-main/distillation/batches'
import { drawData } from '../../../../src-main/distillation/teacher'
import type { Progress } from '../../../../src-main/contract/calls'
import { problemById } from '../../../../src-main/problems/library'

const idle = { signal: new AbortController().signal, progress: () => {} }
const burgers = problemById('burgers')
const size = 16
const count = 10
const both = await drawData(burgers, size, 2 * count, 5, idle, 'Drawing')
const held = heldOut(burgers, part(both, 0, count), part(both, count, count))

/** The ideal denoiser of white noise of unit variance, which counts its calls. */
function counted(): { readonly denoise: Denoiser; calls: number } {
  const counter = {
    calls: 0,
    denoise: (noisy: Float32Array, sigma: number) => {
      counter.calls += 1
      return Promise.resolve(noisy.map((value) => value / (1 + sigma ** 2)))
    },
  }
  return counter
}

describe('the noise of a sample', () => {
  test('depends on its place alone, however the set is divided', () => {
    const whole = batchOf(held.data, 0, count).noise('start')
    const parts = batchesOf(held.data).map(({ batch }) => batch.noise('start'))
    expect(parts.length).toBeGreaterThan(1)
    expect(parts.flatMap((values) => [...values])).toEqual([...whole])
    expect(batchOf(held.data, 3, 1).noise('start')).toEqual(whole.subarray(3 * size * size, 4 * size * size))
  })

  test('of fewer steps is that of more steps cut short, and another one for another label or seed', () => {
    const one = batchOf(held.data, 2, 1)
    expect(one.noise('renoise', 3).subarray(0, size * size)).toEqual(one.noise('renoise'))
    expect(one.noise('renoise')).not.toEqual(one.noise('start'))
    expect(batchOf(held.data, 2, 1, 7).noise('start')).not.toEqual(one.noise('start'))
  })
})

describe("the teacher's trajectory", () => {
  test("is Heun's, and a method that leaves it late takes the steps before from the waypoint", async () => {
    const [{ batch }] = batchesOf(held.data) as [ReturnType<typeof batchesOf>[number]]
    const first = counted()
    const end = await stateBefore(200, first.denoise, batch, [160])
    expect(end).toEqual(await heun(counted().denoise, startOf(batch), karrasGrid(200)))
    expect(first.calls).toBe(399)
    const late = counted()
    const left = await stateBefore(160, late.denoise, batch, [160])
    expect(late.calls).toBe(0)
    expect(await heun(late.denoise, left, karrasGrid(200).slice(160))).toEqual(end)
    expect(late.calls).toBe(79)
  })

  test('is walked whole from a batch without waypoints, as latencies need it', async () => {
    const one = batchOf(held.data, 0, 1)
    for (let repeat = 0; repeat < 2; repeat += 1) {
      const counter = counted()
      await stateBefore(160, counter.denoise, one, [160])
      expect(counter.calls).toBe(320)
    }
  })
})

describe('the quality of methods', () => {
  const method = (name: string, change: (value: number, place: number) => number): Method => ({
    name,
    evaluations: 3,
    identity: {},
    draw: (batch) => Promise.resolve({ states: batch.data.states.map(change) }),
  })
  const measured = async (methods: readonly Method[], signal = idle.signal) => {
    const contest = { problem: burgers, methods }
    const progress: Progress[] = []
    const notes: string[] = []
    const work = new Work({ onProgress: (entry) => progress.push(entry) }, jobsOf(contest, count))
    const request = { run: undefined, signal, work, note: (line: string) => void notes.push(line) }
    return { figures: await measureQuality(contest, held, request), notes, progress }
  }

  test('is that of the samples of all batches, in their order', async () => {
    const noisy = (value: number, place: number) => value + 0.1 * Math.sin(place)
    const { figures, notes, progress } = await measured([method('data', (value) => value), method('noisy', noisy)])
    const exact = figures.get('data')!
    expect(exact).toMatchObject({ varianceRatio: 1, slicedWasserstein: 0, unsolved: 0 })
    expect(exact['floor']).toBeGreaterThan(0)
    expect(figures.get('noisy')!['pdeError']).toBeGreaterThan(3 * exact['pdeError']!)
    expect(qualityFigures(burgers, { states: held.data.states }, held)).toEqual(exact)
    expect(notes).toEqual([])
    const fractions = progress.map(({ fraction }) => fraction!)
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b))
    expect(fractions[0]).toBe(0)
    expect(fractions.at(-1)).toBeCloseTo((0.9 * 16) / 26, 10)
  })

  test('is told of the other methods where one has no fields, with the reason', async () => {
    const broken = method('broken', (value, place) => (place === 700 ? NaN : value))
    const wild = method('wild', (value, place) => (place < size * size ? 1000 * value : value))
    const { figures, notes } = await measured([broken, wild, method('data', (value) => value)])
    expect([...figures.keys()]).toEqual(['wild', 'data'])
    expect(figures.get('wild')!['unsolved']).toBeGreaterThan(0)
    expect(notes[0]).toBe('burgers, broken is left out: its samples are not finite.')
    expect(notes[1]).toMatch(/^burgers, wild: the reference solver refuses [12] of 10 samples; floor and/)
  })

  test("is not told of what is no sample's fault", async () => {
    const failing: Method = { ...method('failing', (value) => value), draw: () => Promise.reject(new TypeError('bug')) }
    await expect(measured([failing])).rejects.toThrow('bug')
    const interrupt = new AbortController()
    interrupt.abort()
    await expect(measured([method('data', (value) => value)], interrupt.signal)).rejects.toThrow()
  })
})
