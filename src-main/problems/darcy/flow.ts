import { unitSquare } from '../../field/grid'
import type { RandomStream } from '../../numerics/random'
import { checkGridSize } from '../grid-size'
import { parameterValue } from '../parameters'
import type { ParameterDeclaration, Parameters, Problem } from '../problem'
import { square } from '../symmetries'
import * as declaration from './declaration'
import { flowErrorBound } from './error-bound'
import { linearisedFlow } from './linearisation'
import { publishedResiduals } from './published'
import { darcyResidual } from './residual'
import { scaling, type Scales } from './scaling'
import { solvePressureHead } from './solver'
import { darcyFlux } from './velocity'

/** The random medium of a problem of steady flow. */
export interface Medium {
  /** Those of the medium, and `sourceStrength`. */
  readonly parameters: readonly ParameterDeclaration[]
  /** Transmissivity `[size, size]`. */
  generate(size: number, parameters: Parameters, random: RandomStream): Float64Array
  scales(parameters: Parameters): Scales
}

/** What steady flow is, whatever its medium: -div(a grad u) = f, u = 0 on the boundary of the unit square. */
export function steadyFlow({ parameters: declared, generate, scales }: Medium) {
  const sourceOf = (parameters: Parameters): number => parameterValue(parameters, declaration.sourceStrength.key)
  return {
    equation: declaration.equation,
    fields: declaration.fields,
    parameters: declared,
    sourceUnit: declaration.sourceUnit,
    bases: ['dct', 'dst'],
    satisfiedByConstruction: {},
    publishedResiduals,
    symmetries: square,
    ...scaling(scales),

    grid(size) {
      checkGridSize(size)
      return unitSquare(size, 'cell', 'm')
    },

    sample(size, parameters, random) {
      checkGridSize(size)
      const a = generate(size, parameters, random)
      const { solution } = solvePressureHead(size, a, sourceOf(parameters))
      return { parameters, fields: { a, u: solution } }
    },

    given: (fields) => fields['a']!,

    solve: (size, parameters, transmissivity, options) =>
      solvePressureHead(size, transmissivity, sourceOf(parameters), options),

    linearise: (size, parameters, transmissivity) => linearisedFlow(size, transmissivity, sourceOf(parameters)),

    residual: (size, parameters, { a, u }) => darcyResidual(size, a!, u!, sourceOf(parameters)),

    flows: (size, _parameters, { a, u }) => [{ of: 'u', ...declaration.flux, ...darcyFlux(size, a!, u!) }],

    errorBound: (size, parameters, { a, u }) => flowErrorBound(size, a!, u!, sourceOf(parameters)),
  } satisfies Partial<Problem>
}
