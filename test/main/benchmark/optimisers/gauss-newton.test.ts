import { describe, expect, test } from 'vitest'
import { gaussNewton } from '../../../../src-main/benchmark/optimisers/gauss-newton'
import { TimeUp, WatchedFit } from '../../../../src-main/benchmark/optimisers/watched-fit'
import { unitSquare } from '../../../../src-main/field/grid'
import { observationOperator } from '../../../../src-main/field/interpolation'
import { RandomStream } from '../../../../src-main/numerics/random'
import { evaluated, gradientAt, type FitContext } from '../../../../src-main/tasks/latent-fit'
import { LinearPosterior } from '../../../../src-main/tasks/linear-posterior'
import { linearMeasurement } from '../../../../src-main/tasks/measurement'
import type { LatentMap } from '../../../../src-main/tasks/student'

const size = 4
const width = size * size
const members = 2
const condition = new Float32Array(1)

function normals(label: string, count: number): Float32Array {
  const out = new Float32Array(count)
  new RandomStream(12, 'gauss newton', label).fillNormal(out)
  return out
}

/** x = A z, curved on by x + bend x^2, with a dense A. */
const matrix = normals('matrix', width * width).map((x) => 0.3 * x)
const product = (z: Float32Array, transposed: boolean): Float32Array =>
  z.map((_, i) => {
    const [first, row] = [Math.floor(i / width) * width, i % width]
    let sum = 0
    for (let k = 0; k < width; k += 1) sum += matrix[transposed ? k * width + row : row * width + k]! * z[first + k]!
    return sum
  })
const curved = (bend: number): LatentMap => ({
  states: (z) => Promise.resolve(product(z, false).map((x) => x + bend * x * x)),
  pullback: (z, _condition, w) => {
    const x = product(z, false)
    return Promise.resolve(
      product(
        w.map((value, i) => value * (1 + 2 * bend * x[i]!)),
        true,
      ),
    )
  },
})
const tangentOf = (bend: number) => (z: Float32Array, v: Float32Array) => {
  const x = product(z, false)
  return Promise.resolve(product(v, false).map((value, i) => value * (1 + 2 * bend * x[i]!)))
}

async function fit(bend: number): Promise<{ context: FitContext; linear: LinearPosterior; start: Float32Array }> {
  const places = { x: [0.2, 0.5, 0.9], y: [0.3, 0.55, 0.1] }
  const sigma = Float64Array.of(0.2, 0.1, 0.3)
  const observed = {
    ...linearMeasurement(observationOperator(unitSquare(size, 'cell', 'm'), places, 'extend'), width),
    key: 'a',
    channel: 0,
    values: new Float64Array(3),
    sigma,
    points: Uint32Array.of(0, 1, 2),
  }
  const targets = [Float64Array.of(1, -0.5, 0.3), Float64Array.of(0.2, 0.6, -1)]
  const context: FitContext = {
    student: { size, width },
    map: curved(bend),
    condition,
    members,
    prior: normals('prior', members * width),
    channels: [{ observed, targets, sigma }],
  }
  const linearMap = { map: curved(0), condition, latents: width, pixels: width }
  const linear = await LinearPosterior.of(linearMap, members, context.channels)
  return { context, linear, start: await linear.sample(context.prior) }
}

describe('Gauss-Newton with own Jacobians', () => {
  test('is where the linear posterior is after one step from anywhere, for a linear generator', async () => {
    const { context, linear, start } = await fit(0)
    const options = { iterations: 1, innerIterations: 5 }
    const { latents } = await gaussNewton(context, linear, context.prior, tangentOf(0), options)
    latents.forEach((z, i) => expect(z).toBeCloseTo(start[i]!, 4))
  })

  test('ends where the gradient of a curved fit vanishes', async () => {
    const { context, linear, start } = await fit(0.3)
    const before = await gradientAt(context, await evaluated(context, start))
    const found = await gaussNewton(context, linear, start, tangentOf(0.3), { iterations: 30, innerIterations: 16 })
    const after = await gradientAt(context, found)
    expect(Math.hypot(...after)).toBeLessThan(2e-3 * Math.hypot(...before))
  })
})

describe('a watched fit', () => {
  test('keeps the lowest objective of each member at each run, and counts runs of both ways', async () => {
    const { context, start } = await fit(0.3)
    const watched = new WatchedFit(context, 60)
    const first = await evaluated(watched.context, start)
    await gradientAt(watched.context, first)
    const second = await evaluated(watched.context, context.prior)
    expect(watched.trace.map(({ runs }) => runs)).toEqual([1, 3])
    expect(watched.trace[1]!.objective).toEqual(
      first.objective.map((value, m) => Math.min(value, second.objective[m]!)),
    )
    expect(watched.after(0)).toEqual(first.objective)
    expect(watched.after(60)).toEqual(watched.trace[1]!.objective)
  })

  test('ends a method whose time is up at its next run', async () => {
    const { context, start } = await fit(0)
    await expect(evaluated(new WatchedFit(context, -1).context, start)).rejects.toThrow(TimeUp)
  })
})
