import { unitSquare } from '../../field/grid'
import { checkPeriodicGridSize } from '../grid-size'
import { parameterValue } from '../parameters'
import type { Parameters, Problem } from '../problem'
import { vorticityCorrectionNodes } from './correction-nodes'
import * as declaration from './declaration'
import { generateVorticity, vorticityLaw } from './generator'
import { linearisedVorticity } from './linearisation'
import { condition, conditionNames, denormalise, normalise } from './normalisation'
import { publishedResiduals } from './published'
import { finePropagation, vorticityResidual } from './residual'
import { vorticityResidualNodes } from './residual-nodes'
import { solveVorticity, type Flow } from './solver'
import { symmetries } from './symmetries'
import { velocityOf } from './velocity'
import { vorticityTrajectory } from './trajectory'

/** Two-dimensional incompressible flow in vorticity form on a periodic square, from a random state to a later time. */
export const navierStokes: Problem = {
  id: 'navier-stokes',
  title: declaration.title,
  equation: declaration.equation,
  fields: declaration.fields,
  parameters: declaration.parameters,
  sourceUnit: declaration.sourceUnit,
  givenLaw: vorticityLaw,
  coefficientRange: [-Infinity, Infinity],
  bases: ['fourier', 'fourier'],
  residualNodes: vorticityResidualNodes,
  correctionNodes: vorticityCorrectionNodes,
  satisfiedByConstruction: { boundary: 'the grid is periodic' },
  publishedResiduals,
  symmetries,
  conditionNames,
  condition,
  normalise,
  denormalise,

  grid(size) {
    checkPeriodicGridSize(size)
    return unitSquare(size, 'periodic', '1')
  },

  sample(size, parameters, random) {
    checkPeriodicGridSize(size)
    const w0 = generateVorticity(size, random)
    const { solution } = solveVorticity(size, flowOf(parameters), w0)
    return { parameters, fields: { w0, wT: solution } }
  },

  given: (fields) => fields['w0']!,

  solve: (size, parameters, start, { mostIterations: most } = {}) =>
    solveVorticity(size, flowOf(parameters), start, most === undefined ? {} : { most }),

  evolution: {
    start: 'w0',
    end: 'wT',
    duration: declaration.duration.key,
    follow: (size, parameters, start, frames) => vorticityTrajectory(size, flowOf(parameters), start, frames),
  },

  linearise: (size, parameters, start) => linearisedVorticity(size, flowOf(parameters), start),

  flows: (size, _parameters, fields) =>
    Object.entries(fields).map(([of, vorticity]) => ({ of, ...declaration.velocity, ...velocityOf(size, vorticity) })),

  residual: (size, parameters, fields, propagated) =>
    vorticityResidual(size, flowOf(parameters), fields['w0']!, fields['wT']!, propagated),

  propagate: (size, parameters, start) => finePropagation(size, flowOf(parameters), start),
}

function flowOf(parameters: Parameters): Flow {
  return {
    viscosity: parameterValue(parameters, declaration.viscosity.key),
    forcing: parameterValue(parameters, declaration.forcing.key),
    duration: parameterValue(parameters, declaration.duration.key),
  }
}
