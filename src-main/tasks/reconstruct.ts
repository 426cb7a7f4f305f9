import { performance } from 'node:perf_hooks'
import type { Alarm, NoiseChoice, Progress } from '../contract/calls'
import type { Observations } from '../field/observations'
import { Failure } from '../field/failure'
import type { GaussianLaw } from '../problems/gaussian-law'
import { solutionKey, type Parameters, type Problem } from '../problems/problem'
import { misfitAlarms, priorAlarms } from './alarms'
import {
  antitheticDraws,
  antitheticPrior,
  assumedNoise,
  conditionOn,
  perturbed,
  phasesDiscrepancy,
  widened,
} from './conditioning'
import { physicalEnsemble, stateOfMeans } from './ensemble'
import type { FitContext } from './latent-fit'
import { fitLatents, type LatentFitOptions } from './latent-posterior'
import { LinearPosterior } from './linear-posterior'
import { chosenNoise } from './noise'
import { refinedEnsemble } from './refinement'
import { inSlices } from './sliced-map'
import { assembleSolution, meansOf, type Ensemble, type Solution, type SolutionParts } from './solution'
import type { LatentMap, Student } from './student'

export interface Reconstruction {
  readonly student: Student
  /** Time the model took to load, for the document. */
  readonly loadMs: number
  readonly parameters: Parameters
  /** May be empty: the posterior is then the prior. */
  readonly observations: Observations
  readonly observationFile: string
  /** Members of the ensemble. */
  readonly samples: number
  readonly seed: number
  readonly refine: boolean
  /** Sampling steps of the generator that is fitted; 1 by default. */
  readonly steps?: number
  /** Noise of points whose file states none; 1 % by default. */
  readonly noise?: NoiseChoice
  readonly onProgress?: (progress: Progress) => void
  readonly signal?: AbortSignal
}

/** Runs of the network at most, and those with its gradient that follow where the refined fields start from its own. */
const [chordRuns, descentRuns] = [4, 20]

/** Smallest deviation, normalised, to which the fit of the latents is held. */
const fitResolution = 0.02

/** Times the steps of a usual solution that one may take where the observations are unlike any: refining, certifying. */
const [mostRefined, mostCertified] = [1.5, 12]

/** Where in the progress fitting, refining and certifying begin. */
const [fitFrom, refineFrom, certifyFrom] = [0.2, 0.4, 0.95]

/**
 * From observations to fields: an ensemble of latents is fitted to them through the student, each member to its own
 * perturbed observations (randomised maximum likelihood), starting from the linear-Gaussian posterior.
 *
 * With `refine`, physics is made exact: where the problem states the law of its given data, by the posterior of that law
 * under the observations with the reference solver's own derivative (law-posterior.ts); where it does not, by moving the
 * members' coefficients with the reference solver in the loop (phases-posterior.ts). Every solution is then the one its
 * given data determines.
 *
 * @throws Failure `reconstruction-not-offered` for a problem whose reference solution has no derivative
 */
