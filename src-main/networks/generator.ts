import type { Value } from '../graph/builder'
import { add, mul, slice } from '../graph/operators'
import type { ParameterVector } from '../graph/parameters'
import { denoiser, type DenoiserConfiguration } from './denoiser'
import { GaussianNodes, type LinearGaussian } from './linear-gaussian'

/** `latent` z and `renoise` eps_j of {@link generator}. */
export interface GeneratorNoise {
  readonly latent: Value
  readonly renoise?: Value | undefined
}

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
  noise: GeneratorNoise,
  condition: Value,
): Value {
  const nodes = new GaussianNodes(condition.graph, configuration.gaussian, condition)
  // A column of one level, as long as the batch.
  const column = (level: number): Value => add(mul(slice(condition, [{ axis: 1, start: 0, end: 1 }]), 0), level)
  return unrolled(
    nodes,
    levels,
    noise,
    (x, level) => denoiser(parameters, configuration, x, column(level), condition, nodes).estimate,
  )
}

/** The linear part of {@link generator}: every step is the Gaussian model's ideal denoiser, without the network. */
export function gaussianGenerator(
  model: LinearGaussian,
  levels: readonly number[],
  noise: GeneratorNoise,
  condition: Value,
): Value {
  const nodes = new GaussianNodes(condition.graph, model, condition)
  return unrolled(nodes, levels, noise, (x, level) =>
    nodes.posteriorMean(
      'state' in x ? nodes.analyse(x.state) : x.coefficients,
      condition.graph.scalar(level ** 2, 'float32'),
    ),
  )
}

function unrolled(
  nodes: GaussianNodes,
  levels: readonly number[],
  { latent, renoise }: GeneratorNoise,
  step: (x: Parameters<typeof denoiser>[2], level: number) => Value,
): Value {
  const [first, ...later] = levels
  const start = step({ coefficients: nodes.noisyCoefficients(latent, first!) }, first!)
  const channels = nodes.channels
  return later.reduce((x, level, j) => {
    const noise = slice(renoise!, [{ axis: 1, start: j * channels, end: (j + 1) * channels }])
    return step({ state: add(x, mul(noise, level)) }, level)
  }, start)
}
