import type { Denoiser } from '../../diffusion/samplers'
import { sessionDenoiser } from '../../distillation/session-denoisers'
import type { ModelPackage } from '../../library/package'
import { Session, type SessionOptions } from '../../runtime/session'
import type { Batch } from './batch'
import { once } from './method'

/** The denoiser of a package at the conditions of a batch, loaded when it is first asked for. */
export type DenoiserAt = (batch: Batch) => Promise<Denoiser>

export function denoiserOf(model: ModelPackage, options: SessionOptions): DenoiserAt {
  const session = once(() => Session.load(model.file('denoiser').bytes, options))
  return async ({ dims, condition }) => sessionDenoiser(await session(), dims, condition)
}

/** Evaluations of Heun's sampler: two a step but for the last. */
export const heunEvaluations = (steps: number): number => 2 * steps - 1
