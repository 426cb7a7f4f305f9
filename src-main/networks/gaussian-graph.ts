import { GraphBuilder } from '../graph/builder'
import type { Graph } from '../graph/types'
import { GaussianNodes, type LinearGaussian } from './linear-gaussian'

/**
 * The Gaussian model alone as a generator: latent `[N, C, H, W]` and condition `[N, K]` to
 * `state` = T^-1 (mean + sqrt(variance + sigma^2) z), for white z an exact sample of the model with noise of size sigma.
 */
export function gaussianGraph(model: LinearGaussian, sigma = 0): Graph {
  const graph = new GraphBuilder('gaussian')
  const latent = graph.input('latent', 'float32', ['N', model.bases.length, model.size, model.size])
  const condition = graph.input('condition', 'float32', ['N', model.conditions])
  const nodes = new GaussianNodes(graph, model, condition)
  graph.output('state', nodes.synthesise(nodes.noisyCoefficients(latent, sigma)))
  return graph.finish()
}
