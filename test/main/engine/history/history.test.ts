import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { historyEntrySchema, historySchema } from '../../../../src-main/contract/calls'
import { entryFiles, type Asked } from '../../../../src-main/engine/history/entry'
import { SolutionHistory } from '../../../../src-main/engine/history/history'
import { viewPayloads } from '../../../../src-main/engine/payloads'
import { rootMeanSquare } from '../../../../src-main/field/norms'
import { solutionFiles } from '../../../../src-main/report/solution-files'
import type { Solution } from '../../../../src-main/tasks/solution'
import { rejection } from '../../refusal'
import { syntheticBurgers } from '../../report/synthetic-burgers'
import { syntheticSolution } from '../../report/synthetic-solution'

const solution = syntheticSolution({ sensors: 12 })
const asked: Asked = {
  version: '1.2.3',
  createdAt: '2026-11-21T22:00:00.000Z',
  refine: true,
  noise: { kind: 'assumed', level: 0.01 },
}
const bytesOf = (kept: Solution): number =>
  Object.values(entryFiles(kept, asked)).reduce((sum, { length }) => sum + length, 0)

let home: string
let history: SolutionHistory
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'fieldsmith-history-'))
  history = limitedTo(1e9)
})
afterEach(() => {
  chmodSync(home, 0o700)
  rmSync(home, { recursive: true })
})

/** The history as an engine that starts anew sees it. */
const limitedTo = (bytes: number): SolutionHistory => new SolutionHistory(() => home, bytes)

async function keep(kept = solution, changes: Partial<Asked> = {}): Promise<string> {
  const id = randomUUID()
  await history.keep(id, kept, { ...asked, ...changes })
  return id
}

const codeOf = async (attempt: Promise<unknown>): Promise<string> => (await rejection(attempt)).detail.code
const ids = async (): Promise<string[]> => (await history.list()).entries.map(({ solutionId }) => solutionId)

describe('a kept solution', () => {
  test.each([
    ['refined', solution],
    ['not refined', syntheticSolution({ refine: false, sensors: 5 })],
    ['without noise of its own', syntheticSolution({ withoutNoise: true, sensors: 5 })],
    ['in space and time', syntheticBurgers()],
    [
      'with averages over lines and boxes',
      {
        ...solution,
        observations: {
          ...solution.observations,
          averages: {
            shape: Uint8Array.from({ length: 12 }, (_, i) => i % 3),
            x2: Float64Array.from({ length: 12 }, (_, i) => (i % 3 === 0 ? NaN : 0.9)),
            y2: Float64Array.from({ length: 12 }, (_, i) => (i % 3 === 0 ? NaN : 0.8)),
          },
        },
      },
    ],
  ])('that is %s opens as it was: equal numbers, equal bytes of every export', async (_name, kept) => {
    const opened = (await limitedTo(1e9).open(await keep(kept))).solution
    expect(opened).toEqual(kept)
    const [before, after] = [solutionFiles(kept), solutionFiles(opened)]
    for (const [name, bytes] of Object.entries(before)) {
      expect(Buffer.compare(bytes, after[name as keyof typeof after]), name).toBe(0)
    }
    expect(viewPayloads(opened, 'raw', { kind: 'quantile', level: 0.25 })).toEqual(
      viewPayloads(kept, 'raw', { kind: 'quantile', level: 0.25 }),
    )
  })

  test('comes with what was asked for', async () => {
    const { name, request } = await history.open(await keep())
    expect(name).toBe('well field.csv')
    expect(request).toMatchObject({ ...asked, samples: 4, seed: 7, steps: 1, parameters: solution.document.parameters })
  })

  test('is listed with its headline figures and a small picture', async () => {
    const [entry] = (await limitedTo(1e9).list()).entries
    expect(entry).toBeUndefined()
    await keep()
    const list = historySchema.parse(await history.list())
    expect(list.entries).toHaveLength(1)
    const kept = historyEntrySchema.parse(list.entries[0])
    const { residual, observations } = solution.document
    expect(kept).toMatchObject({
      problem: 'darcy',
      version: '1.2.3',
      refined: true,
      observations: { file: 'well field.csv', count: 12, byField: observations.byField },
      figures: {
        solutionError: residual.refined!.solutionError.relative,
        reducedChiSquare: observations.reducedChiSquare,
      },
      bytes: bytesOf(solution),
    })
    expect(kept.observations.latest).toBe(Math.max(...solution.observations.y))
    expect(kept.figures.residual).toBeLessThan(1e-6)
    expect(list.bytes).toBe(kept.bytes)
    const { grid, data } = kept.thumbnail
    expect([grid.nx, grid.ny, data.length]).toEqual([32, 32, 1024])
    const mean = solution.fields[1]!.mean
    expect(data).toEqual(Float32Array.from(mean))
  })

  test('of a fine grid has a picture of block means', async () => {
    const fine = syntheticSolution({ size: 64, members: 1, sensors: 3 })
    await keep(fine)
    const { data } = (await history.list()).entries[0]!.thumbnail
    const u = fine.fields[1]!.mean
    expect(data).toHaveLength(1024)
    expect(data[33]).toBeCloseTo((u[130]! + u[131]! + u[194]! + u[195]!) / 4, 7)
    expect(rootMeanSquare(Float64Array.from(data)) / rootMeanSquare(u)).toBeCloseTo(1, 2)
  })

  test('is renamed and pinned', async () => {
    const id = await keep()
    expect(await history.change(id, { name: 'Second campaign' })).toMatchObject({ name: 'Second campaign' })
    expect(await history.change(id, { pinned: true })).toMatchObject({ name: 'Second campaign', pinned: true })
    expect((await limitedTo(1e9).list()).entries[0]).toMatchObject({ name: 'Second campaign', pinned: true })
  })

  test('is removed, and restored in the same session', async () => {
    const id = await keep()
    await history.remove(id)
    expect(await ids()).toEqual([])
    expect(await codeOf(history.open(id))).toBe('solution-unknown')
    await history.restore(id)
    expect(await ids()).toEqual([id])
    expect((await history.open(id)).solution).toEqual(solution)
  })

  test('that was removed the day before is gone for good after a sweep, one of today is not', async () => {
    const [old, young] = [await keep(), await keep()]
    await history.remove(old)
    await history.remove(young)
    const yesterday = new Date(Date.now() - 25 * 3600 * 1000)
    utimesSync(join(home, '.removed', old), yesterday, yesterday)
    await history.sweep()
    expect(readdirSync(join(home, '.removed'))).toEqual([young])
  })

  test.each(['../../etc', '.removed', '', 'a'.repeat(36)])('is not found by the handle %j', async (handle) => {
    await keep()
    expect(await codeOf(history.open(handle))).toBe('solution-unknown')
    expect(await codeOf(history.remove(handle))).toBe('solution-unknown')
    expect(await codeOf(history.restore(handle))).toBe('solution-unknown')
  })
})

