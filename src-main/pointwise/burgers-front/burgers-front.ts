import type { Value } from '../../graph/builder'
import {
  addJets,
  mapJet,
  mulJets,
  scaleJet,
  shiftJet,
  sinJet,
  stackJets,
  tanhJet,
  constantJet,
  type Jet,
} from '../../graph/jets'
import { add, div, exp, log, mul, neg, sqrt, square, sub } from '../../graph/operators'
import { drawUniformly } from '../../problems/parameters'
import type { ParameterDeclaration } from '../../problems/problem'
import type { PointProblem } from '../point-problem'
import { coleHopf } from './cole-hopf'

const viscosity: ParameterDeclaration = {
  key: 'viscosity',
  name: 'Viscosity',
  symbol: 'ν',
  unit: '1',
  minimum: 0.01 / Math.PI,
  maximum: 0.1 / Math.PI,
  admissible: { minimum: 0.008 / Math.PI, maximum: 0.2 / Math.PI },
  default: 0.01 / Math.PI,
  scale: 'log',
}

/** -1 at the slider's beginning, 1 at its end. */
function position(nu: Value): Value {
  const { minimum, maximum } = viscosity
  return sub(mul(log(div(nu, minimum)), 2 / Math.log(maximum / minimum)), 1)
}

/** Widths of the front, in units of the viscosity, that the network is shown beside the coordinates. */
const frontWidths = [4, 16]
/** Share of the training points that stand about the front. */
const nearFront = 0.4

export const burgersFront: PointProblem = {
  id: 'burgers-front',
  title: 'Burgers front',
  equation: {
    text: 'u_t + u u_x = nu u_xx for x in [-1, 1], t in [0, 1], u(0, x) = -sin(pi x), u(t, -1) = u(t, 1) = 0',
    latex:
      'u_t + u\\,u_x = \\nu\\,u_{xx} \\ \\text{for}\\ x\\in[-1,1],\\ t\\in[0,1],\\qquad ' +
      'u(0, x) = -\\sin \\pi x,\\qquad u(t, \\pm 1) = 0',
  },
  coordinates: [
    { key: 'x', name: 'Position', symbol: 'x', unit: '1', minimum: -1, maximum: 1 },
    { key: 't', name: 'Time', symbol: 't', unit: '1', minimum: 0, maximum: 1 },
  ],
  parameters: [viscosity],
  outputs: [{ key: 'u', name: 'Velocity', unit: '1', role: 'solution', signed: true }],
  orders: { x: 2, t: 1 },
  channels: 1,

  features({ at: { x, t }, given }, orders) {
    const nu = given['viscosity']!
    const fronts = frontWidths.map((width) =>
      tanhJet(
        mapJet(x!, (part) => div(part, mul(nu, width))),
        orders,
      ),
    )
    return stackJets([x!, shiftJet(scaleJet(t!, 2), -1), constantJet(position(nu)), ...fronts])
  },

  /** u = -sin(pi x) + t (1 - x^2) N: initial and boundary values hold exactly. */
  solution({ at: { x, t } }, network, orders): readonly Jet[] {
    const inside = shiftJet(mapJet(mulJets(x!, x!, orders), neg), 1)
    const start = mapJet(sinJet(x!, Math.PI, orders), neg)
    return [addJets(start, mulJets(mulJets(t!, inside, orders), network, orders))]
  },

  residual({ at: { x }, given }, [u]) {
    const { value, first, second } = u!
    const nu = given['viscosity']!
    const left = sub(add(first['t']!, mul(value, first['x']!)), mul(nu, second['x']!))
    // Within the front the terms are of size 1/nu and cancel; elsewhere they are of size one.
    const front = exp(neg(square(div(x!.value, mul(nu, 12)))))
    return [div(left, sqrt(add(div(mul(front, 0.3), nu), 1)))]
  },

  collocation(random, count) {
    const points = new Float32Array(3 * count)
    for (let i = 0; i < count; i++) {
      const nu = drawUniformly(viscosity, random)
      const anywhere = 2 * random.uniform() - 1
      // Cauchy about the front: dense within some widths of it, and reaching far.
      const about = 6 * nu * Math.tan((random.uniform() - 0.5) * 0.97 * Math.PI)
      const x = random.uniform() < nearFront && Math.abs(about) < 1 ? about : anywhere
      points.set([x, random.uniform(), nu], 3 * i)
    }
    return { points, count }
  },

  reference({ viscosity: nu }) {
    return (points) => ({
      u: Float64Array.from({ length: points.length / 2 }, (_, i) => coleHopf(points[2 * i]!, points[2 * i + 1]!, nu!)),
    })
  },
}
