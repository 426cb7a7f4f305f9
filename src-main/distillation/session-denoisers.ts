/** Loaded graphs as the functions that samplers take, for one batch at fixed conditions `[n, K]`. */
import type { ResidualGradient } from '../diffusion/cocogen'
import type { GuidedDenoiser } from '../diffusion/guided'
import type { Denoiser } from '../diffusion/samplers'
import { float32, type RuntimeTensor, type Session } from '../runtime/session'

type Feeds = Readonly<Record<'x' | 'sigma' | 'condition', RuntimeTensor>>

const feeds = (x: Float32Array, sigma: number, dims: readonly number[], condition: RuntimeTensor): Feeds => ({
  x: float32(x, dims),
  sigma: float32(new Float32Array(dims[0]!).fill(sigma), [dims[0]!, 1]),
  condition,
})

/** Of a `denoiserGraph`, states of the shape `dims` = `[n, C, H, W]`. */
export function sessionDenoiser(session: Session, dims: readonly number[], condition: RuntimeTensor): Denoiser {
  return async (noisy, sigma) => (await session.run(feeds(noisy, sigma, dims, condition)))['estimate']!
}

/** Of a `guidanceGraph`. */
export function sessionGuide(session: Session, dims: readonly number[], condition: RuntimeTensor): GuidedDenoiser {
  return async (noisy, sigma) => {
    const { estimate, gradient } = await session.run(feeds(noisy, sigma, dims, condition))
    return { estimate: estimate!, gradient: gradient! }
  }
}

/** Of a `residualGradientGraph`. */
export function sessionResidualGradient(
  session: Session,
  dims: readonly number[],
  condition: RuntimeTensor,
): ResidualGradient {
  return async (states) => (await session.run({ state: float32(states, dims), condition }))['gradient']!
}
