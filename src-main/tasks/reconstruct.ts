import { performance } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Progress } from '../contract/calls'
import type { Observations } from '../field/observations'
import { Failure } from '../field/failure'
import type { Parameters, Problem } from '../problems/problem'
import { antitheticPrior, conditionOn, noiseOf, perturbed, widened, type ChannelObservations } from './conditioning'
import { fieldKey, physicalEnsemble, polished } from './ensemble'
import { LinearPosterior, type EnsembleTargets } from './linear-posterior'
import { gaussNewtonUpdate } from './gauss-newton'
import { cancelled, fitLatents, generatedMisfit, type FitContext } from './latent-fit'
import { assembleSolution, ensembleOf, type Ensemble, type Solution } from './solution'
import type { Student } from './student'

export interface Reconstruction {
  readonly student: Student
  /** Time the model took to load, for the document. */
  readonly loadMs: number
  readonly parameters: Parameters
  readonly observations: Observations
  readonly observationFile: string
  /** Members of the ensemble. */
  readonly samples: number
  readonly seed: number
  readonly refine: boolean
  readonly onProgress?: (progress: Progress) => void
  readonly signal?: AbortSignal
}

/** Iterations of the fit of the latents; each is preconditioned by the linear posterior. */
const fitIterations = 15

/** Conjugate-gradient iterations of one application of the linear posterior as a preconditioner. */
const preconditionerIterations = 12

/** Gauss-Newton updates under observations of the solution: rough ones for each member, then finer ones for the mean. */
const memberUpdate = { iterations: 2, innerIterations: 30 }
const meanUpdate = { iterations: 4, innerIterations: 80 }
/** Work of the mean's updates in units of a member's, for the progress. */
const meanWork = 3

/** Normalised error of a coefficient's value at a point between cells, which no latent can remove. */
const coefficientDiscrepancy = 0.15

/** Smallest deviation, normalised, to which a few iterations of the latents' fit are held. */
const fitResolution = 0.02

/** Smallest deviation, normalised, to which the exact physics fits an observed solution. */
const solutionFloor = 0.002

/**
 * From observations to fields: an ensemble of latents is fitted to them through the student, each member to its own
 * perturbed observations (randomised maximum likelihood), starting from the linear-Gaussian posterior.
 *
 * With `refine`, coefficients under observations of the solution are then moved by Gauss-Newton with the reference solver
 * in the loop (physics exact), and every solution is replaced by the one its coefficient determines.
 *
 * @throws Failure `reconstruction-not-offered` for a problem whose reference solution has no derivative
 */
