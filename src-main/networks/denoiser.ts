import type { Value } from '../graph/builder'
import { add, concat, div, log, mul, reshape, sqrt, square } from '../graph/operators'
import type { ParameterVector } from '../graph/parameters'
import { GaussianNodes, type LinearGaussian } from './linear-gaussian'
import { unet, type UNetConfiguration } from './unet'

export interface DenoiserConfiguration {
  readonly network: UNetConfiguration
  readonly gaussian: LinearGaussian
  /** Size of a mode below which the network's output is not trusted with it, normalised; none for 0. */
  readonly gate: number
  /** What the equation makes of an estimate `[N, C, H, W]` at a condition `[N, K]`; absent for the network alone. */
  readonly correct?: Correction
}

export type Correction = (state: Value, condition: Value) => Value

export interface DenoiserNodes {
  /** D(x; sigma, c): the estimate of the clean state. */
  readonly estimate: Value
  /** c_out per channel `[N, C, 1, 1]`: the size that the estimate's error would have without a network. */
  readonly scale: Value
}

/**
 * EDM's preconditioned denoiser (Karras et al. 2022) with the Wiener filter in place of the scalar skip:
 *
 * D(x; sigma, c) = W(x) + c_out F(c_in x, W(x); ln(sigma)/4, c), W the ideal denoiser of a Gaussian with the
 * data's spectrum, c_out its root mean square error per channel, c_in = 1 / sqrt(pixel variance + sigma^2).
 * For a white spectrum these are EDM's own coefficients, and F's target has unit variance at every sigma
 * and in every channel by construction.
 *
 * With a gate e the correction c_out F is confined to what the data has: its mode k is multiplied by l_k / (l_k + e^2),
 * the Wiener filter for white errors of size e. Directions that the equation forbids have no variance in the data, so a
 * network's errors do not get there.
 *
 * x is a state `[N, C, H, W]`, normalised, or its rotated coefficients T x; sigma `[N, 1]`, condition `[N, K]`.
 */
export function denoiser(
  parameters: ParameterVector,
  { network, gaussian, gate, correct }: DenoiserConfiguration,
  x: { readonly state: Value } | { readonly coefficients: Value },
  sigma: Value,
  condition: Value,
  nodes = new GaussianNodes(sigma.graph, gaussian, condition),
): DenoiserNodes {
  const sigmaSquared = reshape(square(sigma), [-1, 1, 1, 1])
  const [state, coefficients] =
    'state' in x ? [x.state, nodes.analyse(x.state)] : [nodes.synthesise(x.coefficients), x.coefficients]
  const skip = nodes.posteriorMean(coefficients, sigmaSquared)
  const scale = nodes.posteriorDeviation(sigmaSquared)
  const inputScale = div(1, sqrt(add(nodes.pixelVariance(nodes.variance), sigmaSquared)))
  const input = concat([mul(state, inputScale), skip], 1)
  const noise = mul(log(sigma), 0.25)
  const output = unet(parameters, network, input, noise, condition, gaussian.bases.length)
  const correction = mul(scale, output)
  const estimate = add(skip, gate > 0 ? nodes.confine(correction, gate ** 2) : correction)
  return { estimate: correct ? correct(estimate, condition) : estimate, scale }
}
