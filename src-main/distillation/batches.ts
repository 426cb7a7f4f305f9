import type { RandomStream } from '../numerics/random'
import { applySymmetry, type Symmetry } from '../problems/symmetries'
import { float32, type RuntimeTensor } from '../runtime/session'
import type { TrainingData } from './gaussian-fit'

/** ln sigma ~ N(logMean, logDeviation^2), kept inside [minimum, maximum]. */
export interface NoiseDistribution {
  readonly logMean: number
  readonly logDeviation: number
  readonly minimum: number
  readonly maximum: number
}

/** A batch for a denoiser's update: the feeds `clean`, `noise`, `sigma`, `condition`. */
export type DenoisingBatch = Readonly<Record<'clean' | 'noise' | 'sigma' | 'condition', RuntimeTensor>>

export function drawSigma(
  random: RandomStream,
  { logMean, logDeviation, minimum, maximum }: NoiseDistribution,
): number {
  return Math.min(maximum, Math.max(minimum, Math.exp(logMean + logDeviation * random.normal())))
}

/** White noise as long as `count` numbers. */
export function whiteNoise(random: RandomStream, count: number): Float32Array {
  const noise = new Float32Array(count)
  random.fillNormal(noise)
  return noise
}

/** Samples `first` to `first + count - 1` of a set. */
export function part(data: TrainingData, first: number, count: number): TrainingData {
  const rows = <T extends Float32Array | Float64Array>(array: T): T => {
    const width = array.length / data.count
    return array.slice(first * width, (first + count) * width) as T
  }
  return {
    ...data,
    count,
    states: rows(data.states),
    conditions: rows(data.conditions),
    parameters: rows(data.parameters),
  }
}

/** Draws a batch of the data, each sample under a random one of its symmetries; the stream alone decides what is drawn. */
export function drawBatch(
  data: TrainingData,
  symmetries: readonly Symmetry[],
  batch: number,
  noise: NoiseDistribution,
  random: RandomStream,
): DenoisingBatch {
  const { size, channels, count } = data
  const width = channels * size * size
  const conditions = data.conditions.length / count
  const clean = new Float32Array(batch * width)
  const condition = new Float32Array(batch * conditions)
  const sigma = new Float32Array(batch)
  for (let i = 0; i < batch; i++) {
    const index = random.integer(count)
    clean.set(randomImage(data, symmetries, index, random), i * width)
    sigma[i] = drawSigma(random, noise)
    condition.set(data.conditions.subarray(index * conditions, (index + 1) * conditions), i * conditions)
  }
  const dims = [batch, channels, size, size]
  return {
    clean: float32(clean, dims),
    noise: float32(whiteNoise(random, batch * width), dims),
    sigma: float32(sigma, [batch, 1]),
    condition: float32(condition, [batch, conditions]),
  }
}

/** State `index` under every generator of the group, each to a random power. */
function randomImage(
  { size, channels, states }: TrainingData,
  symmetries: readonly Symmetry[],
  index: number,
  random: RandomStream,
): Float32Array {
  const width = channels * size * size
  return symmetries.reduce(
    (state, symmetry) => {
      const power = random.integer(symmetry.order(size))
      if (power === 0) return state
      const image = new Float32Array(width)
      applySymmetry(symmetry, power, size, channels, state, 0, image, 0)
      return image
    },
    states.subarray(index * width, (index + 1) * width),
  )
}
