/** The graphs of denoisers and generators whose parameters are an input, or stored in the file. */
import { GraphBuilder, type Value } from '../graph/builder'
import { gradients } from '../graph/gradient'
import { add, div, mul, reduceMean, reshape, square, sub } from '../graph/operators'
import type { Optimiser } from '../graph/optimisers/optimiser'
import { countParameters, ParameterVector, type ParameterSlot } from '../graph/parameters'
import type { Graph } from '../graph/types'
import { denoiser, type DenoiserConfiguration } from '../networks/denoiser'
import { parameterVector, stateShape, type ParameterSource } from '../networks/parameter-source'
import { optimise } from './update-step'

/** Names, shapes and starting values of a denoiser's parameters, and how many numbers they are. */
export function denoiserSlots(configuration: DenoiserConfiguration): { slots: readonly ParameterSlot[]; size: number } {
  const graph = new GraphBuilder('slots')
  const { slots, size } = countParameters((parameters) => {
    denoiserInputs(graph, configuration, 'N', (x, sigma, condition) =>
      denoiser(parameters, configuration, { state: x }, sigma, condition),
    )
  }, graph)
  return { slots, size }
}

function denoiserInputs<T>(
  graph: GraphBuilder,
  configuration: DenoiserConfiguration,
  batch: number | string,
  build: (x: Value, sigma: Value, condition: Value) => T,
): T {
  return build(
    graph.input('x', 'float32', stateShape(configuration, batch)),
    graph.input('sigma', 'float32', [batch, 1]),
    graph.input('condition', 'float32', [batch, configuration.gaussian.conditions]),
  )
}

/** x `[N, C, H, W]`, sigma `[N, 1]`, condition `[N, K]` to `estimate` = D(x; sigma, c). */
export function denoiserGraph(configuration: DenoiserConfiguration, source: ParameterSource): Graph {
  const graph = new GraphBuilder('denoiser')
  const parameters = parameterVector(graph, source)
  denoiserInputs(graph, configuration, 'N', (x, sigma, condition) => {
    graph.output('estimate', denoiser(parameters, configuration, { state: x }, sigma, condition).estimate)
  })
  return graph.finish()
}

/**
 * One update of a denoiser by the EDM loss in the network's own units,
 * mean ((D(x + sigma n) - x) / c_out)^2, which is EDM's weighting 1 / c_out^2.
 *
 * Inputs beside the optimiser's: clean `[N, C, H, W]`, noise (white, the same shape), sigma, condition.
 * Outputs: `loss` per sample `[N]`.
 */
export function denoiserTrainingGraph(
  configuration: DenoiserConfiguration,
  size: number,
  batch: number,
  rule?: Optimiser,
): Graph {
  const graph = new GraphBuilder('denoiser.training')
  const flat = graph.input('parameters', 'float32', [size])
  const parameters = new ParameterVector(flat)
  const clean = graph.input('clean', 'float32', stateShape(configuration, batch))
  const noise = graph.input('noise', 'float32', stateShape(configuration, batch))
  const sigma = graph.input('sigma', 'float32', [batch, 1])
  const condition = graph.input('condition', 'float32', [batch, configuration.gaussian.conditions])
  const level = reshape(sigma, [batch, 1, 1, 1])
  const nodes = denoiser(parameters, configuration, { state: add(clean, mul(level, noise)) }, sigma, condition)
  const error = div(sub(nodes.estimate, clean), nodes.scale)
  const perSample = reduceMean(square(error), [1, 2, 3], false)
  const objective = { value: reduceMean(perSample, [0], false), seed: graph.scalar(1, 'float32') }
  optimise(graph, flat, parameters.gather(gradients(graph, [objective], parameters.values)), rule)
  graph.output('loss', perSample)
  return graph.finish()
}
