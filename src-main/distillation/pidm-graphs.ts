/** The graphs of PIDM: its training step, and what it is judged by. */
import { GraphBuilder, type Value } from '../graph/builder'
import { gradients } from '../graph/gradient'
import { add, div, mul, reduceMean, reshape, sqrt, square, sub } from '../graph/operators'
import type { Optimiser } from '../graph/optimisers/optimiser'
import { ParameterVector } from '../graph/parameters'
import type { Graph } from '../graph/types'
import { denoiser, type DenoiserConfiguration } from '../networks/denoiser'
import { parameterVector, stateShape } from '../networks/parameter-source'
import type { Problem } from '../problems/problem'
import { plainResidual } from './guidance-graph'
import { physicsTerm } from './physics-term'
import { optimise } from './update-step'

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
  const clean = graph.input('clean', 'float32', stateShape(configuration, batch))
  const noise = graph.input('noise', 'float32', stateShape(configuration, batch))
  const sigma = graph.input('sigma', 'float32', [batch, 1])
  const condition = graph.input('condition', 'float32', [batch, configuration.gaussian.conditions])
  const noisy = add(clean, mul(reshape(sigma, [batch, 1, 1, 1]), noise))
  const { estimate, scale } = denoiser(parameters, configuration, { state: noisy }, sigma, condition)
  const sigmaSquared = square(reshape(sigma, [batch]))
  const variance = add(div(sigmaSquared, add(sigmaSquared, 1)), leastVariance)
  return {
    denoising: reduceMean(square(div(sub(estimate, clean), scale)), [1, 2, 3], false),
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
  const graph = new GraphBuilder('pidm.training')
  const flat = graph.input('parameters', 'float32', [size])
  const parameters = new ParameterVector(flat)
  const { denoising, virtual } = lossTerms(problem, configuration, parameters, leastVariance, batch, graph)
  const loss = add(denoising, mul(virtual, weight))
  const objective = { value: reduceMean(loss, [0], false), seed: graph.scalar(1, 'float32') }
  optimise(graph, flat, parameters.gather(gradients(graph, [objective], parameters.values)), rule)
  graph.output('loss', loss)
  return graph.finish()
}

/**
 * parameters, x `[N, C, H, W]`, sigma `[N, 1]`, condition `[N, K]` to `estimate` = D(x; sigma, c) and `residual` `[N]`, the
 * root mean square over the grid of the estimate's normalised residual.
 */
export function judgedDenoiserGraph(problem: Problem, configuration: DenoiserConfiguration, size: number): Graph {
  const graph = new GraphBuilder('pidm.judge')
  const parameters = parameterVector(graph, { size })
  const x = graph.input('x', 'float32', stateShape(configuration, 'N'))
  const sigma = graph.input('sigma', 'float32', ['N', 1])
  const condition = graph.input('condition', 'float32', ['N', configuration.gaussian.conditions])
  const { estimate } = denoiser(parameters, configuration, { state: x }, sigma, condition)
  graph.output('estimate', estimate)
  graph.output('residual', sqrt(meanSquareResidual(problem, configuration, estimate, condition)))
  return graph.finish()
}