export async function reconstruct(task: Reconstruction): Promise<Solution> {
  const { student, parameters, observations, samples, seed, refine, steps = 1, onProgress, signal } = task
  const { problem, size, width } = student
  refuseUnoffered(problem)
  const started = performance.now()
  const report = (stage: string, fraction: number, figures?: Record<string, number>): void => {
    const elapsed = (performance.now() - started) / 1e3
    onProgress?.({
      stage,
      fraction: Math.min(1, fraction),
      ...(fraction > 0.1 && { etaSeconds: (elapsed * (1 - fraction)) / fraction }),
      ...(figures && { figures }),
    })
  }

  report('Reading the observations', 0)
  const noise = await chosenNoise(student, parameters, observations, task.noise ?? assumedNoise)
  const observed = conditionOn(problem, problem.grid(size), parameters, observations, noise.sigma)
  const unlike = await priorAlarms({
    student,
    parameters,
    observations,
    noise: noise.sigma,
    seed,
    ...(signal && { signal }),
  })
  const counter = { network: 0, gradient: 0 }
  const ownError = (key: string): number => ownErrorOf(student, key)
  const context: FitContext = {
    student,
    map: counted(inSlices(await student.unrolled(steps), steps * width, signal), counter, steps * width),
    condition: Float32Array.from(problem.condition(parameters)),
    members: samples,
    prior: antitheticPrior(samples, steps * width, seed),
    channels: observed.map((entry) => {
      const sigma = widened(entry.sigma, ownError(entry.key))
      const targets = Array.from({ length: samples }, (_, m) => perturbed(entry.values, sigma, seed, entry.key, m))
      return { observed: entry, sigma, targets }
    }),
    ...(signal && { signal }),
  }
  const law = problem.givenLaw?.(size, parameters)
  // Refined fields under a law do not depend on the generator's own.
  const runs = { chordRuns, descentRuns: law && refine ? 0 : descentRuns }
  const states = await generated(context, await student.linearPart(steps), {
    ...runs,
    onRun: (run, misfit) =>
      report('Fitting latents', fitFrom + ((refineFrom - fitFrom) * run) / (runs.chordRuns + runs.descentRuns), {
        'misfit per point': misfit,
      }),
  })
  const raw = physicalEnsemble(student, parameters, states)
  const inferred = performance.now()

  const usualSteps = unlike.length > 0 && law ? stepsOf(problem, size, parameters, law) : 0
  let refined: Record<string, Ensemble> | null = null
  let alarms = unlike
  try {
    if (refine) {
      refined = await refinedEnsemble({
        problem,
        size,
        parameters,
        law,
        observed,
        raw,
        states,
        seed,
        ...(usualSteps > 0 && { mostIterations: mostRefined * usualSteps }),
        onStep: (done, of) =>
          report('Refining with the reference solver', refineFrom + ((certifyFrom - refineFrom) * done) / of),
        ...(signal && { signal }),
      })
    }
  } catch (error) {
    // Of fields unlike any that the solver is made for, the network's own answer is worth more than none.
    if (unlike.length === 0 || !isRefusal(error)) throw error
    alarms = unlike.map((alarm) => ({ ...alarm, what: `${alarm.what} Not refined: ${error.message}.` }))
  }
  const finished = performance.now()
  report('Certifying', certifyFrom)
  const misfits = misfitAlarms({
    student,
    parameters,
    observations,
    noise: noise.sigma,
    fitted: stateOfMeans(problem, parameters, refined ?? raw),
    ownError: Object.fromEntries(problem.fields.map(({ key }) => [key, ownError(key)])),
  })
  return assembled(unlike, mostCertified * usualSteps, {
    problem,
    size,
    parameters,
    raw,
    refined,
    observations,
    observationFile: task.observationFile,
    noise,
    alarms: [...alarms, ...misfits],
    evaluations: {
      network: Math.ceil(counter.network / samples),
      gradient: Math.ceil(counter.gradient / samples),
    },
    model: { id: student.model.manifest.id, sha256: student.model.sha256 },
    provider: student.provider,
    seed,
    steps,
    timingsMs: {
      load: task.loadMs,
      infer: inferred - started,
      refine: finished - inferred,
      total: task.loadMs + performance.now() - started,
    },
  })
}

/** The generator's states for latents fitted to the observations, `[members, width]`; prior samples where there are none. */
async function generated(context: FitContext, linearPart: LatentMap, options: LatentFitOptions): Promise<Float32Array> {
  const { student, map, condition, members, prior, channels } = context
  if (channels.length === 0) return map.states(prior, condition)
  const linear = await LinearPosterior.of(
    { map: linearPart, condition, latents: prior.length / members, pixels: student.size ** 2 },
    members,
    channels,
  )
  return (await fitLatents(context, linear, options)).states
}

/** Whether a refinement ended since its fields are none that the reference solver takes. */
const isRefusal = (error: unknown): error is Failure => error instanceof Failure && error.detail.kind !== 'cancelled'

/** Time steps of the solution for one draw of the law; 0 where the equation has no time. */
const stepsOf = (problem: Problem, size: number, parameters: Parameters, law: GaussianLaw): number =>
  problem.solve(size, parameters, law.synthesise(antitheticDraws(1, law.dimension, 0, 'usual')[0]!)).iterations

/** The solution; if its fields cannot even be certified, or not in reasonable time, the alarms say why. */
function assembled(unlike: readonly Alarm[], mostIterations: number, parts: SolutionParts): Solution {
  const { problem, size, parameters, raw, refined } = parts
  try {
    if (mostIterations > 0) {
      problem.solve(size, parameters, problem.given(meansOf(refined ?? raw)), { mostIterations })
    }
    return assembleSolution(parts)
  } catch (error) {
    const [alarm] = unlike
    if (!alarm || !isRefusal(error)) throw error
    throw new Failure({
      code: 'observations-unexplained',
      kind: 'solve',
      what: `${alarm.what} ${alarm.advice}`,
      expected: 'fields that the reference solver takes',
      received: error.message,
    })
  }
}

/** Normalised deviation of a field's readings that the generator's latents cannot remove. */
function ownErrorOf({ problem, discrepancy }: Student, key: string): number {
  const isPhases = !problem.givenLaw && key !== solutionKey(problem)
  return isPhases ? phasesDiscrepancy : Math.max(discrepancy[key] ?? 0, fitResolution)
}

/** The map with its runs counted, one for each sample. */
function counted(map: LatentMap, counter: { network: number; gradient: number }, width: number): LatentMap {
  return {
    states(latents, condition) {
      counter.network += latents.length / width
      return map.states(latents, condition)
    },
    pullback(latents, condition, cotangents) {
      counter.gradient += latents.length / width
      return map.pullback(latents, condition, cotangents)
    },
  }
}

/** Without the derivative of the reference solution there is nothing to move the given data by. */
function refuseUnoffered({ title, linearise }: Problem): void {
  if (linearise) return
  throw new Failure({
    code: 'reconstruction-not-offered',
    kind: 'usage',
    what: `reconstruction from observations is not offered for ${title}`,
    expected: 'a problem whose reference solver has a derivative',
  })
}
