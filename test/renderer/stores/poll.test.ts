import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Poll } from '../../../src-renderer/stores/poll'

let asked: (() => void)[]
let pause: number | undefined
let poll: Poll

beforeEach(() => {
  vi.useFakeTimers()
  asked = []
  pause = 1000
  poll = new Poll(
    () => new Promise((resolve) => asked.push(resolve)),
    () => pause,
  )
})
afterEach(() => vi.useRealTimers())

async function answer(): Promise<void> {
  asked.at(-1)!()
  await vi.advanceTimersByTimeAsync(0)
}

it('asks again after the pause, and never before the last answer', async () => {
  poll.wake()
  await vi.advanceTimersByTimeAsync(5000)
  expect(asked).toHaveLength(1)
  await answer()
  await vi.advanceTimersByTimeAsync(999)
  expect(asked).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(asked).toHaveLength(2)
})

it('rests where no pause is named, until it is woken', async () => {
  pause = undefined
  poll.wake()
  await answer()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked).toHaveLength(1)
  poll.wake()
  expect(asked).toHaveLength(2)
})

it('asks once more for all that woke it during a question', async () => {
  poll.wake()
  poll.wake()
  poll.wake()
  expect(asked).toHaveLength(1)
  await answer()
  expect(asked).toHaveLength(2)
  await answer()
  expect(asked).toHaveLength(2)
})

it('does not wait out a pause when it is woken', async () => {
  poll.wake()
  await answer()
  poll.wake()
  expect(asked).toHaveLength(2)
  await answer()
  await vi.advanceTimersByTimeAsync(1000)
  expect(asked).toHaveLength(3)
})
