/** The graphs of PIDM: its training step, and what it is judged by. */
import { GraphBuilder, type Value } from '../graph/builder'
import { add, div, mul, reshape, sqrt, square } from '../graph/operators'
import type { Optimiser } from '../graph/optimisers/optimiser'
import type { ParameterVector } from '../graph/parameters'
import type { Graph } from '../graph/types'
import type { DenoiserConfiguration } from '../networks/denoiser'
import { parameterVector } from '../networks/parameter-source'
import type { Problem } from '../problems/problem'
import { denoiserNodes, denoisingNodes, updateGraph } from './graphs'
import { plainResidual } from './guidance-graph'
import { physicsTerm } from './physics-term'

/** Mean square over the grid of the normalised residual, `[N]`. */
const meanSquareResidual = (
  problem: Problem,
  { gaussian }: DenoiserConfiguration,
  estimate: Value,
  condition: Value,
): Value => physicsTerm(problem, gaussian.size, plainResidual, estimate, condition)

/**
 * The two terms of the loss of physics-informed diffusion models (Bastek et al. 2025, with the mean estimate) in EDM's
 * variables, `[N]` each: with D the estimate at x + sigma n
 *
 * denoising = mean ((D - x) / c_out)^2, virtual = mean r(D)^2 / (2 v), v = sigma^2 / (1 + sigma^2) + leastVariance.
 *
 * The second is the negative log-likelihood of the virtual observation that the normalised residual r is zero up to the
 * variance v, which is that of a clean state of unit variance given its noisy one.
 */
function lossTerms(
  problem: Problem,
  configuration: DenoiserConfiguration,
  parameters: ParameterVector,
  leastVariance: number,
  batch: number,
  graph: GraphBuilder,
): { denoising: Value; virtual: Value } {
  const { estimate, sigma, condition, loss } = denoisingNodes(graph, configuration, parameters, batch)
  const sigmaSquared = square(reshape(sigma, [batch]))
  const variance = add(div(sigmaSquared, add(sigmaSquared, 1)), leastVariance)
  return {
    denoising: loss,
    virtual: div(meanSquareResidual(problem, configuration, estimate, condition), mul(variance, 2)),
  }
}

/** parameters and a `DenoisingBatch` to the two terms of {@link pidmTrainingGraph}'s loss, `denoising` and `virtual`. */
export function pidmTermsGraph(
  problem: Problem,
  configuration: DenoiserConfiguration,
  leastVariance: number,
  size: number,
  batch: number,
): Graph {
  const graph = new GraphBuilder('pidm.terms')
  const parameters = parameterVector(graph, { size })
  const { denoising, virtual } = lossTerms(problem, configuration, parameters, leastVariance, batch, graph)
  graph.output('denoising', denoising)
  graph.output('virtual', virtual)
  return graph.finish()
}

/**
 * One update of a denoiser by denoising + weight virtual, see {@link lossTerms}, into every channel. Inputs and outputs
 * are those of `denoiserTrainingGraph`; `loss` `[N]` is the weighted sum.
 */
export function pidmTrainingGraph(
  problem: Problem,
  configuration: DenoiserConfiguration,
  { weight, leastVariance }: { readonly weight: number; readonly leastVariance: number },
  size: number,
  batch: number,
  rule?: Optimiser,
): Graph {
  return updateGraph('pidm.training', size, rule, (graph, parameters) => {
    const { denoising, virtual } = lossTerms(problem, configuration, parameters, leastVariance, batch, graph)
    return add(denoising, mul(virtual, weight))
  })
}

/**
 * parameters, x `[N, C, H, W]`, sigma `[N, 1]`, condition `[N, K]` to `estimate` = D(x; sigma, c) and `residual` `[N]`, the
 * root mean square over the grid of the estimate's normalised residual.
 */
export function judgedDenoiserGraph(problem: Problem, configuration: DenoiserConfiguration, size: number): Graph {
  const graph = new GraphBuilder('pidm.judge')
  const { estimate, condition } = denoiserNodes(graph, configuration, parameterVector(graph, { size }))
  graph.output('estimate', estimate)
  graph.output('residual', sqrt(meanSquareResidual(problem, configuration, estimate, condition)))
  return graph.finish()
}
