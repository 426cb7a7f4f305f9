import { RandomStream } from '../numerics/random'
import { float32, type RuntimeTensor } from '../runtime/session'
import { whiteNoise } from './batches'
import type { TrainingData } from './gaussian-fit'

/** The stream that a set of samples is drawn from. */
export interface SampleNoise {
  readonly seed: number
  readonly label: string
}

/**
 * One sample at the condition of each state of `data`, `[count, channels, size, size]`, in batches: `sample` turns
 * white noise `[n, channels, size, size]` and conditions `[n, K]` into as many states; it hears the place of the first one. A batch's noise depends on the
 * stream and its first sample's place alone.
 */
export async function samplesAt(
  data: TrainingData,
  { seed, label }: SampleNoise,
  sample: (noise: RuntimeTensor, condition: RuntimeTensor, first: number) => Promise<Float32Array>,
  batch = 16,
): Promise<Float32Array> {
  const { size, channels, count } = data
  const width = channels * size * size
  const conditions = data.conditions.length / count
  const samples = new Float32Array(count * width)
  for (let first = 0; first < count; first += batch) {
    const n = Math.min(batch, count - first)
    const noise = float32(whiteNoise(new RandomStream(seed, label, first), n * width), [n, channels, size, size])
    const condition = float32(data.conditions.slice(first * conditions, (first + n) * conditions), [n, conditions])
    samples.set(await sample(noise, condition, first), first * width)
  }
  return samples
}
