import { expect, test } from 'vitest'
import { inSlices } from '../../../src-main/tasks/sliced-map'
import type { LatentMap } from '../../../src-main/tasks/student'
import { rejection } from '../refusal'

const condition = Float32Array.of(1)
const width = 3

/** Doubles latents of three numbers to states of six, and remembers how many samples each run had. */
function doubling(onRun: () => void = () => undefined) {
  const runs: number[] = []
  const map: LatentMap = {
    async states(latents) {
      runs.push(latents.length / width)
      onRun()
      return Float32Array.from({ length: 2 * latents.length }, (_, i) => 2 * latents[Math.floor(i / 2)]!)
    },
    async pullback(latents, _condition, cotangents) {
      runs.push(latents.length / width)
      onRun()
      return latents.map((z, i) => z + cotangents[2 * i]!)
    },
  }
  return { map, runs }
}
const counting = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => i)

test.each([
  [1, [1]],
  [8, [8]],
  [19, [8, 8, 3]],
])('%d samples are run as %j, with the same states and gradients', async (count, slices) => {
  const whole = doubling()
  const sliced = doubling()
  const map = inSlices(sliced.map, width, undefined)
  const [latents, cotangents] = [counting(count * width), counting(2 * count * width)]
  expect(await map.states(latents, condition)).toEqual(await whole.map.states(latents, condition))
  expect(await map.pullback(latents, condition, cotangents)).toEqual(
    await whole.map.pullback(latents, condition, cotangents),
  )
  expect(sliced.runs).toEqual([...slices, ...slices])
})

test('a run that is cancelled meanwhile is the last', async () => {
  const abort = new AbortController()
  const { map, runs } = doubling(() => abort.abort())
  const states = inSlices(map, width, abort.signal).states(counting(64 * width), condition)
  expect((await rejection(states)).detail.code).toBe('cancelled')
  expect(runs).toEqual([8])
})
