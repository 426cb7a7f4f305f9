import type { Value } from './builder'
import {
  add,
  concat,
  div,
  erf,
  exp,
  expandLike,
  log,
  mul,
  neg,
  sinh,
  cosh,
  sqrt,
  square,
  sub,
  tanh,
  zerosLike,
} from './operators'

/**
 * A quantity at points together with its derivatives along coordinates: a truncated Taylor expansion, propagated
 * forwards through a graph (Taylor mode; Griewank & Walther 2008, chapter 13). All parts are `[N, 1]`, or `[N, width]`
 * inside a network, or broadcast to it. A derivative that is left out is zero.
 */
export interface Jet {
  readonly value: Value
  /** d/dx for each coordinate. */
  readonly first: Derivatives
  /** d^2/dx^2 for each coordinate; carried for those whose order is 2. */
  readonly second: Derivatives
}

export type Derivatives = Readonly<Record<string, Value>>

/** Order of the highest derivative that is carried along each coordinate. */
export type Orders = Readonly<Record<string, 1 | 2>>

/** Sum where either may be missing. */
function plus(a: Value | undefined, b: Value | undefined): Value | undefined {
  return a && b ? add(a, b) : (a ?? b)
}

function combined(keys: readonly Derivatives[], part: (key: string) => Value | undefined): Derivatives {
  const found = new Set(keys.flatMap((derivatives) => Object.keys(derivatives)))
  return Object.fromEntries(
    [...found].flatMap((key) => {
      const value = part(key)
      return value ? [[key, value]] : []
    }),
  )
}

export function constantJet(value: Value): Jet {
  return { value, first: {}, second: {} }
}

export function addJets(a: Jet, b: Jet): Jet {
  return {
    value: add(a.value, b.value),
    first: combined([a.first, b.first], (key) => plus(a.first[key], b.first[key])),
    second: combined([a.second, b.second], (key) => plus(a.second[key], b.second[key])),
  }
}

/** The jet under a linear map of values, which acts on each of its parts alike. */
export function mapJet(jet: Jet, map: (part: Value) => Value): Jet {
  const each = (derivatives: Derivatives): Derivatives =>
    Object.fromEntries(Object.entries(derivatives).map(([key, part]) => [key, map(part)]))
  return { value: map(jet.value), first: each(jet.first), second: each(jet.second) }
}

/** Leibniz' rule: (ab)' = a'b + ab', (ab)'' = a''b + 2a'b' + ab''. */
export function mulJets(a: Jet, b: Jet, orders: Orders): Jet {
  const product = (x: Value | undefined, y: Value | undefined): Value | undefined => (x && y ? mul(x, y) : undefined)
  return {
    value: mul(a.value, b.value),
    first: combined([a.first, b.first], (key) => plus(product(a.first[key], b.value), product(a.value, b.first[key]))),
    second: combined([a.first, b.first], (key) => {
      if (orders[key] !== 2) return undefined
      const mixed = product(a.first[key], b.first[key])
      const outer = plus(product(a.second[key], b.value), product(a.value, b.second[key]))
      return plus(outer, mixed && mul(mixed, 2))
    }),
  }
}

/** A function of one variable as values of its argument z: f(z), and its first two derivatives where they are asked for. */
export interface Curve {
  readonly value: Value
  slope(): Value
  bend(): Value
}

/** Faa di Bruno to second order: f(z)' = f' z', f(z)'' = f' z'' + f'' z'^2. */
export function composeJet(z: Jet, { value, slope, bend }: Curve, orders: Orders): Jet {
  const [f1, f2] = [once(slope), once(bend)]
  return {
    value,
    first: mapDerivatives(z.first, (part) => mul(f1(), part)),
    second: combined([z.first], (key) => {
      if (orders[key] !== 2) return undefined
      const along = mul(f2(), square(z.first[key]!))
      const own = z.second[key]
      return own ? add(mul(f1(), own), along) : along
    }),
  }
}

function mapDerivatives(derivatives: Derivatives, map: (part: Value) => Value): Derivatives {
  return Object.fromEntries(Object.entries(derivatives).map(([key, part]) => [key, map(part)]))
}

function once(make: () => Value): () => Value {
  let made: Value | undefined
  return () => (made ??= make())
}

