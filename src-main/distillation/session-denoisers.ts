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

/** The observations of one field for an `observationGuidanceGraph`, normalised. */
export interface ObservedChannel {
  readonly key: string
  /** `[pixels, points]`: the transpose of the observation operator. */
  readonly operator: RuntimeTensor
  /** `[n, points]`. */
  readonly targets: RuntimeTensor
}

/** How far an `observationGuidanceGraph` is followed. */
export interface ObservationGuidance {
  /** Of the channels in their order. */
  readonly strengths: Float32Array
  /** What is left of the misfit where the data is met within its noise. */
  readonly floor: number
  /** Of the residual; with 0 the graph may be one without it. */
  readonly equation: number
}

/**
 * Of an `observationGuidanceGraph`. A step along a gradient g that would take its value v below where it should end, were
 * it linear, is cut to end there: the misfit at the floor, the residual at zero.
 */
export function sessionObservationGuide(
  session: Session,
  dims: readonly number[],
  condition: RuntimeTensor,
  channels: readonly ObservedChannel[],
  { strengths, floor, equation }: ObservationGuidance,
): GuidedDenoiser {
  const fixed = Object.fromEntries([
    ...channels.flatMap(({ key, operator, targets }) => [
      [`operator.${key}`, operator] as const,
      [`targets.${key}`, targets] as const,
    ]),
    ['strengths', float32(strengths, [strengths.length])] as const,
  ])
  return async (noisy, sigma) => {
    const found = await session.run({ ...feeds(noisy, sigma, dims, condition), ...fixed })
    const gradient = cut(found['misfit']!, found['misfitGradient']!, 1, floor)
    if (equation > 0) {
      const { residual, residualGradient } = found
      cut(residual!, residualGradient!, equation, 0).forEach((g, j) => (gradient[j]! += g))
    }
    return { estimate: found['estimate']!, gradient }
  }
}

/** min(strength, (v - floor) / |g|^2) g of each sample. */
function cut(values: Float32Array, gradients: Float32Array, strength: number, floor: number): Float32Array {
  const width = gradients.length / values.length
  const factors = values.map((value, i) => {
    const squares = gradients.subarray(i * width, (i + 1) * width).reduce((sum, g) => sum + g * g, 0)
    return squares > 0 ? Math.min(strength, Math.max(0, value - floor) / squares) : 0
  })
  return gradients.map((g, j) => factors[Math.floor(j / width)]! * g)
}

/** Of a `residualGradientGraph`. */
export function sessionResidualGradient(
  session: Session,
  dims: readonly number[],
  condition: RuntimeTensor,
): ResidualGradient {
  return async (states) => (await session.run({ state: float32(states, dims), condition }))['gradient']!
}
