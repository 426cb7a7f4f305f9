import { describe, expect, it } from 'vitest'
import { GraphBuilder, type Value } from '../../../src-main/graph/builder'
import {
  addJets,
  cosJet,
  expJet,
  inverseJet,
  logJet,
  mulJets,
  normalDensityJet,
  normalDistributionJet,
  scaleJet,
  sinhJet,
  sinJet,
  sqrtJet,
  stackJets,
  tanhJet,
  type Jet,
  type Orders,
} from '../../../src-main/graph/jets'
import { add, slice, zerosLike } from '../../../src-main/graph/operators'
import { serialise } from '../../../src-main/graph/serialise'
import { float32, Session } from '../../../src-main/runtime/session'

const orders: Orders = { x: 2, t: 1 }
const places = [0.3, 0.7, 1.1, 1.9].flatMap((x) => [0.2, 0.9].map((t): [number, number] => [x, t]))

/** Value, d/dx, d^2/dx^2 and d/dt of what `build` makes of the coordinates x and t, at each place. */
async function parts(build: (x: Jet, t: Jet) => Jet): Promise<Record<'value' | 'x' | 'xx' | 't', Float32Array>> {
  const graph = new GraphBuilder('jets')
  const points = graph.input('points', 'float32', [places.length, 2])
  const coordinate = (at: number, key: string): Jet => {
    const value = slice(points, [{ axis: 1, start: at, end: at + 1 }])
    return { value, first: { [key]: add(zerosLike(value), 1) }, second: {} }
  }
  const { value, first, second } = build(coordinate(0, 'x'), coordinate(1, 't'))
  const full = (part: Value | undefined): Value => (part ? add(part, zerosLike(value)) : zerosLike(value))
  graph.output('value', value)
  graph.output('x', full(first['x']))
  graph.output('xx', full(second['x']))
  graph.output('t', full(first['t']))
  const session = await Session.load(serialise(graph.finish()))
  const feeds = { points: float32(Float32Array.from(places.flat()), [places.length, 2]) }
  return (await session.run(feeds)) as Record<'value' | 'x' | 'xx' | 't', Float32Array>
}

function expectEach(found: Float32Array, exact: (x: number, t: number) => number): void {
  places.forEach(([x, t], i) => {
    const value = exact(x, t)
    expect(Math.abs(found[i]! - value)).toBeLessThan(3e-6 * Math.max(1, Math.abs(value)))
  })
}

const density = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)

/** Functions of z with their first and second derivatives; only values of the distribution function need a table. */
const functions: readonly [string, (z: Jet) => Jet, (z: number) => readonly [number | undefined, number, number]][] = [
  ['exp', (z) => expJet(z, orders), (z) => [Math.exp(z), Math.exp(z), Math.exp(z)]],
  ['log', (z) => logJet(z, orders), (z) => [Math.log(z), 1 / z, -1 / z ** 2]],
  ['sqrt', (z) => sqrtJet(z, orders), (z) => [Math.sqrt(z), 0.5 / Math.sqrt(z), -0.25 / z ** 1.5]],
  ['inverse', (z) => inverseJet(z, orders), (z) => [1 / z, -1 / z ** 2, 2 / z ** 3]],
  ['sinh', (z) => sinhJet(z, orders), (z) => [Math.sinh(z), Math.cosh(z), Math.sinh(z)]],
  ['sin 3z', (z) => sinJet(z, 3, orders), (z) => [Math.sin(3 * z), 3 * Math.cos(3 * z), -9 * Math.sin(3 * z)]],
  ['cos 3z', (z) => cosJet(z, 3, orders), (z) => [Math.cos(3 * z), -3 * Math.sin(3 * z), -9 * Math.cos(3 * z)]],
  [
    'tanh',
    (z) => tanhJet(z, orders),
    (z) => {
      const [y, slope] = [Math.tanh(z), 1 - Math.tanh(z) ** 2]
      return [y, slope, -2 * y * slope]
    },
  ],
  [
    'normal density',
    (z) => normalDensityJet(z, orders),
    (z) => [density(z), -z * density(z), (z * z - 1) * density(z)],
  ],
  ['normal distribution', (z) => normalDistributionJet(z, orders), (z) => [undefined, density(z), -z * density(z)]],
]

describe('jets', () => {
  it.each(functions)('follow the chain rule through %s of x^2 t', async (_name, build, exact) => {
    const { value, x, xx, t } = await parts((x, t) => build(mulJets(mulJets(x, x, orders), t, orders)))
    const z = (x: number, t: number): number => x * x * t
    if (exact(1)[0] !== undefined) expectEach(value, (x, t) => exact(z(x, t))[0]!)
    expectEach(x, (x, t) => exact(z(x, t))[1] * 2 * x * t)
    expectEach(xx, (x, t) => exact(z(x, t))[2] * (2 * x * t) ** 2 + exact(z(x, t))[1] * 2 * t)
    expectEach(t, (x, t) => exact(z(x, t))[1] * x * x)
  })

  it('follow the product rule', async () => {
    const found = await parts((x, t) => mulJets(sinJet(x, 2, orders), expJet(mulJets(x, t, orders), orders), orders))
    const [s, c] = [(x: number) => Math.sin(2 * x), (x: number) => Math.cos(2 * x)]
    const e = (x: number, t: number): number => Math.exp(x * t)
    expectEach(found.value, (x, t) => s(x) * e(x, t))
    expectEach(found.x, (x, t) => (2 * c(x) + t * s(x)) * e(x, t))
    expectEach(found.xx, (x, t) => (-4 * s(x) + 4 * t * c(x) + t * t * s(x)) * e(x, t))
    expectEach(found.t, (x, t) => x * s(x) * e(x, t))
  })

  it('add, and leave out what is zero', async () => {
    const found = await parts((x, t) => addJets(scaleJet(x, 3), mulJets(t, t, orders)))
    expectEach(found.x, () => 3)
    expectEach(found.xx, () => 0)
    expectEach(found.t, (_, t) => 2 * t)
  })

  it('stand side by side with zeros for what they do not depend on', async () => {
    const graph = new GraphBuilder('stack')
    const value = graph.input('value', 'float32', [2, 1])
    const one = add(zerosLike(value), 1)
    const x: Jet = { value, first: { x: one }, second: {} }
    const stacked = stackJets([mulJets(x, x, orders), { value, first: {}, second: {} }])
    graph.output('stacked', stacked.value)
    graph.output('slopes', stacked.first['x']!)
    graph.output('bends', stacked.second['x']!)
    const session = await Session.load(serialise(graph.finish()))
    const { stacked: values, slopes, bends } = await session.run({ value: float32(Float32Array.of(2, 5), [2, 1]) })
    expect([...values!, ...slopes!, ...bends!]).toEqual([4, 2, 25, 5, 4, 0, 10, 0, 2, 0, 2, 0])
  })
})
