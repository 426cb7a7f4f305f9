import { beforeEach, describe, expect, it } from 'vitest'
import { Engine } from '../../../src-renderer/stores/engine.svelte'
import { History } from '../../../src-renderer/stores/history.svelte'
import { EngineDouble } from '../engine-double'
import { entryOf, listOf } from '../history-double'

let double: EngineDouble
let history: History

const [may, june, july] = [
  entryOf('May', 1, { figures: { residual: 3, solutionError: 0.1 }, bytes: 10 }),
  entryOf('June', 2, { figures: { residual: 1, solutionError: 0.3 }, bytes: 30, problem: 'burgers' }),
  entryOf('July', 3, { figures: { residual: 2, solutionError: 0.2 }, bytes: 20 }),
]

beforeEach(() => {
  double = new EngineDouble()
  history = new History(new Engine(double), ({ name, observations }) => `${name} ${observations.file}`)
})

async function read(entries = [july, june, may]): Promise<void> {
  const done = history.refresh()
  await double.waiting('history').answer(listOf(entries))
  await done
}

const names = (): string[] => history.shown.map(({ name }) => name)

describe('the list', () => {
  it.each([
    ['newest', ['July', 'June', 'May']],
    ['oldest', ['May', 'June', 'July']],
    ['name', ['July', 'June', 'May']],
    ['problem', ['June', 'July', 'May']],
    ['residual', ['June', 'July', 'May']],
    ['error', ['May', 'July', 'June']],
    ['size', ['June', 'July', 'May']],
  ] as const)('is ordered by %s', async (order, expected) => {
    await read()
    history.order = order
    expect(names()).toEqual(expected)
  })

  it('has pinned ones first, whatever the order', async () => {
    await read([july, june, { ...may, pinned: true }])
    expect(names()).toEqual(['May', 'July', 'June'])
    history.order = 'residual'
    expect(names()).toEqual(['May', 'June', 'July'])
  })

  it('is narrowed by problem and by every word that is searched for', async () => {
    await read()
    history.problem = 'burgers'
    expect(names()).toEqual(['June'])
    history.problem = ''
    history.search = ' CSV  ju'
    expect(names()).toEqual(['July', 'June'])
    history.search = 'ju may'
    expect(names()).toEqual([])
  })

  it('stays when reading it again fails, and an overtaken answer does not come back', async () => {
    await read([july])
    const failing = history.refresh()
    await double.waiting('history').fail({ code: 'engine-lost' })
    await failing
    expect(names()).toEqual(['July'])
    expect(history.error?.code).toBe('engine-lost')
    const slow = history.refresh()
    const slowCall = double.waiting('history')
    const fast = history.refresh()
    await double.held.at(-1)!.answer(listOf([june]))
    await slowCall.answer(listOf([may]))
    await Promise.all([slow, fast])
    expect(names()).toEqual(['June'])
    expect(history.error).toBeUndefined()
  })
})

describe('an entry', () => {
  it('is renamed and pinned where it stands', async () => {
    await read()
    const renamed = history.rename(june, '  Campaign 2 ')
    expect(double.waiting('renameSolution').request).toEqual({ solutionId: 'id-June', name: 'Campaign 2' })
    await double.waiting('renameSolution').answer({ entry: { ...june, name: 'Campaign 2' } })
    await renamed
    expect(names()).toEqual(['July', 'Campaign 2', 'May'])
    const pinned = history.pin(may)
    expect(double.waiting('pinSolution').request).toEqual({ solutionId: 'id-May', pinned: true })
    await double.waiting('pinSolution').answer({ entry: { ...may, pinned: true } })
    await pinned
    expect(names()).toEqual(['May', 'July', 'Campaign 2'])
  })

  it('keeps its name where the new one is empty or the same', async () => {
    await read()
    await history.rename(june, ' ')
    await history.rename(june, 'June')
    expect(double.count('renameSolution')).toBe(0)
  })

  it('is removed, its neighbour is chosen, and it comes back', async () => {
    await read()
    history.selectedId = june.solutionId
    history.compare(june.solutionId)
    const removing = history.remove(june)
    await double.waiting('removeSolution').answer({})
    await double.waiting('history').answer(listOf([july, may]))
    await removing
    expect(names()).toEqual(['July', 'May'])
    expect(history.selected?.name).toBe('May')
    expect(history.pair).toEqual([])
    const undone = history.undoRemove()
    expect(double.waiting('restoreSolution').request).toEqual({ solutionId: 'id-June' })
    await double.waiting('restoreSolution').answer({})
    await double.waiting('history').answer(listOf([july, june, may]))
    expect(await undone).toBe('June')
    expect(history.selected?.name).toBe('June')
    expect(history.removed).toEqual([])
    expect(await history.undoRemove()).toBeUndefined()
  })

  it('that cannot be removed stays, with the reason', async () => {
    await read()
    const removing = history.remove(june)
    await double.waiting('removeSolution').fail({ code: 'output-not-writable' })
    await removing
    expect(names()).toContain('June')
    expect(history.failure).toMatchObject({ kind: 'change', name: 'June', error: { code: 'output-not-writable' } })
    expect(history.removed).toEqual([])
  })

  it('stands beside one other: a third takes the place of the first', async () => {
    await read()
    const paired = (): string[] => history.pair.map(({ name }) => name)
    for (const { solutionId } of [may, june, july]) history.compare(solutionId)
    expect(paired()).toEqual(['June', 'July'])
    history.compare(june.solutionId)
    expect(paired()).toEqual(['July'])
  })
})
