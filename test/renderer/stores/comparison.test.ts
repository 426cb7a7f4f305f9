import { flushSync } from 'svelte'
import { beforeEach, describe, expect, it } from 'vitest'
import { Engine } from '../../../src-renderer/stores/engine.svelte'
import { Workbench } from '../../../src-renderer/stores/workbench.svelte'
import { EngineDouble, problem, sampleOf, settle, solutionOf, viewOf } from '../engine-double'

let double: EngineDouble
let bench: Workbench

async function answerSample(height = 1): Promise<void> {
  const call = double.waiting('generate')
  await call.answer(sampleOf(call.request, height))
  bench.display.followRange()
}

beforeEach(async () => {
  double = new EngineDouble()
  bench = new Workbench(new Engine(double), problem, true)
  bench.sampling.request()
  await answerSample()
})

async function solve(): Promise<void> {
  const opened = bench.openObservations([{ name: 'a.csv', load: async () => new Uint8Array([1, 2, 3]) }])
  await settle()
  await double.readFile()
  await opened
  const done = bench.reconstruct()
  const call = double.waiting('solve')
  await call.answer(solutionOf(call.request))
  await done
}

const names = (): string[] => bench.comparison.choices.map(({ name }) => name)

describe('beside a sample', () => {
  it('stand its other fields, and nothing while one picture is enough', () => {
    expect(names()).toEqual(['field:a', 'field:residual'])
    expect(bench.comparison.second).toBeUndefined()
    bench.display.set({ arrangement: 'pair' })
    expect(bench.comparison.second?.field.of).toBe('a')
    bench.display.set({ beside: 'field:residual' })
    expect(bench.comparison.second?.field.of).toBe('residual')
  })

  it('stands a pinned picture that stays as it was, on a scale that holds both', async () => {
    bench.comparison.pin()
    bench.display.set({ arrangement: 'pair' })
    const pinned = bench.comparison.second!
    expect(pinned.qualifier).toMatch(/^pinned, a₋ = 3, f = 1, seed 7$/)
    bench.sampling.setSeed(8)
    await answerSample(4)
    expect(bench.comparison.second).toBe(pinned)
    const { first, second } = bench.comparison.ranges
    expect(second).toEqual(first)
    expect(first.maximum).toBeCloseTo(4 * Math.max(...pinned.field.data), 5)
    bench.comparison.unpin()
    expect(bench.comparison.second?.field.of).toBe('a')
  })

  it('fields of other quantities keep their own scale', () => {
    bench.display.set({ arrangement: 'pair', beside: 'field:a' })
    expect(bench.comparison.ranges.second).toEqual({ minimum: 3, maximum: 12 })
  })
})

describe('the difference', () => {
  it('is second less first with its size, about zero', async () => {
    bench.comparison.pin()
    bench.sampling.setParameter('source', 4)
    await answerSample(3)
    bench.display.set({ arrangement: 'difference' })
    const { view, range, size } = bench.comparison.difference!
    const [first, second] = [bench.display.view!.field.data, bench.comparison.second!.field.data]
    expect(view.field.data[63]).toBeCloseTo(second[63]! - first[63]!, 6)
    expect(view.map.kind).toBe('diverging')
    expect(range.minimum).toBe(-range.maximum)
    // The pinned one is a third of the other.
    expect(size.relative).toBeCloseTo(2 / 3, 6)
    expect(size.largest).toBeCloseTo(-2 * (7.5 / 8) ** 2, 5)
    expect(view.qualifier).toMatch(/^pinned, .* minus free sample of the model$/)
  })

  it('is there for fields of one unit alone', () => {
    bench.display.set({ arrangement: 'difference', beside: 'field:residual' })
    // The double's fields are all in metres; another unit is what the residual has in truth.
    expect(bench.comparison.refusal).toBeUndefined()
    const { result } = bench.sampling
    const fields = result!.fields.map((field) => (field.of === 'residual' ? { ...field, unit: 'm/d' } : field))
    bench.sampling.result = { ...result!, fields }
    expect(bench.comparison.refusal).toBe('unit')
    expect(bench.comparison.difference).toBeUndefined()
  })
})

describe('beside a reconstruction', () => {
  it('stands its other version, fetched when it is looked at, and once', async () => {
    await solve()
    bench.comparison.fetch()
    expect(double.count('solutionView')).toBe(0)
    bench.display.set({ arrangement: 'pair' })
    expect(bench.comparison.chosen?.name).toBe('version')
    bench.comparison.fetch()
    bench.comparison.fetch()
    expect(double.count('solutionView')).toBe(1)
    const call = double.waiting('solutionView')
    expect(call.request).toMatchObject({ version: 'raw', view: { kind: 'mean' } })
    await call.answer(viewOf(call.request, 2))
    flushSync()
    expect(bench.comparison.second?.qualifier).toBe('mean of the samples, raw')
    // What is looked at is as it was.
    expect(bench.display.view?.qualifier).toBe('mean of the samples, refined')
  })

  it('stand its spread, each sample and the free sample', async () => {
    await solve()
    bench.display.set({ arrangement: 'pair', beside: 'std' })
    expect(bench.comparison.second?.statistic).toBe('deviation')
    bench.display.set({ beside: 'sample:2' })
    bench.comparison.fetch()
    const call = double.waiting('solutionView')
    expect(call.request).toMatchObject({ version: 'refined', view: { kind: 'sample', member: 2 } })
    await call.answer(viewOf(call.request))
    expect(bench.comparison.second?.qualifier).toMatch(/^sample 3 of 8/)
    bench.display.set({ beside: 'free' })
    expect(bench.comparison.second?.qualifier).toBe('free sample of the model')
  })

  it('that cannot be had says why', async () => {
    await solve()
    bench.display.set({ arrangement: 'pair' })
    bench.comparison.fetch()
    await double.waiting('solutionView').fail({ message: 'no such view' })
    expect(bench.reconstruction.solution!.views.wantError?.message).toBe('no such view')
    expect(bench.reconstruction.solution!.views.error).toBeUndefined()
  })
})
