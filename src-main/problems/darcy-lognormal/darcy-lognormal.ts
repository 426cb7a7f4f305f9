import { steadyFlow } from '../darcy/flow'
import type { Problem } from '../problem'
import { parameters, title } from './declaration'
import { generateTransmissivity } from './generator'
import { condition, conditionNames, scales } from './normalisation'
import { residualNodes } from './residual-nodes'

/** Steady flow through a medium whose transmissivity varies smoothly: {@link steadyFlow}, ln a a Gaussian random field. */
export const darcyLognormal: Problem = {
  id: 'darcy-lognormal',
  title,
  ...steadyFlow({ parameters, generate: generateTransmissivity, scales }),
  // A Gaussian field has no bounds; towards the corners it varies twice as much as on average.
  coefficientRange: [-8, 8],
  conditionNames,
  condition,
  residualNodes,
}
