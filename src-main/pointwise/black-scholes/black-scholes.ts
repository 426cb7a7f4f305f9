import type { Value } from '../../graph/builder'
import {
  addJets,
  composeJet,
  constantJet,
  expJet,
  inverseJet,
  logJet,
  mapJet,
  mulJets,
  normalDensityJet,
  normalDistributionJet,
  scaleJet,
  shiftJet,
  sinhJet,
  sqrtJet,
  stackJets,
  tanhJet,
  type Jet,
  type Orders,
} from '../../graph/jets'
import { add, div, exp, mul, neg, square, sub } from '../../graph/operators'
import { drawUniformly } from '../../problems/parameters'
import type { ParameterDeclaration } from '../../problems/problem'
import type { PointColumns, PointProblem } from '../point-problem'
import { callValue } from './closed-form'

const strike: ParameterDeclaration = {
  key: 'strike',
  name: 'Strike',
  symbol: 'K',
  unit: '1',
  minimum: 50,
  maximum: 150,
  admissible: { minimum: 1, maximum: 1000 },
  default: 100,
  scale: 'linear',
}
const volatility: ParameterDeclaration = {
  key: 'volatility',
  name: 'Volatility',
  symbol: 'σ',
  unit: '1',
  minimum: 0.1,
  maximum: 0.5,
  admissible: { minimum: 0.05, maximum: 0.8 },
  default: 0.2,
  scale: 'linear',
}
const rate: ParameterDeclaration = {
  key: 'rate',
  name: 'Interest rate',
  symbol: 'r',
  unit: '1',
  minimum: 0,
  maximum: 0.1,
  admissible: { minimum: -0.05, maximum: 0.2 },
  default: 0.05,
  scale: 'linear',
}
const expiry = 1
const highestPrice = 200
/** At expiry the logarithms would be of nothing; a second of a year changes no price in its sixth digit. */
const shortest = 1e-8
const lowestPrice = 1e-3

/**
 * The variables in which every option looks alike: z = (ln(S/K) + r tau)/s with s = sigma sqrt(tau), beside the
 * discounted strike K e^(-r tau) and e^(x/2), x = s z.
 */
function similarity(
  { at: { price, time }, given }: PointColumns,
  orders: Orders,
): Record<'s' | 'z' | 'x' | 'discounted', Jet> {
  const tau = floored(shiftJet(mapJet(time!, neg), expiry), shortest)
  const s = mulJets(constantJet(given['volatility']!), sqrtJet(tau, orders), orders)
  const moneyness = logJet(
    mapJet(floored(price!, lowestPrice), (part) => div(part, given['strike']!)),
    orders,
  )
  const x = addJets(
    moneyness,
    mapJet(tau, (part) => mul(part, given['rate']!)),
  )
  const z = mulJets(x, inverseJet(s, orders), orders)
  const growth = expJet(
    mapJet(tau, (part) => neg(mul(part, given['rate']!))),
    orders,
  )
  return { s, z, x, discounted: mapJet(growth, (part) => mul(part, given['strike']!)) }
}

/** Never below `least`; the derivatives stay as they are. */
const floored = (jet: Jet, least: number): Jet => ({
  ...jet,
  value: jet.value.graph.node('Max', [jet.value, jet.value.graph.scalar(least, 'float32')]),
})

export const blackScholes: PointProblem = {
  id: 'black-scholes',
  title: 'Black-Scholes',
  equation: {
    text: 'V_t + 1/2 s^2 S^2 V_SS + r S V_S - r V = 0 for t in [0, 1], V(S, 1) = max(S - K, 0)',
    latex:
      'V_t + \\tfrac12\\sigma^2 S^2\\,V_{SS} + r S\\,V_S - r V = 0 \\ \\text{for}\\ t\\in[0,1],\\qquad ' +
      'V(S, 1) = \\max(S - K, 0)',
  },
  coordinates: [
    { key: 'price', name: 'Price of the share', symbol: 'S', unit: '1', minimum: 0, maximum: highestPrice },
    { key: 'time', name: 'Time', symbol: 't', unit: '1', minimum: 0, maximum: expiry },
  ],
  parameters: [strike, volatility, rate],
  outputs: [{ key: 'V', name: 'Value of the call', unit: '1', role: 'solution', minimum: 0 }],
  orders: { price: 2, time: 1 },
  channels: 1,

  features(columns, orders) {
    const { s, z } = similarity(columns, orders)
    return stackJets([tanhJet(scaleJet(z, 1 / 3), orders), shiftJet(scaleJet(s, 4), -1)])
  },

  /**
   * V = K e^(-r tau + x/2) (2 sinh(s g(z)/2) + s^3 e^(-z^2/4) N), g(z) = z Phi(z) + phi(z): the payoff at expiry and the
   * limits of a worthless and of a sure option hold exactly, and the network adds what lies about the strike.
   */
  solution(columns, network, orders) {
    const { s, z, x, discounted } = similarity(columns, orders)
    const g = addJets(mulJets(z, normalDistributionJet(z, orders), orders), normalDensityJet(z, orders))
    const sure = scaleJet(sinhJet(scaleJet(mulJets(s, g, orders), 0.5), orders), 2)
    const cube = mulJets(mulJets(s, s, orders), s, orders)
    const about = mulJets(cube, gaussian(z, orders), orders)
    const symmetric = addJets(sure, mulJets(about, network, orders))
    return [mulJets(mulJets(discounted, expJet(scaleJet(x, 0.5), orders), orders), symmetric, orders)]
  },

  /** In units of the strike, and of the time left, so that the last moments do not outweigh all others. */
  residual({ at: { price, time }, given }, [V]) {
    const S = price!.value
    const { value, first, second } = V!
    const sigma = given['volatility']!
    const drift = mul(given['rate']!, sub(mul(S, first['price']!), value))
    const diffusion = mul(mul(square(mul(sigma, S)), second['price']!), 0.5)
    const left = add(add(first['time']!, diffusion), drift)
    return [div(mul(left, sub(expiry + 0.01, time!.value)), given['strike']!)]
  },

  collocation(random, count) {
    const points = new Float32Array(5 * count)
    for (let i = 0; i < count; i++) {
      const K = drawUniformly(strike, random)
      const sigma = drawUniformly(volatility, random)
      const r = drawUniformly(rate, random)
      const tau = expiry * random.uniform() ** 2
      const s = sigma * Math.sqrt(tau + 1e-6)
      // Four standard deviations about the strike, or anywhere.
      const about = K * Math.exp(s * 4 * (2 * random.uniform() - 1) - r * tau)
      const anywhere = highestPrice * random.uniform()
      points.set([random.uniform() < 0.7 ? about : anywhere, expiry - tau, K, sigma, r], 5 * i)
    }
    return { points, count }
  },

  reference({ strike: K, volatility: sigma, rate: r }) {
    const call = { strike: K!, volatility: sigma!, rate: r! }
    return (points) => ({
      V: Float64Array.from({ length: points.length / 2 }, (_, i) =>
        callValue(points[2 * i]!, expiry - points[2 * i + 1]!, call),
      ),
    })
  },
}

/** e^(-z^2/4). */
function gaussian(z: Jet, orders: Orders): Jet {
  const value: Value = exp(mul(square(z.value), -0.25))
  const slope = (): Value => mul(mul(z.value, -0.5), value)
  return composeJet(z, { value, slope, bend: () => mul(sub(mul(square(z.value), 0.25), 0.5), value) }, orders)
}
