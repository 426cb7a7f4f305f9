import { RandomStream } from '../numerics/random'
import { float32 } from '../runtime/session'
import { whiteNoise } from './batches'
import type { TrainingData } from './gaussian-fit'
import type { FedNetwork } from './trainable'

/** Noise levels at which a denoiser is judged. */
export const validationSigmas = [0.02, 0.1, 0.5, 2, 10, 40] as const

/** What a denoiser is worth at one noise level. */
export interface ValidationLoss {
  readonly sigma: number
  /** Mean squared error per channel, in normalised units. */
  readonly mse: readonly number[]
  /** Mean over the fields of the network's output `residual`; zero for one without. */
  readonly residual: number
}

/** Denoising error on held-out fields at fixed noise levels and fixed noise. */
export async function validateDenoiser(
  network: FedNetwork,
  parameters: Float32Array,
  data: TrainingData,
  fields: number,
  batch = 16,
): Promise<ValidationLoss[]> {
  const { size, channels } = data
  const width = channels * size * size
  const conditions = data.conditions.length / data.count
  const results: ValidationLoss[] = []
  for (const sigma of validationSigmas) {
    const errors = new Float64Array(channels)
    let residuals = 0
    for (let start = 0; start < fields; start += batch) {
      const n = Math.min(batch, fields - start)
      const clean = data.states.subarray(start * width, (start + n) * width)
      const noise = whiteNoise(new RandomStream(1, 'validation', String(sigma), start), n * width)
      const { estimate, residual } = await network.run(
        {
          x: float32(
            clean.map((value, i) => value + sigma * noise[i]!),
            [n, channels, size, size],
          ),
          sigma: float32(new Float32Array(n).fill(sigma), [n, 1]),
          condition: float32(data.conditions.slice(start * conditions, (start + n) * conditions), [n, conditions]),
        },
        parameters,
      )
      residuals += residual?.reduce((sum, one) => sum + one, 0) ?? 0
      for (let i = 0; i < clean.length; i++) {
        const channel = Math.floor(i / (size * size)) % channels
        errors[channel] = errors[channel]! + (estimate![i]! - clean[i]!) ** 2 / (fields * size * size)
      }
    }
    results.push({ sigma, mse: Array.from(errors), residual: residuals / fields })
  }
  return results
}
