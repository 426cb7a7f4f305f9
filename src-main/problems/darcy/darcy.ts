import type { Problem } from '../problem'
import { darcyCorrectionNodes } from './correction-nodes'
import * as declaration from './declaration'
import { steadyFlow } from './flow'
import { generateTransmissivity } from './generator'
import { condition, conditionNames, scales } from './normalisation'
import { darcyResidualNodes } from './residual-nodes'

/** Steady flow through a two-phase porous medium: -div(a grad u) = f, u = 0 on the boundary of the unit square. */
export const darcy: Problem = {
  id: 'darcy',
  title: declaration.title,
  ...steadyFlow({ parameters: declaration.parameters, generate: generateTransmissivity, scales }),
  // A two-phase medium lies between its phases.
  coefficientRange: [-1, 1],
  conditionNames,
  condition,
  residualNodes: darcyResidualNodes,
  correctionNodes: darcyCorrectionNodes,
}
