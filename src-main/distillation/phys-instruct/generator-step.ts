import { GraphBuilder, type Value } from '../../graph/builder'
import { gradients } from '../../graph/gradient'
import { mul, reduceSum } from '../../graph/operators'
import type { Optimiser } from '../../graph/optimisers/optimiser'
import { ParameterVector } from '../../graph/parameters'
import type { Graph } from '../../graph/types'
import { denoiser, type DenoiserConfiguration } from '../../networks/denoiser'
import { stateShape } from '../../networks/parameter-source'
import { optimise } from '../update-step'
import { combine, type Combination } from './combination'

/**
 * One update of a generator along given gradients of one step's samples x = D(y; sigma, c): the losses
 * <divergence, x> and <residual, x>, whose cotangents are held fixed, each pulled back to the parameters and combined
 * there.
 *
 * Inputs beside the optimiser's: noisy y, divergence and residual, all `[N, C, H, W]`, sigma `[N, 1]`, condition,
 * guidance (a number). Outputs: `loss` per sample, <divergence, x>.
 */
export function generatorStepGraph(
  configuration: DenoiserConfiguration,
  size: number,
  batch: number,
  combination: Combination,
  rule: Optimiser,
): Graph {
  const graph = new GraphBuilder('generator.training')
  const flat = graph.input('parameters', 'float32', [size])
  const parameters = new ParameterVector(flat)
  const state = (name: string): Value => graph.input(name, 'float32', stateShape(configuration, batch))
  const [noisy, divergence, residual] = [state('noisy'), state('divergence'), state('residual')]
  const sigma = graph.input('sigma', 'float32', [batch, 1])
  const condition = graph.input('condition', 'float32', [batch, configuration.gaussian.conditions])
  const guidance = graph.input('guidance', 'float32', [])
  const { estimate } = denoiser(parameters, configuration, { state: noisy }, sigma, condition)
  const pulledBack = (cotangent: Value): Value =>
    parameters.gather(gradients(graph, [{ value: estimate, seed: cotangent }], parameters.values))
  const gradient = combine[combination](pulledBack(divergence), pulledBack(residual), guidance)
  optimise(graph, flat, gradient, rule)
  graph.output('loss', reduceSum(mul(estimate, divergence), [1, 2, 3], false))
  return graph.finish()
}
