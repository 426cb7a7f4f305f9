import { beforeEach, describe, expect, it } from 'vitest'
import type { ResultOf } from '../../../../src-main/contract/calls'
import { Engine } from '../../../../src-renderer/stores/engine.svelte'
import { Workbench } from '../../../../src-renderer/stores/workbench.svelte'
import { EngineDouble, observationsRead, problem, settle, solutionOf } from '../../engine-double'
import { tableOf } from './tables'

let double: EngineDouble
let bench: Workbench

const measured = [
  { field: 'a', x: 0.1, y: 0.1, value: 3, sigma: 0.1, line: 2 },
  { field: 'u', x: 0.2, y: 0.2, value: 0.1, sigma: 0.01, line: 3 },
  { field: 'u', x: 0.3, y: 0.3, value: 0.2, sigma: NaN, line: 4 },
  { field: 'u', x: 0.4, y: 0.4, value: 0.3, sigma: 0.01, line: 5 },
]

beforeEach(async () => {
  double = new EngineDouble()
  bench = new Workbench(new Engine(double), problem, true)
  const opened = bench.openObservations([{ name: 'a.csv', load: async () => new Uint8Array(1) }])
  await settle()
  await double.readFile({ ...observationsRead, table: tableOf(measured) })
  await opened
})

/** Solves for what is there; the misfits are those of the rows that are sent. */
async function solve(misfits: readonly number[]): Promise<ResultOf<'solve'>> {
  const done = bench.reconstruct()
  const call = double.waiting('solve')
  const { fields, field, x, y, value, sigma, line } = call.request.observations
  const points = misfits.map((misfit, index) => ({
    index,
    field: fields[field[index]!]!,
    x: x[index]!,
    y: y[index]!,
    value: value[index]!,
    sigma: Number.isNaN(sigma[index]) ? 0.02 : sigma[index]!,
    line: line[index]!,
    misfit,
  }))
  const noise = Float64Array.from(points, (point) => point.sigma)
  const readings = { sigma: noise, misfit: Float64Array.from(misfits) }
  const result = { ...solutionOf(call.request), points, readings }
  await call.answer(result)
  await done
  return result
}

describe('misfits', () => {
  it('are those of the rows that were solved for, wherever these stand now', async () => {
    const { observations, misfits } = bench
    observations.mute([1], true)
    await solve([0.5, -4, 3.5])
    expect([...misfits.byRow!]).toEqual([0.5, NaN, -4, 3.5])
    observations.delete([0])
    expect([...misfits.byRow!]).toEqual([NaN, -4, 3.5])
    observations.mute([0], false)
    observations.add({ field: 'u', x: 0.5, y: 0.5, value: 1, sigma: NaN })
    expect([...misfits.byRow!]).toEqual([NaN, -4, 3.5, NaN])
  })

  it('are gone with a change of what was measured, and back when that is undone', async () => {
    const { observations, misfits } = bench
    await solve([0.5, 1, -4, 3.5])
    const before = observations.file
    observations.edit(3, { value: 0.31 })
    expect([...misfits.byRow!]).toEqual([0.5, 1, -4, NaN])
    observations.file = before
    expect([...misfits.byRow!]).toEqual([0.5, 1, -4, 3.5])
  })

  it('single out what is far off and still used', async () => {
    const { observations, misfits } = bench
    await solve([0.5, 3.0001, -4, 2.9])
    expect([...misfits.outliers]).toEqual([1, 2])
    expect(misfits.worst(3).map(({ index, misfit }) => [index, misfit])).toEqual([
      [2, -4],
      [1, 3.0001],
      [3, 2.9],
    ])
    observations.mute(misfits.outliers, true)
    expect([...misfits.outliers]).toEqual([])
    expect(misfits.worst(1)[0]).toMatchObject({ index: 2, muted: true })
  })

  it('are on the sensors of a reconstruction, with the noise that was taken where none was stated', async () => {
    const { observations, misfits, display } = bench
    expect(misfits.sensors(false).map(({ sigma }) => sigma)).toEqual([0.1, 0.01, NaN, 0.01])
    await solve([0.5, 1, -4, 3.5])
    expect(display.points.map(({ sigma, misfit }) => [sigma, misfit])).toEqual([
      [0.1, 0.5],
      [0.01, 1],
      [0.02, -4],
      [0.01, 3.5],
    ])
    observations.select(2)
    expect(display.points.map(({ selected }) => selected ?? false)).toEqual([false, false, true, false])
    display.show('sample')
    expect(display.points.every(({ misfit }) => misfit === undefined)).toBe(true)
  })

  it('stay on the picture when the table has been cleared', async () => {
    await solve([0.5, 1, -4, 3.5])
    bench.observations.clear()
    expect(bench.display.points.map(({ misfit }) => misfit)).toEqual([0.5, 1, -4, 3.5])
    expect(bench.misfits.byRow).toBeUndefined()
  })
})

describe('a solve', () => {
  it('leaves muted rows out, and is outdated when others are', async () => {
    const { observations, reconstruction } = bench
    observations.mute([0], true)
    await solve([0, 0, 0])
    const { request } = reconstruction.solution!
    expect([...request.observations.line]).toEqual([3, 4, 5])
    expect(request.observations.fields).toEqual(['u'])
    expect(reconstruction.outdated).toBe(false)
    const solvedFor = observations.file
    observations.mute([1], true)
    expect(reconstruction.outdated).toBe(true)
    observations.file = solvedFor
    expect(reconstruction.outdated).toBe(false)
  })

  it('needs a row that is not muted', () => {
    bench.observations.mute([0, 1, 2, 3], true)
    expect(bench.reconstruction.possible).toBe(false)
  })
})