describe('the limit', () => {
  const size = bytesOf(solution)

  /** Keeps one that finished `hours` ago. */
  async function keepOf(hours: number): Promise<string> {
    const then = new Date(Date.now() - hours * 3600 * 1000)
    const id = await keep(solution, { createdAt: then.toISOString() })
    for (const name of readdirSync(join(home, id))) utimesSync(join(home, id, name), then, then)
    return id
  }

  test('lets the oldest go that is not pinned, whatever was renamed since', async () => {
    const [first, second, third] = [await keepOf(3), await keepOf(2), await keepOf(1)]
    await history.change(first, { pinned: true })
    await history.change(second, { name: 'renamed lately' })
    history = limitedTo(3.5 * size)
    const fourth = await keepOf(0)
    expect(await ids()).toEqual([fourth, third, first])
  })

  test('takes what was removed before anything else', async () => {
    const [first, second] = [await keepOf(2), await keepOf(1)]
    await history.remove(second)
    history = limitedTo(2.5 * size)
    await keep()
    expect(await ids()).toContain(first)
    expect(readdirSync(join(home, '.removed'))).toEqual([])
  })

  test('refuses a solution that has no room beside the pinned ones, and leaves all as it was', async () => {
    const [first, second] = [await keepOf(2), await keepOf(1)]
    for (const id of [first, second]) await history.change(id, { pinned: true })
    history = limitedTo(2.5 * size)
    expect(await codeOf(keep())).toBe('history-full')
    expect(await ids()).toEqual([second, first])
  })
})

describe('damage', () => {
  test.each([
    ['a file that is cut off', 'solution.npz', (path: string) => truncateSync(path, 1000)],
    ['a file that is gone', 'observations.npz', (path: string) => rmSync(path)],
    ['a document that is no JSON', 'solution.json', (path: string) => flip(path, 0)],
    ['an entry of another kind', 'entry.json', (path: string) => writeFileSync(path, '{"schema":"other"}')],
  ])('%s is listed with its reason, and can be removed', async (_name, file, harm) => {
    const [whole, broken] = [await keep(), await keep()]
    harm(join(home, broken, file))
    const list = historySchema.parse(await history.list())
    expect(list.entries.map(({ solutionId }) => solutionId)).toEqual([whole])
    expect(list.damaged).toMatchObject([{ solutionId: broken, reason: { code: 'history-damaged' } }])
    expect(list.damaged[0]!.reason.message).toContain(file)
    await history.remove(broken)
    expect((await history.list()).damaged).toEqual([])
  })

  test('of a single bit in the fields is found when they are opened', async () => {
    const id = await keep()
    flip(join(home, id, 'solution.npz'), 3000)
    expect(await codeOf(history.open(id))).toBe('npz-format')
  })

  test('of the disk is told by its reason', async () => {
    writeFileSync(join(home, 'in the way'), '')
    history = new SolutionHistory(() => join(home, 'in the way'), 1e9)
    expect(await codeOf(keep())).toBe('output-not-writable')
    expect((await history.list()).entries).toEqual([])
  })

  function flip(path: string, at: number): void {
    const bytes = readFileSync(path)
    bytes[at]! ^= 0x10
    writeFileSync(path, bytes)
  }
})
