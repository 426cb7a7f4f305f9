import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { minimiseAdam } from '../../../src-main/numerics/adam'
import type { Evaluation } from '../../../src-main/numerics/lbfgs'

interface Case {
  readonly curvatures: readonly number[]
  readonly minimum: readonly number[]
  readonly starts: readonly (readonly number[])[]
  readonly rate: number
  readonly clip: number
  readonly iterations: number
  readonly ends: readonly (readonly number[])[]
}
const file = new URL('../../fixtures/adam/trajectory.json', import.meta.url)
const { curvatures, minimum, starts, rate, clip, iterations, ends } = JSON.parse(readFileSync(file, 'utf8')) as Case
const width = minimum.length
const start = Float32Array.from(starts.flat())

const evaluate = (points: Float32Array): Promise<Evaluation> => {
  const values = new Float64Array(points.length / width)
  const gradients = points.map((x, i) => {
    const [c, d] = [curvatures[i % width]!, x - minimum[i % width]!]
    values[Math.floor(i / width)]! += (c * d * d) / 2
    return c * d
  })
  return Promise.resolve({ values, gradients })
}

describe('minimising by Adam with clipped gradients', () => {
  test("goes where PyTorch's goes, each point as if it were alone", async () => {
    const points = await minimiseAdam(evaluate, start, starts.length, { iterations, rate, clip })
    ends.flat().forEach((x, i) => expect(points[i]).toBeCloseTo(x, 5))
  })

  test('tells the values at which its gradients were taken, and ends when it is told to', async () => {
    const seen: number[][] = []
    const points = await minimiseAdam(evaluate, start, starts.length, {
      iterations,
      rate,
      clip,
      onIteration: (k, values) => (seen.push([...values]), k < 2),
    })
    expect(seen[0]).toEqual([...(await evaluate(start)).values])
    expect(seen).toHaveLength(2)
    expect(points).toEqual(await minimiseAdam(evaluate, start, starts.length, { iterations: 2, rate, clip }))
  })

  test('stays where the gradient vanishes', async () => {
    const there = Float32Array.from(minimum)
    expect(await minimiseAdam(evaluate, there, 1, { iterations, rate, clip })).toEqual(there)
  })
})
