import { cocogen, type Corrections, type ResidualGradient } from '../diffusion/cocogen'
import { guidanceFrom, guidedHeun, type Guidance, type GuidedDenoiser } from '../diffusion/guided'
import { heun, heunStep } from '../diffusion/heun'
import { edmNoise, karrasGrid } from '../diffusion/noise'
import type { Denoiser } from '../diffusion/samplers'
import { Failure } from '../field/failure'
import { mean } from '../numerics/statistics'
import { RandomStream } from '../numerics/random'
import type { Problem } from '../problems/problem'
import { whiteNoise } from './batches'
import type { TrainingData } from './gaussian-fit'
import { parametersAt } from './measure'
import type { RunObserver } from './run-directory'

/** What residual-guided samplers need of a network, for one batch. */
export interface GuidedNetwork {
  readonly denoise: Denoiser
  readonly guide: GuidedDenoiser
  readonly residualGradient: ResidualGradient
}

export interface GuidanceSettings {
  readonly guidance: Guidance
  readonly corrections: Corrections
}

/** Where guidance starts to be tried: far below what changes a normalised state. */
const weakest = 1e-6

/**
 * The strength of DiffusionPDE's guidance and the length of CoCoGen's corrections that give the lowest PDE error in
 * `steps` steps at the conditions of `data`, which must be neither training data nor what the methods are compared on.
 *
 * Both change the last fifth of the steps alone, so that the others are taken once. CoCoGen corrects each of those and
 * the result as many times again: without a limit it would be a solver by gradient descent, whatever it starts from.
 */
export async function tuneGuidance(
  problem: Problem,
  { denoise, guide, residualGradient }: GuidedNetwork,
  data: TrainingData,
  steps: number,
  seed: number,
  run: RunObserver,
): Promise<GuidanceSettings> {
  const sigmas = karrasGrid(steps)
  const first = Math.floor(guidanceFrom * steps)
  const rest = sigmas.slice(first)
  const width = data.states.length / data.count
  const start = whiteNoise(new RandomStream(seed, 'guidance tuning'), data.states.length)
  let x: Float32Array = start.map((z) => z * edmNoise.maximum)
  for (let i = 0; i < first; i++) {
    run.signal.throwIfAborted()
    run.progress('Sampling up to the guided steps', i / first)
    x = await heunStep(denoise, x, await denoise(x, sigmas[i]!), sigmas[i]!, sigmas[i + 1] ?? 0)
  }
  const scored = (stage: string, sample: (strength: number) => Promise<Float32Array>) => {
    return async (strength: number): Promise<number> => {
      run.signal.throwIfAborted()
      run.progress(stage, 1, undefined, { strength })
      return pdeError(problem, await sample(strength), data)
    }
  }
  const unguided = pdeError(problem, await heun(denoise, x, rest), data)
  const corrections = (length: number): Corrections => ({ length, during: rest.length, after: rest.length })
  const strength = await lowestUpwards(
    scored('Tuning the guidance', (zeta) => guidedHeun(denoise, guide, x, rest, { strength: zeta, from: 0 })),
    unguided,
  )
  const length = await lowestUpwards(
    scored('Tuning the corrections', (eps) => cocogen(denoise, residualGradient, x, rest, corrections(eps), width)),
    unguided,
  )
  return { guidance: { strength, from: guidanceFrom }, corrections: corrections(length) }
}

/**
 * Where `score` is lowest, to a sixth of a decade: upwards from {@link weakest} by half decades as long as it does not
 * rise above `atNothing`, its value at zero, or above what was found by more than a tenth; then between the neighbours.
 */
export async function lowestUpwards(score: (at: number) => Promise<number>, atNothing: number): Promise<number> {
  let best = { at: weakest, score: atNothing }
  const consider = async (at: number): Promise<number> => {
    const found = await score(at)
    if (found < best.score) best = { at, score: found }
    return found
  }
  for (let half = 0; half < 24; half++) {
    const found = await consider(weakest * 10 ** (half / 2))
    if (!(found <= 1.1 * best.score)) break
  }
  const { at } = best
  for (const sixths of [-2, -1, 1, 2]) await consider(at * 10 ** (sixths / 6))
  return best.at
}

/** Mean over samples of the residual over the source's; infinite where a sample has none. */
function pdeError(problem: Problem, samples: Float32Array, data: TrainingData): number {
  const width = samples.length / data.count
  const errors = Array.from({ length: data.count }, (_, i) => {
    const parameters = parametersAt(problem, data, i)
    const state = samples.slice(i * width, (i + 1) * width)
    try {
      return problem.residual(data.size, parameters, problem.denormalise(parameters, state)).norms.l2Relative
    } catch (failure) {
      // Guidance that is too strong leaves what no solver takes.
      if (failure instanceof Failure) return Infinity
      throw failure
    }
  })
  const error = mean(errors)
  return Number.isFinite(error) ? error : Infinity
}
