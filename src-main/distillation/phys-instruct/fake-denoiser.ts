import type { RandomStream } from '../../numerics/random'
import { float32, type RuntimeTensor } from '../../runtime/session'
import { whiteNoise } from '../batches'
import type { TrainableNetwork } from '../trainable'

/**
 * One update of the online denoiser D_phi by the EDM loss on the generator's own samples, after which its score
 * (D_phi(x_t) - x_t) / sigma^2 stands for that of the generator's distribution. Returns the loss's mean.
 */
export async function updateFakeDenoiser(
  denoiser: TrainableNetwork,
  clean: RuntimeTensor,
  condition: RuntimeTensor,
  sigma: Float32Array,
  rate: number,
  random: RandomStream,
): Promise<{ loss: number; gradientNorm: number }> {
  const { loss, gradientNorm } = await denoiser.update(
    {
      clean,
      noise: float32(whiteNoise(random, clean.data.length), clean.dims),
      sigma: float32(sigma, [sigma.length, 1]),
      condition,
    },
    { rate, decay: 0 },
  )
  return { loss: loss.reduce((a, b) => a + b, 0) / loss.length, gradientNorm }
}
