import {
  addJets,
  cosJet,
  expJet,
  inverseJet,
  mulJets,
  scaleJet,
  shiftJet,
  sqrtJet,
  stackJets,
  tanhJet,
  type Jet,
  type Orders,
} from '../../graph/jets'
import { add, mul, sub } from '../../graph/operators'
import type { PointProblem } from '../point-problem'
import { allenCahn as referenceAt, diffusion, reaction } from './pseudo-spectral'

/** Cosines of these wave numbers: even and periodic, as the solution is. */
const waves = [1, 2, 3, 4]
/** The solution turns from one phase to the other about these places; the network is shown how near they are. */
const turns = [0, 0.5]
const turnWidth = 0.06
const nearTurns = 0.5

/** x^2 cos(pi x). */
const startJet = (x: Jet, orders: Orders): Jet => mulJets(mulJets(x, x, orders), cosJet(x, Math.PI, orders), orders)

export const allenCahn: PointProblem = {
  id: 'allen-cahn',
  title: 'Allen-Cahn equation',
  equation: {
    text: 'u_t = 0.0001 u_xx + 5 (u - u^3) for t in [0, 1], u periodic in x with period 2, u(0, x) = x^2 cos(pi x)',
    latex:
      'u_t = 10^{-4}\\,u_{xx} + 5\\,(u - u^3) \\ \\text{for}\\ t\\in[0,1],\\qquad ' +
      'u(t, x+2) = u(t, x),\\qquad u(0, x) = x^2 \\cos \\pi x',
  },
  coordinates: [
    { key: 'x', name: 'Position', symbol: 'x', unit: '1', minimum: -1, maximum: 1 },
    { key: 't', name: 'Time', symbol: 't', unit: '1', minimum: 0, maximum: 1 },
  ],
  parameters: [],
  outputs: [{ key: 'u', name: 'Phase', unit: '1', role: 'solution', signed: true }],
  orders: { x: 2, t: 1 },
  channels: 1,
  causal: { coordinate: 't', tolerance: 10 },

  features({ at: { x, t } }, orders) {
    const cosines = waves.map((k) => cosJet(x!, k * Math.PI, orders))
    // |x| as the even, periodic sqrt((1 - cos pi x)/2) would be; the square is enough to tell places apart.
    const square = mulJets(x!, x!, orders)
    const near = turns.map((place) => tanhJet(scaleJet(shiftJet(square, -place * place), 1 / turnWidth), orders))
    return stackJets([...cosines, ...near, shiftJet(scaleJet(t!, 2), -1)])
  },

  /**
   * u = Phi_t(v), v = x^2 cos(pi x) + t N, with the flow of the reaction alone, Phi_t(v) = v e^(5t)/sqrt(1 + v^2 (e^(10t) - 1)):
   * the initial value holds exactly, and the network has the slow work of the diffusion to add.
   */
  solution({ at: { x, t } }, network, orders) {
    // What the diffusion moves v by is of the size of the diffusivity over a squared width.
    const moved = scaleJet(mulJets(t!, network, orders), 0.1)
    const v = addJets(startJet(x!, orders), moved)
    const growth = expJet(scaleJet(t!, reaction), orders)
    const excess = shiftJet(mulJets(growth, growth, orders), -1)
    const root = sqrtJet(shiftJet(mulJets(mulJets(v, v, orders), excess, orders), 1), orders)
    return [mulJets(mulJets(v, growth, orders), inverseJet(root, orders), orders)]
  },

  residual(_columns, [u]) {
    const { value, first, second } = u!
    const reacted = mul(sub(value, mul(mul(value, value), value)), reaction)
    return [sub(first['t']!, add(mul(second['x']!, diffusion), reacted))]
  },

  collocation(random, count) {
    const points = new Float32Array(2 * count)
    for (let i = 0; i < count; i++) {
      const place = turns[Math.floor(random.uniform() * turns.length)]!
      const side = random.uniform() < 0.5 ? -1 : 1
      const about = side * (place + turnWidth * random.normal())
      const x = random.uniform() < nearTurns && Math.abs(about) < 1 ? about : 2 * random.uniform() - 1
      points.set([x, random.uniform()], 2 * i)
    }
    return { points, count }
  },

  reference() {
    return (points) => ({ u: referenceAt(points) })
  },
}
