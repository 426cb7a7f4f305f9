import type { Value } from '../../graph/builder'
import { channelOf, exp, mul } from '../../graph/operators'
import { flowResidualNodes } from '../darcy/residual-nodes'
import { sliderValue } from '../state-nodes'
import { logDeviation } from './declaration'
import { headScale } from './normalisation'

/**
 * The finite-volume residual over the source, (A u)/(h^2 f) - 1, of a normalised state `[N, 2, n, n]` at condition
 * `[N, 2]`, as graph nodes `[N, 1, n, n]`, with a over a_0 and u over f/a_0.
 */
export function residualNodes(state: Value, condition: Value): Value {
  const sigma = sliderValue(condition, 0, logDeviation)
  return flowResidualNodes(exp(mul(sigma, channelOf(state, 0))), mul(channelOf(state, 1), headScale))
}
