/** Samplers of the teacher, and of the teacher fine-tuned with the residual. */
import { dpmSolver2M } from '../../diffusion/dpm-solver'
import { heun } from '../../diffusion/heun'
import { karrasGrid } from '../../diffusion/noise'
import type { RunObserver } from '../../distillation/run-directory'
import type { ModelPackage } from '../../library/package'
import type { SessionOptions } from '../../runtime/session'
import { denoiserOf, heunEvaluations, type DenoiserAt } from './denoisers'
import { firstGuided, guidedMethods } from './guided'
import type { Method } from './method'
import { longSteps } from './names'
import type { ProblemPackages } from './packages'
import { startOf, stateBefore } from './trajectory'

const stepCounts = [4, 10, 100, longSteps]

/** Every baseline whose networks are there. */
export function baselines(
  packages: ProblemPackages,
  options: SessionOptions,
  run: { readonly quick: boolean; readonly observer: RunObserver },
): Method[] {
  const { teacher, pidm } = packages
  const denoiser = denoiserOf(teacher, options)
  return [
    ...stepCounts.map((steps) => edm(steps, teacher, denoiser)),
    ...stepCounts.map((steps) => dpm(steps, teacher, denoiser)),
    ...guidedMethods(packages, denoiser, options, run),
    ...(pidm ? [fineTuned(pidm, options)] : []),
  ]
}

/** EDM: Heun's sampler. */
function edm(steps: number, teacher: ModelPackage, denoiser: DenoiserAt): Method {
  return {
    name: `edm-${steps}`,
    evaluations: heunEvaluations(steps),
    identity: { teacher: teacher.sha256 },
    async draw(batch) {
      const denoise = await denoiser(batch)
      if (steps < longSteps) return { states: await heun(denoise, startOf(batch), karrasGrid(steps)) }
      return { states: await stateBefore(longSteps, denoise, batch, [firstGuided, longSteps]) }
    },
  }
}

/** DPM-Solver++(2M). */
function dpm(steps: number, teacher: ModelPackage, denoiser: DenoiserAt): Method {
  return {
    name: `dpm-${steps}`,
    evaluations: steps,
    identity: { teacher: teacher.sha256 },
    draw: async (batch) => ({ states: await dpmSolver2M(await denoiser(batch), startOf(batch), karrasGrid(steps)) }),
  }
}

/** PIDM: the teacher's sampler with the fine-tuned denoiser. */
function fineTuned(model: ModelPackage, options: SessionOptions): Method {
  const denoiser = denoiserOf(model, options)
  return {
    name: `pidm-${longSteps}`,
    evaluations: heunEvaluations(longSteps),
    identity: { baseline: model.sha256 },
    draw: async (batch) => ({ states: await heun(await denoiser(batch), startOf(batch), karrasGrid(longSteps)) }),
  }
}
