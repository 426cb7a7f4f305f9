import { whiteNoise } from '../../distillation/batches'
import type { TrainingData } from '../../distillation/gaussian-fit'
import { part } from '../../distillation/batches'
import { RandomStream } from '../../numerics/random'
import { float32, type RuntimeTensor } from '../../runtime/session'

/** Of the held-out fields and of the noise that samples start from. No training, validation, card or tuning draws from it. */
export const benchmarkSeed = 20261119

/** Samples that go through a network at once, and that an interrupted run loses at most. */
const batchSize = 8

/** Some samples to be drawn, at the conditions of as many held-out fields. */
export interface Batch {
  /** Those fields; a method reads their conditions and slider parameters alone. */
  readonly data: TrainingData
  /** `[n, C, ny, nx]` of the states. */
  readonly dims: readonly number[]
  /** `[n, K]`. */
  readonly condition: RuntimeTensor
  /**
   * White noise for `copies` states of each sample, `[n, copies C, ny, nx]`. A sample's depends on the seed, the label
   * and its place in the set alone, so that every method starts it from the same numbers.
   */
  noise(label: string, copies?: number): Float32Array
  /** States on the way of the teacher's sampler, by step, for methods that leave it late; see `trajectory.ts`. */
  readonly waypoints?: Map<number, Float32Array>
}

/** Samples `first` to `first + count - 1` of a set. */
export function batchOf(set: TrainingData, first: number, count: number, seed = benchmarkSeed): Batch {
  const data = part(set, first, count)
  const { channels, size, conditions } = data
  const width = channels * size * size
  return {
    data,
    dims: [count, channels, size, size],
    condition: float32(conditions, [count, conditions.length / count]),
    noise(label, copies = 1) {
      const all = new Float32Array(count * copies * width)
      for (let i = 0; i < count; i += 1) {
        const random = new RandomStream(seed, 'generation', label, first + i)
        all.set(whiteNoise(random, copies * width), i * copies * width)
      }
      return all
    },
  }
}

/** A set in batches that remember where the teacher's sampler came by. */
export function batchesOf(
  set: TrainingData,
  seed = benchmarkSeed,
): { readonly first: number; readonly batch: Batch }[] {
  return Array.from({ length: Math.ceil(set.count / batchSize) }, (_, i) => {
    const first = i * batchSize
    const batch = batchOf(set, first, Math.min(batchSize, set.count - first), seed)
    return { first, batch: { ...batch, waypoints: new Map<number, Float32Array>() } }
  })
}