/** tanh' = 1 - tanh^2, tanh'' = -2 tanh tanh'. */
export function tanhJet(z: Jet, orders: Orders): Jet {
  const value = tanh(z.value)
  const slope = once(() => sub(1, square(value)))
  return composeJet(z, { value, slope, bend: () => mul(mul(value, -2), slope()) }, orders)
}

export function expJet(z: Jet, orders: Orders): Jet {
  const value = exp(z.value)
  return composeJet(z, { value, slope: () => value, bend: () => value }, orders)
}

export function logJet(z: Jet, orders: Orders): Jet {
  const slope = once(() => div(1, z.value))
  return composeJet(z, { value: log(z.value), slope, bend: () => neg(square(slope())) }, orders)
}

/** Of positive values: z^(1/2) has the derivatives 1/(2 z^(1/2)) and -1/(4 z^(3/2)). */
export function sqrtJet(z: Jet, orders: Orders): Jet {
  const value = sqrt(z.value)
  const slope = once(() => div(0.5, value))
  return composeJet(z, { value, slope, bend: () => div(mul(slope(), -0.5), z.value) }, orders)
}

/** 1/z. */
export function inverseJet(z: Jet, orders: Orders): Jet {
  const value = div(1, z.value)
  const slope = once(() => neg(square(value)))
  return composeJet(z, { value, slope, bend: () => mul(mul(value, slope()), -2) }, orders)
}

export function sinhJet(z: Jet, orders: Orders): Jet {
  const value = sinh(z.value)
  return composeJet(z, { value, slope: () => cosh(z.value), bend: () => value }, orders)
}

/** Density of the standard normal distribution: phi' = -z phi, phi'' = (z^2 - 1) phi. */
export function normalDensityJet(z: Jet, orders: Orders): Jet {
  const value = normalDensity(z.value)
  const slope = (): Value => neg(mul(z.value, value))
  return composeJet(z, { value, slope, bend: () => mul(sub(square(z.value), 1), value) }, orders)
}

/** Distribution function of the standard normal distribution: Phi' = phi. */
export function normalDistributionJet(z: Jet, orders: Orders): Jet {
  const value = mul(add(erf(mul(z.value, Math.SQRT1_2)), 1), 0.5)
  const slope = once(() => normalDensity(z.value))
  return composeJet(z, { value, slope, bend: () => neg(mul(z.value, slope())) }, orders)
}

const normalDensity = (z: Value): Value => mul(exp(mul(square(z), -0.5)), 1 / Math.sqrt(2 * Math.PI))

/** sin(factor z) and cos(factor z). */
export function sinJet(z: Jet, factor: number, orders: Orders): Jet {
  return wave(z, factor, orders, 'Sin')
}

export function cosJet(z: Jet, factor: number, orders: Orders): Jet {
  return wave(z, factor, orders, 'Cos')
}

function wave(z: Jet, factor: number, orders: Orders, op: 'Sin' | 'Cos'): Jet {
  const { graph } = z.value
  const phase = mul(z.value, factor)
  const value = graph.node(op, [phase])
  const other = (): Value => {
    const turned = graph.node(op === 'Sin' ? 'Cos' : 'Sin', [phase])
    return mul(op === 'Sin' ? turned : neg(turned), factor)
  }
  return composeJet(z, { value, slope: other, bend: () => mul(value, -factor * factor) }, orders)
}

/** Jets `[N, 1]` side by side, `[N, count]`. */
export function stackJets(jets: readonly Jet[]): Jet {
  const like = jets[0]!.value
  const zero = once(() => zerosLike(like))
  const beside = (part: (jet: Jet) => Value | undefined): Value | undefined => {
    const parts = jets.map(part)
    if (parts.every((value) => value === undefined)) return undefined
    return concat(
      parts.map((value) => (value ? expandLike(value, like) : zero())),
      1,
    )
  }
  return {
    value: concat(
      jets.map(({ value }) => expandLike(value, like)),
      1,
    ),
    first: combined(
      jets.map(({ first }) => first),
      (key) => beside(({ first }) => first[key]),
    ),
    second: combined(
      jets.map(({ second }) => second),
      (key) => beside(({ second }) => second[key]),
    ),
  }
}

/** The sum with a value that is constant along every coordinate. */
export const shiftJet = (jet: Jet, by: Value | number): Jet => ({ ...jet, value: add(jet.value, by) })

export const scaleJet = (jet: Jet, by: Value | number): Jet => mapJet(jet, (part) => mul(part, by))
