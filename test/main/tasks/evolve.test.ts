import { expect, test } from 'vitest'
import type { Progress } from '../../../src-main/contract/calls'
import { problemById } from '../../../src-main/problems/library'
import { defaultParameters } from '../../../src-main/problems/parameters'
import { evolve } from '../../../src-main/tasks/evolve'

const problem = problemById('navier-stokes')
const parameters = defaultParameters(problem)
const start = Float64Array.from({ length: 256 }, (_, p) => Math.sin((2 * Math.PI * (p % 16)) / 16))

test('a course has its times from 0 to the duration, and tells how far it is', async () => {
  const told: Progress[] = []
  const { frames, steps } = await evolve({
    problem,
    parameters: { ...parameters, duration: 2 },
    start,
    frames: 5,
    onProgress: (progress) => told.push(progress),
  })
  expect(frames.map(({ time }) => time)).toEqual([0, 0.5, 1, 1.5, 2])
  expect(told.map(({ fraction }) => fraction)).toEqual([0, 0.25, 0.5, 0.75, 1])
  expect(steps % 4).toBe(0)
  expect(frames[0]!.state).toEqual(start)
})

test('it stops between two frames when it is cancelled', async () => {
  const abort = new AbortController()
  const told: number[] = []
  const course = evolve({
    problem,
    parameters,
    start,
    frames: 9,
    signal: abort.signal,
    onProgress: ({ fraction }) => {
      told.push(fraction)
      if (told.length === 3) abort.abort()
    },
  })
  await expect(course).rejects.toMatchObject({ detail: { kind: 'cancelled' } })
  expect(told).toHaveLength(3)
})

test('a problem without a course is refused by name', async () => {
  await expect(evolve({ problem: problemById('darcy'), parameters: {}, start, frames: 3 })).rejects.toMatchObject({
    detail: { code: 'evolution-unknown' },
  })
})
