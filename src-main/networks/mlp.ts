import { shiftJet, mapJet, tanhJet, type Jet, type Orders } from '../graph/jets'
import { matMul } from '../graph/operators'
import type { ParameterVector } from '../graph/parameters'

/** A fully connected network with tanh between its layers. */
export interface MlpConfiguration {
  readonly width: number
  /** Hidden layers. */
  readonly depth: number
}

/**
 * The network's outputs `[N, outputs]` for inputs `[N, inputs]`, with their derivatives along the coordinates of the
 * inputs' jet (Taylor mode): a layer is z = h W + b, tanh(z), and the last one is linear. Weights start normal with
 * variance 1/fan-in.
 */
export function mlp(
  parameters: ParameterVector,
  inputs: Jet,
  outputs: number,
  { width, depth }: MlpConfiguration,
  orders: Orders,
): Jet {
  const widths = [inputs.value.shape[1] as number, ...Array.from({ length: depth }, () => width), outputs]
  return widths.slice(1).reduce((h: Jet, size, layer) => {
    const fanIn = widths[layer]!
    const weights = parameters.take(`layers.${layer}.weight`, [fanIn, size], { normal: Math.sqrt(1 / fanIn) })
    const bias = parameters.take(`layers.${layer}.bias`, [1, size], { constant: 0 })
    const z = shiftJet(
      mapJet(h, (part) => matMul(part, weights)),
      bias,
    )
    return layer === depth ? z : tanhJet(z, orders)
  }, inputs)
}
