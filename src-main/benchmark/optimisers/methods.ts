import { minimiseAdam } from '../../numerics/adam'
import { minimiseLbfgs, type Evaluation } from '../../numerics/lbfgs'
import { evaluated, gradientAt, type FitContext } from '../../tasks/latent-fit'
import { fitLatents } from '../../tasks/latent-posterior'
import type { LinearPosterior } from '../../tasks/linear-posterior'
import { gaussNewton, linearInverse, type Tangent } from './gauss-newton'
import type { OptimiserName } from './names'

/** What every method starts from: the linear-Gaussian posterior, and samples of it. */
export interface Start {
  readonly linear: LinearPosterior
  readonly latents: Float32Array
}

/** Runs until its generator says that time is up, or for as long as it gets anywhere. */
export type Optimiser = (context: FitContext, start: Start, tangent: Tangent) => Promise<unknown>

/** More iterations than there is time for. */
const endless = 100_000

/** Runs of the network that the chord gets before another method takes over. */
const chordRuns = 4

const objectiveOf =
  (context: FitContext) =>
  async (latents: Float32Array): Promise<Evaluation> => {
    const members = await evaluated(context, latents)
    return { values: members.objective, gradients: await gradientAt(context, members) }
  }

const lbfgs = (context: FitContext, latents: Float32Array, linear?: LinearPosterior): Promise<unknown> =>
  minimiseLbfgs(objectiveOf(context), latents, context.members, {
    iterations: endless,
    ...(linear && { precondition: (vectors: Float32Array) => linearInverse(linear, vectors) }),
  })

export const optimisers: Readonly<Record<OptimiserName, Optimiser>> = {
  'chord-then-adam': (context, { linear }) => fitLatents(context, linear, { chordRuns, descentRuns: endless }),
  chord: (context, { linear }) => fitLatents(context, linear, { chordRuns: 20, descentRuns: 0 }),
  adam: (context, { latents }) =>
    minimiseAdam(objectiveOf(context), latents, context.members, { iterations: endless, rate: 0.05, clip: 100 }),
  lbfgs: (context, { latents }) => lbfgs(context, latents),
  'lbfgs-preconditioned': (context, { latents, linear }) => lbfgs(context, latents, linear),
  async 'chord-then-lbfgs'(context, { linear }) {
    const { latents } = await fitLatents(context, linear, { chordRuns, descentRuns: 0 })
    await lbfgs(context, latents, linear)
  },
  'gauss-newton': (context, { latents, linear }, tangent) =>
    gaussNewton(context, linear, latents, tangent, { iterations: endless, innerIterations: 6 }),
}
