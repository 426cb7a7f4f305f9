import { guidanceFrom, guidedHeun, type GuidedDenoiser } from '../diffusion/guided'
import { edmNoise, karrasGrid } from '../diffusion/noise'
import { heunEvaluations } from './generation/denoisers'
import { whiteNoise } from '../distillation/batches'
import { observationGuidanceGraph } from '../distillation/observation-guidance-graph'
import { sessionDenoiser, sessionObservationGuide, type ObservedChannel } from '../distillation/session-denoisers'
import type { Observations } from '../field/observations'
import { serialise } from '../graph/serialise'
import { unpackNetwork } from '../library/network'
import type { ModelPackage } from '../library/package'
import { RandomStream } from '../numerics/random'
import type { Parameters, Problem } from '../problems/problem'
import { selectedProvider } from '../library/provider-in-use'
import { float32, Session } from '../runtime/session'
import { conditionOn, type ChannelObservations } from '../tasks/conditioning'
import { strengthsOf, type GuidanceStrengths } from './guidance-strengths'

export interface GuidedTeacherOptions {
  readonly steps: number
  readonly seed: number
  readonly signal: AbortSignal
  /** In place of those that were tuned for the problem. */
  readonly strengths?: GuidanceStrengths
}

/** One sample under observations. */
export interface GuidedFields {
  /** Physical units, by key. */
  readonly fields: Record<string, Float64Array>
  /** Evaluations of the teacher; that some of them come with a gradient is not counted. */
  readonly evaluations: number
}

/** What the data's pull is multiplied by once the equation's sets in, as in DiffusionPDE's own code. */
const lateShare = 0.1

/** Smallest deviation that weighs a value, normalised: an exact one outweighs the others without hiding them. */
const leastSigma = 1e-3

/**
 * Reconstruction by guiding the teacher's sampler to observations, after DiffusionPDE (Huang et al. 2024, algorithm 1): each
 * of Heun's steps is followed by
 *
 *     x <- x - d (sum_c zeta_c ||H_c D(x; sigma) - y_c||) / dx,
 *
 * from 80 % of the steps on by a tenth of that and zeta_R d rms(R(D)) / dx as well. Two things differ: where the points of
 * a field have different noise, their residuals are weighted by its inverse, the weights' mean square being one; and no
 * step goes further than to where the misfit is what the noise makes expect. With a tenth of the published number of steps
 * they have to be that much longer, and would overshoot without end at the low noise levels. `noise` is the standard
 * deviation of each point in physical units.
 *
 * @throws Failure of kind `model`, and the signal's reason
 */
export async function guidedTeacher(
  problem: Problem,
  model: ModelPackage,
  parameters: Parameters,
  observations: Observations,
  noise: Float64Array,
  { steps, seed, signal, strengths = strengthsOf(problem.id) }: GuidedTeacherOptions,
): Promise<GuidedFields> {
  const size = model.manifest.gridSize
  const observed = conditionOn(problem, problem.grid(size), parameters, observations, noise)
  const networks = await networksOf(
    problem,
    model,
    observed.map(({ key }) => key),
  )
  const dims = [1, problem.fields.length, size, size]
  const condition = float32(Float32Array.from(problem.condition(parameters)), [1, problem.conditionNames.length])
  const channels = observed.map((entry) => observedChannel(entry, size))
  const guideWith = (session: Session, share: number, equation: number): GuidedDenoiser => {
    const ofData = observed.map(({ key }) => share * strengths.observed[key]!)
    const floor = channels.reduce((sum, { expected }, c) => sum + ofData[c]! * expected, 0)
    const guidance = { strengths: Float32Array.from(ofData), floor, equation }
    return sessionObservationGuide(session, dims, condition, channels, guidance)
  }
  const early = guideWith(networks.early, 1, 0)
  const late = guideWith(networks.late, lateShare, strengths.equation)
  const sigmas = karrasGrid(steps)
  const turn = sigmas[Math.floor(guidanceFrom * steps)]!
  const guide: GuidedDenoiser = (x, sigma) => {
    signal.throwIfAborted()
    return sigma > turn ? early(x, sigma) : late(x, sigma)
  }
  const white = whiteNoise(new RandomStream(seed, 'guided teacher'), problem.fields.length * size * size)
  const start = white.map((z) => z * edmNoise.maximum)
  const denoise = sessionDenoiser(networks.plain, dims, condition)
  const state = await guidedHeun(denoise, guide, start, sigmas, { strength: 1, from: 0 })
  return { fields: problem.denormalise(parameters, state), evaluations: heunEvaluations(steps) }
}

/** The observations of one field as the guide takes them, weighted by how precise each is. */
function observedChannel(
  { key, operator, sigma, values, linear }: ChannelObservations,
  size: number,
): ObservedChannel & { readonly expected: number } {
  if (!linear) throw new TypeError(`the average of ${key} is no linear function of its normalised field`)
  const points = operator.pointCount
  const precisions = sigma.map((s) => 1 / Math.max(s, leastSigma))
  const rms = Math.sqrt(precisions.reduce((sum, p) => sum + p * p, 0) / points)
  const weights = precisions.map((p) => p / rms)
  const transpose = new Float32Array(size * size * points)
  for (let p = 0; p < points; p += 1) {
    for (let e = operator.starts[p]!; e < operator.starts[p + 1]!; e += 1) {
      transpose[operator.cells[e]! * points + p]! += weights[p]! * operator.weights[e]!
    }
  }
  const targets = Float32Array.from(values, (y, p) => weights[p]! * y)
  return {
    key,
    operator: float32(transpose, [size * size, points]),
    targets: float32(targets, [1, points]),
    // Each weighted residual has the deviation 1 / rms.
    expected: Math.sqrt(points) / rms,
  }
}

interface Networks {
  readonly plain: Session
  readonly early: Session
  readonly late: Session
}

const loaded = new WeakMap<ModelPackage, Map<string, Promise<Networks>>>()

/** The teacher's graphs for the observed fields, kept as long as its package is. */
function networksOf(problem: Problem, model: ModelPackage, keys: readonly string[]): Promise<Networks> {
  const known = loaded.get(model) ?? new Map<string, Promise<Networks>>()
  loaded.set(model, known)
  const name = keys.join()
  const found = known.get(name) ?? loadNetworks(problem, model, keys)
  known.set(name, found)
  return found
}

async function loadNetworks(problem: Problem, model: ModelPackage, keys: readonly string[]): Promise<Networks> {
  const options = { provider: await selectedProvider() }
  const network = unpackNetwork(model, 'denoiser')
  const guide = (equation: boolean): Promise<Session> =>
    Session.load(serialise(observationGuidanceGraph(problem, network, keys, { equation })), options)
  return {
    plain: await Session.load(model.file('denoiser').bytes, options),
    early: await guide(false),
    late: await guide(true),
  }
}
