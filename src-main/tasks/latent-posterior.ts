import { minimiseAdam } from '../numerics/adam'
import { better, evaluated, gradientAt, isExplained, type FitContext, type Members } from './latent-fit'
import type { LinearPosterior } from './linear-posterior'

export interface LatentFitOptions {
  /** Runs of the network with the linear part's Jacobian, at most. */
  readonly chordRuns: number
  /** Runs of the network and of its gradient after those, at most. */
  readonly descentRuns: number
  /** Called after each run with the mean over the members of their misfit per reading, 1 where the noise explains it. */
  readonly onRun?: (runs: number, misfit: number) => void
}

/** Of the descent: its rate, and the longest gradient of a member. See `benchmark --suite optimisers`. */
const descent = { rate: 0.05, clip: 100 }

/**
 * Randomised maximum likelihood: each member minimises |z - z0|^2 / 2 + sum (h(G(z)) - y)^2 / (2 s^2) with its own
 * perturbed observations and its own prior draw z0; for a linear generator these are exact posterior samples. From the
 * linear-Gaussian posterior on by Gauss-Newton with the Jacobian J of the generator's linear part for all members,
 *
 *     z <- z0 + J^T (J J^T + S)^-1 (y - h(G(z)) + J (z - z0)),
 *
 * which costs one run of the network and none of its gradient; a member whose objective rises goes half the way. What that
 * leaves is left to Adam with clipped gradients. It ends when the misfit of every member is what its noise makes expect
 * (the discrepancy principle), or with the runs.
 *
 * Returns the members at their best. Compared with other optimisers by `benchmark --suite optimisers`.
 */
export async function fitLatents(
  context: FitContext,
  linear: LinearPosterior,
  { chordRuns, descentRuns, onRun }: LatentFitOptions,
): Promise<Members> {
  const { members } = context
  let runs = 0
  const evaluate = async (latents: Float32Array): Promise<Members> => {
    const found = await evaluated(context, latents)
    runs += 1
    onRun?.(runs, found.misfit.reduce((sum, value) => sum + value, 0) / members)
    return found
  }
  let best = await evaluate(await linear.sample(context.prior))
  const strides = new Float64Array(members).fill(1)
  while (runs < chordRuns && !isExplained(best)) {
    const tried = await evaluate(await chordStep(context, linear, best, strides))
    strides.forEach((stride, m) => {
      strides[m] = tried.objective[m]! < best.objective[m]! ? Math.min(1, 1.5 * stride) : stride / 2
    })
    best = better(best, tried)
  }
  if (descentRuns <= 0 || isExplained(best)) return best
  // The first gradient is taken where the chord ended, whose run is at hand.
  let at: Members | undefined = best
  await minimiseAdam(
    async (latents) => {
      at ??= await evaluate(latents)
      const { objective: values } = at
      const gradients = await gradientAt(context, at)
      best = better(best, at)
      at = undefined
      return { values, gradients }
    },
    best.latents,
    members,
    { iterations: descentRuns, ...descent, onIteration: () => !isExplained(best) },
  )
  return best
}

/** z + stride (z0 + J^T K^-1 (r + J (z - z0)) - z). */
async function chordStep(
  { prior }: FitContext,
  linear: LinearPosterior,
  { latents, residuals }: Members,
  strides: Float64Array,
): Promise<Float32Array> {
  const width = latents.length / strides.length
  const image = await linear.image(latents.map((z, i) => z - prior[i]!))
  const moved = await linear.gain(residuals.map((r, i) => r + image[i]!))
  return latents.map((z, i) => z + strides[Math.floor(i / width)]! * (prior[i]! + moved[i]! - z))
}
