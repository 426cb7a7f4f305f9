import { GraphBuilder } from '../graph/builder'
import { slice } from '../graph/operators'
import type { Graph } from '../graph/types'
import type { DenoiserConfiguration } from './denoiser'
import { gaussianGenerator, generator } from './generator'
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

/** The same with all its noise in one input, latent `[N, k C, H, W]`: what starts the sample, then what each step adds. */
export function joinedGeneratorGraph(
  configuration: DenoiserConfiguration,
  levels: readonly number[],
  source: ParameterSource,
): Graph {
  const graph = new GraphBuilder('generator')
  const parameters = parameterVector(graph, source)
  const inputs = joinedInputs(graph, configuration, levels.length)
  graph.output('state', generator(parameters, configuration, levels, inputs, inputs.condition))
  return graph.finish()
}

/** The linear-Gaussian part of {@link joinedGeneratorGraph}: the same map with a silent network. */
export function joinedGaussianGraph(configuration: DenoiserConfiguration, levels: readonly number[]): Graph {
  const graph = new GraphBuilder('gaussian')
  const inputs = joinedInputs(graph, configuration, levels.length)
  graph.output('state', gaussianGenerator(configuration.gaussian, levels, inputs, inputs.condition))
  return graph.finish()
}

function joinedInputs(graph: GraphBuilder, configuration: DenoiserConfiguration, steps: number) {
  const [batch, size, ...grid] = stateShape(configuration, 'N')
  const channels = size as number
  const all = graph.input('latent', 'float32', [batch!, steps * channels, ...grid])
  const condition = graph.input('condition', 'float32', ['N', configuration.gaussian.conditions])
  if (steps === 1) return { latent: all, condition }
  return {
    latent: slice(all, [{ axis: 1, start: 0, end: channels }]),
    renoise: slice(all, [{ axis: 1, start: channels, end: steps * channels }]),
    condition,
  }
}
