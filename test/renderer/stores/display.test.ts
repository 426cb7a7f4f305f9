import { beforeEach, describe, expect, it } from 'vitest'
import type { VectorField } from '../../../src-main/contract/calls'
import { defaultViewSettings } from '../../../src-main/contract/view-settings'
import { Engine } from '../../../src-renderer/stores/engine.svelte'
import { Workbench } from '../../../src-renderer/stores/workbench.svelte'
import { residualOverlay, stageContent } from '../../../src-renderer/views/solve/stage-content'
import { EngineDouble, problem, sampleOf } from '../engine-double'
import { payload } from '../scene/fields'

const { grid, data } = payload(8, 8, (x) => x)
const flux: VectorField = { of: 'u', name: 'Flux', unit: 'm²/d', grid, x: data, y: data }
const signed = { ...problem, fields: problem.fields.map((field) => ({ ...field, signed: field.key === 'u' })) }

let double: EngineDouble
let bench: Workbench

async function answer(height = 1): Promise<void> {
  const call = double.waiting('generate')
  await call.answer({ ...sampleOf(call.request, height), vectors: [flux] })
  bench.display.followRange()
}

async function open(of = problem): Promise<void> {
  double = new EngineDouble()
  bench = new Workbench(new Engine(double), of, true)
  bench.sampling.request()
  await answer()
}
beforeEach(() => open())

describe('what is shown', () => {
  it('has the flow of its field, and the residual of all of them', () => {
    expect(bench.display.view).toMatchObject({ field: { of: 'u' }, flow: flux, residual: { of: 'residual' } })
    bench.display.selectField('a')
    expect(bench.display.view!.flow).toBeUndefined()
  })

  it('is in the colours chosen for its kind, and a deviation of names that no map has in its own', () => {
    const shownMap = (): string => bench.display.view!.map.name
    expect(shownMap()).toBe('tide')
    bench.display.set({ map: 'viridis', signedMap: 'vik' })
    expect(shownMap()).toBe('viridis')
    bench.display.selectField('residual')
    expect(shownMap()).toBe('vik')
    bench.display.set({ signedMap: 'viridis' })
    expect(shownMap()).toBe('balance')
    bench.display.set({ signedMap: 'nothing' })
    expect(shownMap()).toBe('balance')
  })

  it('is drawn about zero where its sign says something', async () => {
    await open(signed)
    expect(bench.display.view!.map.kind).toBe('diverging')
    const { minimum, maximum } = bench.display.range.range
    expect(minimum).toBe(-maximum)
  })
})

describe('the range', () => {
  const fixed = { kind: 'fixed', range: { minimum: -1, maximum: 3 } } as const
  const set = (range: (typeof bench.display.settings)['range']): void => {
    bench.display.set({ range })
    bench.display.followRange()
  }

  it('stays as it was typed through other samples', async () => {
    set(fixed)
    bench.sampling.setParameter('source', 2)
    await answer(7)
    expect(bench.display.range.range).toEqual(fixed.range)
  })

  it('that was typed for one field is not that of another', () => {
    set(fixed)
    bench.display.selectField('a')
    bench.display.followRange()
    expect(bench.display.settings.range).toEqual({ kind: 'automatic' })
    expect(bench.display.range.range).toEqual({ minimum: 3, maximum: 12 })
  })

  it('that a session brings is taken with the first picture', async () => {
    double = new EngineDouble()
    bench = new Workbench(new Engine(double), problem, true)
    bench.display.set({ range: fixed })
    bench.sampling.request()
    await answer()
    expect(bench.display.range.range).toEqual(fixed.range)
    expect(bench.display.settings.range).toEqual(fixed)
  })

  it('is held and let go', async () => {
    const before = bench.display.range.range
    bench.display.hold(true)
    bench.display.followRange()
    bench.sampling.setParameter('source', 2)
    await answer(5)
    expect(bench.display.range.range).toEqual(before)
    bench.display.hold(false)
    bench.display.followRange()
    expect(bench.display.range.range.maximum).toBeCloseTo(5 * before.maximum, 4)
  })
})

describe('how a picture is drawn', () => {
  const range = { minimum: 0, maximum: 1 }
  const drawn = (change: Partial<typeof defaultViewSettings>) =>
    stageContent(bench.display.view!, range, { ...defaultViewSettings, ...change })

  it('is plain unless more is asked for', () => {
    expect(drawn({})).toMatchObject({ contours: [], contourLabels: [], relief: 1 })
    expect(drawn({}).arrows).toBeUndefined()
    expect(drawn({}).streamlines).toBeUndefined()
  })
  it('has isolines at round values, and the flow of its field', () => {
    const content = drawn({ contours: 4, arrows: true, streamlines: true, relief: 2 })
    expect(content).toMatchObject({ contourLabels: ['0.2', '0.4', '0.6', '0.8'], relief: 2 })
    expect(content.contours).toHaveLength(4)
    expect(content.arrows).toBe(flux)
    expect(content.streamlines).toBe(flux)
  })
  it('is hatched from one and a half times the residual in the mean, but not over itself', () => {
    const overlay = residualOverlay(bench.display.view!)!
    const values = overlay.field.data
    const rms = Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length)
    expect(overlay.range.minimum).toBeCloseTo(1.5 * rms, 6)
    bench.display.selectField('residual')
    expect(residualOverlay(bench.display.view!)).toBeUndefined()
  })
  it('is not hatched where the equation is met exactly', () => {
    const view = { ...bench.display.view!, residual: payload(8, 8, () => 0) }
    expect(residualOverlay(view)).toBeUndefined()
  })
})
