import { GraphBuilder } from '../graph/builder'
import type { Graph } from '../graph/types'
import type { DenoiserConfiguration } from './denoiser'
import { generator } from './generator'
import { parameterVector, stateShape, type ParameterSource } from './parameter-source'

/**
 * The k-step generator, k = `levels.length`, see networks/generator.ts: latent `[N, C, H, W]`, for k > 1 also renoise
 * `[N, (k - 1) C, H, W]`, condition `[N, K]` to `state`.
 */
export function generatorGraph(
  configuration: DenoiserConfiguration,
  levels: readonly number[],
  source: ParameterSource,
): Graph {
  const graph = new GraphBuilder('generator')
  const parameters = parameterVector(graph, source)
  const [batch, channels, ...grid] = stateShape(configuration, 'N')
  const later = levels.length - 1
  const latent = graph.input('latent', 'float32', [batch!, channels!, ...grid])
  const renoise =
    later > 0 ? graph.input('renoise', 'float32', [batch!, later * (channels as number), ...grid]) : undefined
  const condition = graph.input('condition', 'float32', ['N', configuration.gaussian.conditions])
  graph.output('state', generator(parameters, configuration, levels, { latent, renoise }, condition))
  return graph.finish()
}