export async function reconstruct(task: Reconstruction): Promise<Solution> {
  const { student, parameters, observations, samples, seed, refine, onProgress } = task
  const { problem, size, width } = student
  refuseUnoffered(problem)
  const [a, u] = [fieldKey(student, 'coefficient'), fieldKey(student, 'solution')]
  const started = performance.now()
  const observed = conditionOn(problem, problem.grid(size), parameters, observations, noiseOf(observations))
  const prior = antitheticPrior(samples, width, seed)
  const context: FitContext = {
    student,
    parameters,
    condition: Float32Array.from(problem.condition(parameters)),
    members: samples,
    prior,
    ...(task.signal && { signal: task.signal }),
  }
  const targets = (deviation: (entry: ChannelObservations) => Float64Array): EnsembleTargets[] =>
    observed.map((entry) => {
      const sigma = deviation(entry)
      const members = Array.from({ length: samples }, (_, m) => perturbed(entry.values, sigma, seed, entry.key, m))
      return { observed: entry, sigma, targets: members }
    })
  const ownError = (key: string): number =>
    key === a ? coefficientDiscrepancy : Math.max(student.discrepancy[key] ?? 0, fitResolution)
  const points = observations.value.length
  const solutionObserved = observed.find(({ key }) => key === u)
  const updates = refine && solutionObserved ? samples + meanWork : 0
  const total = 1 + fitIterations + 2 * updates
  const report = (stage: string, done: number, objective?: number): void => {
    const elapsed = (performance.now() - started) / 1e3
    onProgress?.({
      stage,
      fraction: Math.min(1, done / total),
      ...(done > 2 && { etaSeconds: (elapsed * (total - done)) / done }),
      ...(objective !== undefined && { figures: { 'misfit per point': (2 * objective) / points } }),
    })
  }

  report('Starting from the Gaussian posterior', 0)
  const wide = targets(({ key, sigma }) => widened(sigma, ownError(key)))
  const linear = new LinearPosterior(student.gaussian, context.condition, samples, size * size, wide)
  const start = await linear.sample(prior)
  const precondition = (vectors: Float32Array): Promise<Float32Array> =>
    linear.inverse(vectors, preconditionerIterations)
  const latents = await fitLatents(context, generatedMisfit(context, wide), start, {
    iterations: fitIterations,
    precondition,
    onIteration: (k, objective) => report('Fitting latents', 1 + k, objective),
  })
  const states = await student.generator.states(latents, context.condition)
  const rawFields = physicalEnsemble(student, parameters, states)
  const inferred = performance.now()

  let refined: Record<string, Ensemble> | null = null
  if (refine) {
    let coefficients: Record<string, Ensemble> = rawFields
    if (solutionObserved) {
      const moved = await assimilate(context, states, solutionObserved, seed, (done) =>
        report('Refining with the reference solver', 1 + fitIterations + 2 * done),
      )
      coefficients = physicalEnsemble(student, parameters, moved.states, moved.mean)
    }
    report('Solving the equation for every member', total)
    refined = polished(student, parameters, coefficients, a, u)
  }
  const finished = performance.now()
  return assembleSolution({
    problem,
    size,
    parameters,
    raw: rawFields,
    refined,
    observations,
    observationFile: task.observationFile,
    sigma: noiseOf(observations),
    model: { id: student.model.manifest.id, sha256: student.model.sha256 },
    provider: student.provider,
    seed,
    timingsMs: {
      load: task.loadMs,
      infer: inferred - started,
      refine: finished - inferred,
      total: task.loadMs + finished - started,
    },
  })
}

/**
 * Moves the members' coefficients and their mean so that the reference solution fits the observed one: each member to
 * its own perturbed values, the mean to the values themselves. The spread of the members says where to move.
 */
async function assimilate(
  { student, parameters, members, signal }: FitContext,
  states: Float32Array,
  observed: ChannelObservations,
  seed: number,
  onUpdate: (done: number) => void,
): Promise<{ states: Float32Array; mean: Float32Array }> {
  const { problem, width } = student
  const pixels = student.size ** 2
  const offset = problem.fields.findIndex(({ role }) => role === 'coefficient') * pixels
  const coefficientOf = (m: number): Float32Array => moved.subarray(m * width + offset, m * width + offset + pixels)
  const moved = states.slice()
  const { mean: before, std } = ensembleOf(
    Float64Array.from({ length: members * pixels }, (_, i) => coefficientOf(Math.floor(i / pixels))[i % pixels]!),
    members,
  )
  const sigma = observed.sigma.map((s) => Math.max(s, solutionFloor))
  const update = async (
    coefficient: Float32Array,
    targets: Float64Array,
    effort: typeof memberUpdate,
  ): Promise<Float32Array> => {
    // Between two updates the engine hears of cancelling.
    await nextTurn()
    if (signal?.aborted) throw cancelled()
    return gaussNewtonUpdate({ student, parameters, coefficient, spread: std, observed, targets, sigma, ...effort })
  }
  for (let m = 0; m < members; m++) {
    const targets = perturbed(observed.values, sigma, seed, `${observed.key} refined`, m)
    coefficientOf(m).set(await update(coefficientOf(m).slice(), targets, memberUpdate))
    onUpdate(m + 1)
  }
  const mean = new Float32Array(width)
  mean.set(await update(Float32Array.from(before), observed.values, meanUpdate), offset)
  onUpdate(members + meanWork)
  return { states: moved, mean }
}

/** Without the derivative of the reference solution there is nothing to move the given data by. */
function refuseUnoffered({ title, linearise }: Problem): void {
  if (linearise) return
  throw new Failure({
    code: 'reconstruction-not-offered',
    kind: 'usage',
    what: `reconstruction from observations is not offered for ${title}`,
    expected: 'a steady problem: darcy, poisson or helmholtz',
  })
}
