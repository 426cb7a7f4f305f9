import { describe, expect, test } from 'vitest'
import { combine, type Combination } from '../../../../src-main/distillation/phys-instruct/combination'
import { GraphBuilder } from '../../../../src-main/graph/builder'
import { serialise } from '../../../../src-main/graph/serialise'
import { float32, Session } from '../../../../src-main/runtime/session'
import { noise } from '../../networks/gaussian-model'

const width = 400
const dot = (a: Float32Array, b: Float32Array): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0)
const length = (a: Float32Array): number => Math.sqrt(dot(a, a))
const cosine = (a: Float32Array, b: Float32Array): number => dot(a, b) / length(a) / length(b)

async function combined(
  name: Combination,
  divergence: Float32Array,
  residual: Float32Array,
  guidance: number,
): Promise<Float32Array> {
  const graph = new GraphBuilder('combination')
  const vector = (input: string) => graph.input(input, 'float32', [width])
  graph.output('g', combine[name](vector('divergence'), vector('residual'), graph.input('guidance', 'float32', [])))
  const session = await Session.load(serialise(graph.finish()), { threads: 1 })
  const { g } = await session.run({
    divergence: float32(divergence, [width]),
    residual: float32(residual, [width]),
    guidance: float32(Float32Array.of(guidance), []),
  })
  return g!
}

/** Two gradients of very different lengths at a given angle's cosine, up to sampling. */
function pair(towards: number): [Float32Array, Float32Array] {
  const divergence = noise(width, 'divergence')
  const other = noise(width, 'other')
  const across = Math.sqrt(1 - towards ** 2)
  return [divergence, divergence.map((value, i) => 1e-3 * (towards * value + across * other[i]!))]
}

describe.each([-0.9, -0.3, 0, 0.8])('the conflict-free combination of two gradients whose cosine is %d', (towards) => {
  const [divergence, residual] = pair(towards)

  test.each([0.05, 1, 20])('lowers both losses, at guidance %d', async (guidance) => {
    const g = await combined('conflict-free', divergence, residual, guidance)
    expect(cosine(g, divergence)).toBeGreaterThan(1e-3)
    expect(cosine(g, residual)).toBeGreaterThan(1e-3)
    // The cosines stand in the ratio of the guidance.
    expect(cosine(g, residual) / cosine(g, divergence) / guidance).toBeCloseTo(1, 3)
  })

  test('halves the angle between them at guidance 1, whatever their lengths, and is as long as their parts along it', async () => {
    const g = await combined('conflict-free', divergence, residual, 1)
    expect(cosine(g, divergence)).toBeCloseTo(Math.sqrt((1 + cosine(divergence, residual)) / 2), 4)
    const direction = g.map((value) => value / length(g))
    const sum = divergence.map((value, i) => value + residual[i]!)
    expect(length(g) / dot(sum, direction)).toBeCloseTo(1, 4)
  })
})

describe('where one gradient is zero', () => {
  const some = noise(width, 'some')
  const zero = new Float32Array(width)
  test.each<Combination>(['conflict-free', 'fixed'])('%s leaves the other', async (name) => {
    const onlyDivergence = await combined(name, some, zero, 0.5)
    onlyDivergence.forEach((value, i) => expect(value).toBeCloseTo(some[i]!, 5))
    const onlyResidual = await combined(name, zero, some, 0.5)
    const weight = name === 'fixed' ? 0.5 : 1
    onlyResidual.forEach((value, i) => expect(value).toBeCloseTo(weight * some[i]!, 5))
    expect(await combined(name, zero, zero, 0.5)).toEqual(zero)
  })
})

test('the fixed combination is the sum with the guidance as weight', async () => {
  const [divergence, residual] = pair(-0.5)
  const g = await combined('fixed', divergence, residual, 30)
  g.forEach((value, i) => expect(value).toBeCloseTo(divergence[i]! + 30 * residual[i]!, 5))
})
