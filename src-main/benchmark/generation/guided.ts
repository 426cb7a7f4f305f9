import { cocogen } from '../../diffusion/cocogen'
import { guidanceFrom, guidedHeun } from '../../diffusion/guided'
import { karrasGrid } from '../../diffusion/noise'
import { guidanceGraph, residualGradientGraph } from '../../distillation/guidance-graph'
import { tuneGuidance, type GuidedNetwork } from '../../distillation/guidance-tuning'
import type { RunObserver } from '../../distillation/run-directory'
import { sessionGuide, sessionResidualGradient } from '../../distillation/session-denoisers'
import { drawData } from '../../distillation/teacher'
import { serialise } from '../../graph/serialise'
import { unpackNetwork } from '../../library/network'
import { Session, type SessionOptions } from '../../runtime/session'
import { batchOf, type Batch } from './batch'
import { heunEvaluations, type DenoiserAt } from './denoisers'
import { once, type Method } from './method'
import { longSteps } from './names'
import type { ProblemPackages } from './packages'
import { stateBefore } from './trajectory'

/** Of the fields on which guided methods are tuned, and of the noise there. */
const tuningSeed = 20261217
const tuningSamples = 4

/** The first step that follows the residual, and the noise levels from there on. */
export const firstGuided = Math.floor(guidanceFrom * longSteps)
const lastSigmas = karrasGrid(longSteps).slice(firstGuided)

/** Of latencies, which do not depend on it, and of quick runs, which tell whether everything runs. */
const weakStrength = 1e-6

/** How far DiffusionPDE's steps and CoCoGen's corrections follow the residual. */
interface Strengths {
  readonly strength: number
  readonly length: number
}

/**
 * DiffusionPDE and CoCoGen: the teacher's sampler, whose last steps follow the residual's gradient, as far as leaves the
 * least PDE error on samples of another seed; in a quick run, untuned.
 */
export function guidedMethods(
  { problem, gridSize, teacher }: ProblemPackages,
  denoiser: DenoiserAt,
  options: SessionOptions,
  { quick, observer }: { readonly quick: boolean; readonly observer: RunObserver },
): Method[] {
  const guideSession = once(() => {
    return Session.load(serialise(guidanceGraph(problem, unpackNetwork(teacher, 'denoiser'))), options)
  })
  const residualSession = once(() => Session.load(serialise(residualGradientGraph(problem, gridSize)), options))
  const networkAt = async (batch: Batch): Promise<GuidedNetwork> => ({
    denoise: await denoiser(batch),
    guide: sessionGuide(await guideSession(), batch.dims, batch.condition),
    residualGradient: sessionResidualGradient(await residualSession(), batch.dims, batch.condition),
  })
  const strengths = once(async (): Promise<Strengths> => {
    if (quick) return { strength: weakStrength, length: weakStrength }
    const data = await drawData(problem, gridSize, tuningSamples, tuningSeed, observer, 'Drawing fields to tune on')
    const network = await networkAt(batchOf(data, 0, tuningSamples))
    const { guidance, corrections } = await tuneGuidance(problem, network, data, longSteps, tuningSeed, observer)
    return { strength: guidance.strength, length: corrections.length }
  })

  const follow = async (batch: Batch, { strength }: Strengths): Promise<Float32Array> => {
    const { denoise, guide } = await networkAt(batch)
    const start = await stateBefore(firstGuided, denoise, batch, [firstGuided])
    return guidedHeun(denoise, guide, start, lastSigmas, { strength, from: 0 })
  }
  const correct = async (batch: Batch, { length }: Strengths): Promise<Float32Array> => {
    const { denoise, residualGradient } = await networkAt(batch)
    const start = await stateBefore(firstGuided, denoise, batch, [firstGuided])
    const { states, count } = batch.data
    const corrections = { length, during: lastSigmas.length, after: lastSigmas.length }
    return cocogen(denoise, residualGradient, start, lastSigmas, corrections, states.length / count)
  }
  const method = (name: string, sample: typeof follow): Method => ({
    name: `${name}-${longSteps}`,
    evaluations: heunEvaluations(longSteps),
    identity: { teacher: teacher.sha256, ...(quick ? { weakStrength } : { tuningSeed, tuningSamples }) },
    draw: async (batch) => ({ states: await sample(batch, await strengths()) }),
    timed: (batch) => Promise.resolve(() => sample(batch, { strength: weakStrength, length: weakStrength })),
  })
  return [method('diffusionpde', follow), method('cocogen', correct)]
}
