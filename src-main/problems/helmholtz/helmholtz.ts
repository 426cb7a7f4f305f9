import { parameterValue } from '../parameters'
import type { Parameters, Problem } from '../problem'
import { shiftedLaplacianProblem } from '../shifted-laplacian/problem'
import { publishedResiduals } from '../shifted-laplacian/published'
import * as declaration from './declaration'
import { enclosedSourceLaw } from './generator'
import { condition, conditionNames, fieldScales, normalisedEquation } from './normalisation'

const waveNumber = (parameters: Parameters): number => parameterValue(parameters, declaration.waveNumber.key)

/** Time-harmonic waves below the first resonance: lap u + k^2 u = f, u = 0 on the boundary of the unit square. */
export const helmholtz: Problem = shiftedLaplacianProblem({
  id: 'helmholtz',
  title: declaration.title,
  equation: declaration.equation,
  fields: declaration.fields,
  parameters: declaration.parameters,
  sourceUnit: declaration.sourceUnit,
  waveNumber,
  sourceLaw: enclosedSourceLaw,
  conditionNames,
  condition,
  fieldScales,
  normalisedEquation,
  publishedResiduals: publishedResiduals({ leftHandSide: 'lap u + k^2 u', builtInWaveNumber: 1, waveNumber }),
})
