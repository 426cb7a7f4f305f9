import { unitSquare } from '../../field/grid'
import { gaussianRandomFieldFactor } from '../../numerics/gaussian-random-field'
import { drawOf } from '../gaussian-law'
import { checkGridSize } from '../grid-size'
import { parameterValue } from '../parameters'
import type { Parameters, Problem } from '../problem'
import { negation, square } from '../symmetries'
import * as declaration from './declaration'
import { condition, conditionNames, denormalise, normalise, smoothness } from './normalisation'
import { conduct } from './propagator'
import { heatResidual } from './residual'
import { heatResidualNodes } from './residual-nodes'
import { heatFlux } from './velocity'

const diffusivityOf = (parameters: Parameters): number => parameterValue(parameters, declaration.diffusivity.key)

const stateLaw = (size: number, parameters: Parameters) =>
  gaussianRandomFieldFactor(size, smoothness, 1 / parameterValue(parameters, declaration.correlationLength.key))

/** Cooling of an insulated plate: u_t = kappa lap u on the unit square, du/dn = 0 on its boundary, from t = 0 to 1. */
export const heat: Problem = {
  id: 'heat',
  title: declaration.title,
  equation: declaration.equation,
  fields: declaration.fields,
  parameters: declaration.parameters,
  sourceUnit: declaration.sourceUnit,
  givenLaw: stateLaw,
  coefficientRange: [-Infinity, Infinity],
  bases: ['dct', 'dct'],
  satisfiedByConstruction: { boundary: 'cosines have no slope at the walls' },
  publishedResiduals: [],
  symmetries: [...square, negation],
  residualNodes: heatResidualNodes,
  conditionNames,
  condition,
  normalise,
  denormalise,

  grid(size) {
    checkGridSize(size)
    return unitSquare(size, 'cell', '1')
  },

  sample(size, parameters, random) {
    checkGridSize(size)
    const u0 = drawOf(stateLaw(size, parameters), random)
    return { parameters, fields: { u0, uT: conduct(size, diffusivityOf(parameters), u0) } }
  },

  given: (fields) => fields['u0']!,

  solve(size, parameters, initial) {
    checkGridSize(size)
    return { solution: conduct(size, diffusivityOf(parameters), initial), iterations: 0 }
  },

  // The propagator is linear and its own transpose.
  linearise(size, parameters, initial) {
    checkGridSize(size)
    const propagate = (state: Float64Array): Float64Array => conduct(size, diffusivityOf(parameters), state)
    return { solution: propagate(initial), tangent: propagate, gradient: propagate }
  },

  flows: (size, parameters, fields) =>
    Object.entries(fields).map(([of, temperature]) => ({
      of,
      ...declaration.flux,
      ...heatFlux(size, diffusivityOf(parameters), temperature),
    })),

  residual: (size, parameters, fields) => heatResidual(size, diffusivityOf(parameters), fields['u0']!, fields['uT']!),
}
