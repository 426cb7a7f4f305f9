import { spaceTime } from '../../field/grid'
import { checkPeriodicGridSize } from '../grid-size'
import { parameterValue } from '../parameters'
import type { Problem } from '../problem'
import { burgersCorrectionNodes } from './correction-nodes'
import * as declaration from './declaration'
import { generateInitialState, initialStateLaw } from './generator'
import { linearisedBurgers } from './linearisation'
import { condition, conditionNames, denormalise, normalise } from './normalisation'
import { publishedResiduals } from './published'
import { burgersResidual, finePropagation } from './residual'
import { burgersResidualNodes } from './residual-nodes'
import { solveBurgers } from './solver'
import { symmetries } from './symmetries'

/** Viscous Burgers equation in space and time: u_t + (u^2/2)_x = nu u_xx, periodic in x, from a random initial state. */
export const burgers: Problem = {
  id: 'burgers',
  title: declaration.title,
  equation: declaration.equation,
  fields: declaration.fields,
  parameters: declaration.parameters,
  sourceUnit: declaration.sourceUnit,
  givenLaw: initialStateLaw,
  coefficientRange: [-Infinity, Infinity],
  // Free ends in time, periodic in space.
  bases: ['dct-fourier'],
  residualNodes: burgersResidualNodes,
  correctionNodes: burgersCorrectionNodes,
  satisfiedByConstruction: { boundary: 'the grid is periodic in x, and the first frame is the initial state' },
  publishedResiduals,
  symmetries,
  conditionNames,
  condition,
  normalise,
  denormalise,

  grid(size) {
    checkPeriodicGridSize(size)
    return spaceTime(size, 'periodic')
  },

  sample(size, parameters, random) {
    checkPeriodicGridSize(size)
    const nu = parameterValue(parameters, declaration.viscosity.key)
    const { solution } = solveBurgers(size, nu, generateInitialState(size, random))
    return { parameters, fields: { u: solution } }
  },

  given(fields) {
    const u = fields['u']!
    return u.slice(0, Math.sqrt(u.length))
  },

  solve(size, parameters, initial, { mostIterations = Infinity } = {}) {
    return solveBurgers(size, parameterValue(parameters, declaration.viscosity.key), initial, { mostIterations })
  },

  linearise(size, parameters, initial) {
    return linearisedBurgers(size, parameterValue(parameters, declaration.viscosity.key), initial)
  },

  residual(size, parameters, fields, propagated) {
    return burgersResidual(size, parameterValue(parameters, declaration.viscosity.key), fields['u']!, propagated)
  },

  propagate(size, parameters, initial) {
    return finePropagation(size, parameterValue(parameters, declaration.viscosity.key), initial)
  },
}
