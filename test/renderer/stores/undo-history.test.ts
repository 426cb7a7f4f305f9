import { describe, expect, test } from 'vitest'
import { UndoHistory } from '../../../src-renderer/stores/session/undo-history.svelte'
import { bytesHeld, differences, shared } from '../../../src-renderer/stores/session/values'

interface State {
  readonly low: number
  readonly flat: boolean
  readonly table: Float64Array
}

const table = new Float64Array(1000)
const first: State = { low: 1, flat: false, table }

function historyOf(limits = { steps: 200, bytes: 1e9 }) {
  const history = new UndoHistory<State>(limits, bytesHeld)
  history.begin(first)
  let now = 10_000
  return {
    history,
    wait: (ms: number) => (now += ms),
    change: (part: Partial<State>) => {
      const before = history.present!
      const after = { ...before, ...part }
      history.record(after, differences(before, after), now)
    },
  }
}

describe('a step', () => {
  test('is one drag of a slider, whatever it passes through', () => {
    const { history, wait, change } = historyOf()
    for (let i = 2; i <= 50; i += 1) {
      change({ low: i })
      wait(16)
    }
    expect(history.undo()).toBe(first)
    expect(history.canUndo).toBe(false)
    expect(history.redo()).toEqual({ ...first, low: 50 })
  })

  test.each<[string, (of: ReturnType<typeof historyOf>) => void]>([
    ['600 ms of rest', ({ wait }) => wait(600)],
    ['letting go', ({ history }) => history.settle()],
    ['something else', ({ change }) => change({ flat: true })],
  ])('ends with %s', (_, end) => {
    const of = historyOf()
    of.change({ low: 2 })
    end(of)
    of.change({ low: 3 })
    expect(of.history.undo()!.low).toBe(2)
  })

  test('goes on within less than 600 ms', () => {
    const { history, wait, change } = historyOf()
    change({ low: 2 })
    wait(599)
    change({ low: 3 })
    expect(history.undo()).toBe(first)
  })

  test('of its own is every stroke that is no movement', () => {
    const { history, change } = historyOf()
    for (const flat of [true, false, true]) change({ flat })
    expect(history.undo()!.flat).toBe(false)
    expect(history.undo()!.flat).toBe(true)
    expect(history.undo()).toBe(first)
  })

  test('of its own is a movement after an undo, however soon', () => {
    const { history, change } = historyOf()
    change({ low: 2 })
    history.settle()
    change({ low: 3 })
    history.undo()
    change({ low: 4 })
    expect(history.undo()!.low).toBe(2)
  })
})

test('a change after an undo cuts off what was undone', () => {
  const { history, wait, change } = historyOf()
  for (const low of [2, 3, 4]) {
    change({ low })
    wait(1000)
  }
  history.undo()
  expect(history.undo()!.low).toBe(2)
  expect(history.canRedo).toBe(true)
  change({ low: 9 })
  expect(history.canRedo).toBe(false)
  expect(history.redo()).toBeUndefined()
  expect(history.undo()!.low).toBe(2)
})

test('what changes by itself is no step, and cuts nothing off', () => {
  const { history, change } = historyOf()
  change({ low: 2 })
  history.undo()
  history.amend({ ...first, flat: true })
  expect(history.redo()!.low).toBe(2)
  expect(history.undo()).toEqual({ ...first, flat: true })
})

test('the oldest steps are forgotten where there are too many', () => {
  const { history, wait, change } = historyOf({ steps: 3, bytes: 1e9 })
  for (let low = 2; low <= 10; low += 1) {
    change({ low })
    wait(1000)
  }
  const undone = [history.undo(), history.undo(), history.undo(), history.undo()]
  expect(undone.map((state) => state?.low)).toEqual([9, 8, 7, undefined])
})

test('steps are forgotten by the bytes that they hold, in which a shared table counts once', () => {
  const { history, wait, change } = historyOf({ steps: 200, bytes: 5 * 8000 })
  for (let low = 2; low <= 100; low += 1) {
    change({ low })
    wait(1000)
  }
  expect(bytesHeld([first, { ...first, low: 3 }])).toBeLessThan(8200)
  // All of them share one table of 8000 bytes, and fit; four tables more do not.
  for (let i = 0; i < 20; i += 1) {
    change({ table: new Float64Array(1000) })
    wait(1000)
  }
  let steps = 0
  while (history.undo()) steps += 1
  expect(steps).toBe(4)
})

test('one step can be undone even where it alone is too large', () => {
  const { history, change } = historyOf({ steps: 200, bytes: 10 })
  change({ table: new Float64Array(5000) })
  expect(history.undo()).toBe(first)
})

describe('values', () => {
  test('share every part that is the same, and are the former one where all is', () => {
    const former = { a: { x: 1, y: [1, 2] }, b: { z: 3 }, table }
    expect(shared(former, { a: { x: 1, y: [1, 2] }, b: { z: 3 }, table })).toBe(former)
    const next = shared(former, { a: { x: 1, y: [1, 2] }, b: { z: 4 }, table })
    expect(next).toEqual({ a: { x: 1, y: [1, 2] }, b: { z: 4 }, table })
    expect(next.a).toBe(former.a)
    expect(shared({ a: 1, b: 2 } as object, { a: 1 })).toEqual({ a: 1 })
    expect(shared([1, 2] as unknown, { 0: 1, 1: 2 })).toEqual({ 0: 1, 1: 2 })
  })

  test('differ by name, two levels deep, and move where numbers alone change', () => {
    const before = {
      p: { low: 1 },
      s: { slice: { x: 0, y: 0 }, range: { kind: 'a' }, off: null as object | null },
      n: 1,
    }
    expect(differences(before, { ...before, p: { low: 2 } })).toEqual([{ path: 'p.low', continuous: true }])
    expect(differences(before, { ...before, n: 2, s: { ...before.s, slice: { x: 1, y: 0 } } })).toEqual([
      { path: 's.slice', continuous: true },
      { path: 'n', continuous: true },
    ])
    expect(differences(before, { ...before, s: { ...before.s, range: { kind: 'b' } } })[0]!.continuous).toBe(false)
    expect(differences(before, { ...before, s: { ...before.s, off: { x: 1 } } })[0]!.continuous).toBe(false)
    expect(differences(before, { ...before, p: { low: 1 } })).toEqual([])
  })
})
