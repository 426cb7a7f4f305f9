import { RandomStream } from '../numerics/random'
import { float32, type Session } from '../runtime/session'
import { whiteNoise } from './batches'
import { samplesAt } from './conditional-samples'
import type { TrainingData } from './gaussian-fit'

/**
 * Samples of a k-step generator (see `generatorGraph`) at the conditions of `data`, normalised
 * `[count, channels, size, size]`. The first step's noise is the same for every k.
 */
export function generatorSamples(
  generator: Session,
  data: TrainingData,
  steps: number,
  seed: number,
): Promise<Float32Array> {
  const { channels, size } = data
  return samplesAt(data, { seed, label: 'latent' }, async (latent, condition, first) => {
    if (steps === 1) return (await generator.run({ latent, condition }))['state']!
    const dims = [latent.dims[0]!, (steps - 1) * channels, size, size]
    const noise = whiteNoise(
      new RandomStream(seed, 'renoise', first),
      dims.reduce((product, n) => product * n),
    )
    return (await generator.run({ latent, condition, renoise: float32(noise, dims) }))['state']!
  })
}
