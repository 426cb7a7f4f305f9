import { beforeEach, expect, it } from 'vitest'
import { Engine } from '../../../src-renderer/stores/engine.svelte'
import { Workbench } from '../../../src-renderer/stores/workbench.svelte'
import { EngineDouble, problem, settle, solutionOf, viewOf } from '../engine-double'

let double: EngineDouble
let bench: Workbench

beforeEach(async () => {
  double = new EngineDouble()
  bench = new Workbench(new Engine(double), problem, true)
  const opened = bench.openObservations([{ name: 'a.csv', load: async () => new Uint8Array([1, 2, 3]) }])
  await settle()
  await double.readFile()
  await opened
  const done = bench.reconstruct()
  const call = double.waiting('solve')
  await call.answer(solutionOf(call.request))
  await done
})

const views = () => bench.reconstruction.solution!.views
async function answer(height = 1): Promise<void> {
  const call = double.waiting('solutionView')
  await call.answer(viewOf(call.request, height))
}

it('begin with the refined mean, and have its spread at hand', () => {
  expect(bench.display.view?.qualifier).toBe('mean of the samples, refined')
  views().choose({ kind: 'std' })
  expect(bench.display.view).toMatchObject({ statistic: 'deviation', fromZero: true })
  expect(double.count('solutionView')).toBe(0)
})

it('are asked for once and then kept', async () => {
  views().choose({ version: 'raw' })
  expect(double.waiting('solutionView').request).toEqual({
    solutionId: 's1',
    version: 'raw',
    view: { kind: 'mean' },
  })
  expect(views().pending).toBe(true)
  expect(bench.display.view?.qualifier).toBe('mean of the samples, refined')
  await answer()
  expect(views().pending).toBe(false)
  expect(bench.display.view?.qualifier).toBe('mean of the samples, raw')
  expect(bench.display.points[0]?.misfit).toBe(2.5)
  views().choose({ version: 'refined' })
  expect(bench.display.points[0]?.misfit).toBe(0.5)
  views().choose({ version: 'raw' })
  expect(double.count('solutionView')).toBe(1)
})

it('show what was chosen last, whatever comes in meanwhile', async () => {
  views().choose({ kind: 'sample', member: 1 })
  views().choose({ member: 2 })
  views().choose({ kind: 'quantile', level: 0.95 })
  await answer()
  expect(bench.display.view?.qualifier).toBe('mean of the samples, refined')
  await answer()
  expect(bench.display.view?.qualifier).toBe('95 % quantile of the samples, refined')
  expect(double.count('solutionView')).toBe(2)
})

it('share the range of all that was looked at', async () => {
  bench.display.followRange()
  const before = bench.display.range.range
  views().choose({ kind: 'sample' })
  await answer(3)
  bench.display.followRange()
  const joint = bench.display.range.range
  expect(joint.maximum).toBeCloseTo(3 * before.maximum)
  views().choose({ kind: 'mean' })
  bench.display.followRange()
  expect(bench.display.range.range).toEqual(joint)
  views().choose({ kind: 'std' })
  bench.display.followRange()
  expect(bench.display.range.range).toEqual({ minimum: 0, maximum: before.maximum })
})

it('rather show the solution where the chosen one has no residual', async () => {
  bench.display.selectField('residual')
  expect(bench.display.view?.statistic).toBe('residual')
  views().choose({ kind: 'quantile' })
  await answer()
  expect(bench.display.view?.field.of).toBe('u')
  views().choose({ kind: 'mean' })
  expect(bench.display.view?.statistic).toBe('residual')
})

it('that the engine refuses leave the last good one, with the reason', async () => {
  views().choose({ kind: 'sample', member: 3 })
  await double.waiting('solutionView').fail({ message: 'the engine no longer holds this solution' })
  expect(views().error?.message).toBe('the engine no longer holds this solution')
  expect(views().pending).toBe(false)
  expect(bench.display.view?.qualifier).toBe('mean of the samples, refined')
  views().choose({ kind: 'mean' })
  expect(views().error).toBeUndefined()
})

it('keep what was looked at for the next solution, as far as it has that', async () => {
  views().choose({ kind: 'sample', member: 7 })
  await answer()
  bench.reconstruction.samples = 4
  bench.reconstruction.refine = false
  const done = bench.reconstruct()
  await double.waiting('solve').answer(solutionOf(double.waiting('solve').request))
  await done
  expect(double.waiting('solutionView').request).toMatchObject({
    version: 'raw',
    view: { kind: 'sample', member: 3 },
  })
  await answer()
  expect(bench.display.view?.qualifier).toBe('sample 4 of 4')
})

it('are announced with their alarm', async () => {
  const done = bench.reconstruct()
  const call = double.waiting('solve')
  const result = solutionOf(call.request)
  const what = 'The values are ten times too large.'
  const alarm = { code: 'prior-mismatch', what, advice: 'Check the unit.', statistic: 90, limit: 2 } as const
  await call.answer({ ...result, document: { ...result.document, alarms: [alarm] } })
  await done
  expect(bench.announcer.message).toBe(`Reconstruction finished. Alarm: ${what}`)
})
