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
    denoiserNodes(graph, configuration, parameters)
  }, graph)
  return { slots, size }
}

/** Adds the inputs x `[N, C, H, W]`, sigma `[N, 1]` and condition `[N, K]`, and `estimate` = D(x; sigma, c) of them. */
export function denoiserNodes(
  graph: GraphBuilder,
  configuration: DenoiserConfiguration,
  parameters: ParameterVector,
): { readonly x: Value; readonly condition: Value; readonly estimate: Value } {
  const x = graph.input('x', 'float32', stateShape(configuration, 'N'))
  const sigma = graph.input('sigma', 'float32', ['N', 1])
  const condition = graph.input('condition', 'float32', ['N', configuration.gaussian.conditions])
  return { x, condition, estimate: denoiser(parameters, configuration, { state: x }, sigma, condition).estimate }
}

/** x `[N, C, H, W]`, sigma `[N, 1]`, condition `[N, K]` to `estimate` = D(x; sigma, c). */
export function denoiserGraph(configuration: DenoiserConfiguration, source: ParameterSource): Graph {
  const graph = new GraphBuilder('denoiser')
  graph.output('estimate', denoiserNodes(graph, configuration, parameterVector(graph, source)).estimate)
  return graph.finish()
}

/** What the EDM loss is made of; `loss` per sample `[batch]`. */
export interface DenoisingNodes {
  readonly estimate: Value
  readonly sigma: Value
  readonly condition: Value
  readonly loss: Value
}

/**
 * Adds the inputs clean `[batch, C, H, W]`, noise (white, the same shape), sigma and condition, and the EDM loss in the
 * network's own units, mean ((D(x + sigma n) - x) / c_out)^2, which is EDM's weighting 1 / c_out^2.
 */
export function denoisingNodes(
  graph: GraphBuilder,
  configuration: DenoiserConfiguration,
  parameters: ParameterVector,
  batch: number,
): DenoisingNodes {
  const clean = graph.input('clean', 'float32', stateShape(configuration, batch))
  const noise = graph.input('noise', 'float32', stateShape(configuration, batch))
  const sigma = graph.input('sigma', 'float32', [batch, 1])
  const condition = graph.input('condition', 'float32', [batch, configuration.gaussian.conditions])
  const noisy = add(clean, mul(reshape(sigma, [batch, 1, 1, 1]), noise))
  const { estimate, scale } = denoiser(parameters, configuration, { state: noisy }, sigma, condition)
  return { estimate, sigma, condition, loss: reduceMean(square(div(sub(estimate, clean), scale)), [1, 2, 3], false) }
}

/** The graph of one update by the mean of a loss per sample, which is its output `loss` `[batch]`. */
export function updateGraph(
  name: string,
  size: number,
  rule: Optimiser | undefined,
  build: (graph: GraphBuilder, parameters: ParameterVector) => Value,
): Graph {
  const graph = new GraphBuilder(name)
  const flat = graph.input('parameters', 'float32', [size])
  const parameters = new ParameterVector(flat)
  const loss = build(graph, parameters)
  const objective = { value: reduceMean(loss, [0], false), seed: graph.scalar(1, 'float32') }
  optimise(graph, flat, parameters.gather(gradients(graph, [objective], parameters.values)), rule)
  graph.output('loss', loss)
  return graph.finish()
}

/** One update of a denoiser by the EDM loss; inputs beside the optimiser's are those of {@link denoisingNodes}. */
export function denoiserTrainingGraph(
  configuration: DenoiserConfiguration,
  size: number,
  batch: number,
  rule?: Optimiser,
): Graph {
  return updateGraph('denoiser.training', size, rule, (graph, parameters) => {
    return denoisingNodes(graph, configuration, parameters, batch).loss
  })
}
