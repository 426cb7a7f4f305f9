import type { Problem } from '../problem'
import { shiftedLaplacianProblem } from '../shifted-laplacian/problem'
import { publishedResiduals } from '../shifted-laplacian/published'
import { sourceLaw } from '../shifted-laplacian/source'
import * as declaration from './declaration'
import { condition, conditionNames, fieldScales, solutionScale, sourceScale } from './normalisation'

const waveNumber = (): number => 0

/** The potential of a random source: lap u = f, u = 0 on the boundary of the unit square. */
export const poisson: Problem = shiftedLaplacianProblem({
  id: 'poisson',
  title: declaration.title,
  equation: declaration.equation,
  fields: declaration.fields,
  parameters: declaration.parameters,
  sourceUnit: declaration.sourceUnit,
  waveNumber,
  sourceLaw,
  conditionNames,
  condition,
  fieldScales,
  normalisedEquation: () => ({ kSquared: 0, scaleRatio: solutionScale / sourceScale }),
  publishedResiduals: publishedResiduals({ leftHandSide: 'lap u', builtInWaveNumber: 0, waveNumber }),
})
