import type { Value } from '../graph/builder'
import { add, mul, slice } from '../graph/operators'
import type { ParameterVector } from '../graph/parameters'
import { denoiser, type DenoiserConfiguration } from './denoiser'
import { GaussianNodes } from './linear-gaussian'

/**
 * The k-step generator, k = `levels.length`, noise levels sigma_1 > ... > sigma_k:
 *
 * y_1 = T^-1 (mean + sqrt(variance + sigma_1^2) z),   x_j = D(y_j; sigma_j, c),   y_(j+1) = x_j + sigma_(j+1) eps_j
 *
 * with the same weights in every step; the last x is the sample. y_1 is the image of white noise z under the Gaussian
 * model's own probability flow, stopped at sigma_1: exact for Gaussian data and of the right spectrum, so the network,
 * started from the teacher's weights, has only to add what is not Gaussian.
 *
 * `latent` z `[N, C, H, W]` stands in rotated spectral coefficients, `renoise` `[N, (k - 1) C, H, W]` holds the eps_j.
 */
export function generator(
  parameters: ParameterVector,
  configuration: DenoiserConfiguration,
  levels: readonly number[],
  { latent, renoise }: { readonly latent: Value; readonly renoise?: Value | undefined },
  condition: Value,
): Value {
  const channels = configuration.gaussian.bases.length
  const nodes = new GaussianNodes(condition.graph, configuration.gaussian, condition)
  const [first, ...later] = levels
  // A column of one level, as long as the batch.
  const column = (level: number): Value => add(mul(slice(condition, [{ axis: 1, start: 0, end: 1 }]), 0), level)
  const step = (x: Parameters<typeof denoiser>[2], level: number): Value =>
    denoiser(parameters, configuration, x, column(level), condition, nodes).estimate

  const start = step({ coefficients: nodes.noisyCoefficients(latent, first!) }, first!)
  return later.reduce((x, level, j) => {
    const noise = slice(renoise!, [{ axis: 1, start: j * channels, end: (j + 1) * channels }])
    return step({ state: add(x, mul(noise, level)) }, level)
  }, start)
}
