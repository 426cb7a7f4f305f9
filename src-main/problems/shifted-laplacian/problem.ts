import { unitSquare } from '../../field/grid'
import type { Value } from '../../graph/builder'
import { drawOf, type GaussianLaw } from '../gaussian-law'
import { checkGridSize } from '../grid-size'
import type { Parameters, Problem } from '../problem'
import { negation, square } from '../symmetries'
import { shiftedLaplacianCorrectionNodes } from './correction-nodes'
import { shiftedLaplacianErrorBound } from './error-bound'
import { denormaliseBy, normaliseBy, type FieldScales } from './normalisation'
import { shiftedLaplacianResidual } from './residual'
import { shiftedLaplacianResidualNodes, type NormalisedEquation } from './residual-nodes'
import { solveOnNodes } from './solver'

/** What one equation of the form lap u + k^2 u = f, u = 0 on the boundary of the unit square, has of its own. */
export interface ShiftedLaplacianEquation extends Pick<
  Problem,
  | 'id'
  | 'title'
  | 'equation'
  | 'fields'
  | 'parameters'
  | 'sourceUnit'
  | 'publishedResiduals'
  | 'conditionNames'
  | 'condition'
> {
  /** k */
  waveNumber(parameters: Parameters): number
  sourceLaw(size: number, parameters: Parameters): GaussianLaw
  fieldScales(parameters: Parameters): FieldScales
  /** The equation of the normalised state, given the condition `[N, K]` alone. */
  normalisedEquation(condition: Value): NormalisedEquation
}

/** Completes an equation of the form lap u + k^2 u = f to a problem. */
export function shiftedLaplacianProblem(own: ShiftedLaplacianEquation): Problem {
  const { waveNumber, sourceLaw, fieldScales, normalisedEquation, ...stated } = own
  /** The reference solution is linear in f, and the map symmetric. */
  const response = (size: number, parameters: Parameters, source: Float64Array): Float64Array =>
    solveOnNodes(size, waveNumber(parameters), source)
  return {
    ...stated,
    givenLaw: sourceLaw,
    // A Gaussian source has no bounds.
    coefficientRange: [-Infinity, Infinity],
    // The equation's own modes for both fields: the equation couples a mode of one with the same mode of the other.
    bases: ['dst-nodes', 'dst-nodes'],
    satisfiedByConstruction: {},
    symmetries: [...square, negation],

    grid(size) {
      checkGridSize(size)
      return unitSquare(size, 'node', '1')
    },

    sample(size, parameters, random) {
      checkGridSize(size)
      const f = drawOf(sourceLaw(size, parameters), random)
      return { parameters, fields: { f, u: response(size, parameters, f) } }
    },

    given: (fields) => fields['f']!,
    solve: (size, parameters, source) => ({ solution: response(size, parameters, source), iterations: 0 }),
    linearise(size, parameters, source) {
      const respond = (right: Float64Array): Float64Array => response(size, parameters, right)
      return { solution: respond(source), tangent: respond, gradient: respond }
    },

    residual: (size, parameters, { f, u }) => shiftedLaplacianResidual(size, waveNumber(parameters), f!, u!),
    errorBound: (size, parameters, { f, u }) => shiftedLaplacianErrorBound(size, waveNumber(parameters), f!, u!),
    correctionNodes: (state, condition) => shiftedLaplacianCorrectionNodes(state, normalisedEquation(condition)),
    residualNodes: (state, condition) => shiftedLaplacianResidualNodes(state, normalisedEquation(condition)),

    normalise: (parameters, fields) => normaliseBy(fieldScales(parameters), fields),
    denormalise: (parameters, state) => denormaliseBy(fieldScales(parameters), state),
  }
}
