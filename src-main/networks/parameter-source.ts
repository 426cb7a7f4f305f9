import type { GraphBuilder } from '../graph/builder'
import { ParameterVector } from '../graph/parameters'
import type { Shape } from '../graph/types'
import type { DenoiserConfiguration } from './denoiser'

/** Where a graph's parameters come from: fed at each run, or stored in the file. */
export type ParameterSource = { readonly size: number } | { readonly stored: Float32Array }

/** The parameters inside the graph. */
export function parameterVector(graph: GraphBuilder, source: ParameterSource): ParameterVector {
  return new ParameterVector(
    'size' in source
      ? graph.input('parameters', 'float32', [source.size])
      : graph.initializer('parameters', { type: 'float32', dims: [source.stored.length], data: source.stored }),
  )
}

/** `[batch, C, H, W]` */
export function stateShape({ gaussian }: DenoiserConfiguration, batch: number | string): Shape {
  return [batch, gaussian.bases.length, gaussian.size, gaussian.size]
}
