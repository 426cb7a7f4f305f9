/**
 * The posterior of Gaussian given data under observations, physics exact: what the refined fields are where a problem
 * states the law of its given data (`Problem.givenLaw`).
 */
import { Failure } from '../field/failure'
import { rootMeanSquare } from '../field/norms'
import { truncatedConjugateGradients } from '../numerics/conjugate-gradients'
import { DenseCholesky } from '../numerics/dense-cholesky'
import { addRow, inner, rowProducts } from '../numerics/row-products'
import type { GaussianLaw } from '../problems/gaussian-law'
import type { Parameters, Problem } from '../problems/problem'
import { antitheticDraws, perturbed, type ChannelObservations } from './conditioning'
import { DataSpace } from './data-space'
import { pause } from './latent-fit'
import { Readings, type GivenAndSolution, type LinearisedReadings } from './readings'

export interface LawPosteriorInput {
  readonly problem: Problem
  readonly size: number
  readonly parameters: Parameters
  readonly law: GaussianLaw
  readonly observed: readonly ChannelObservations[]
  /** Given data to start from, physical units. */
  readonly start: Float64Array
  readonly members: number
  readonly seed: number
  /** Time steps of a solution beyond which given data is refused; any by default. */
  readonly mostIterations?: number
  readonly onStep?: (done: number, of: number) => void
  readonly signal?: AbortSignal
}

export interface LawPosterior {
  readonly mean: GivenAndSolution
  readonly members: readonly GivenAndSolution[]
}

/** Gauss-Newton steps at most: of the mean, and of a member after its first. */
const meanSteps = 6
const memberSteps = 2

/** Readings that are worked on by a dense matrix; more of them by conjugate gradients. */
const mostDense = 640
const innerIterations = 200

/** Steps end when the curvature they leave in the readings is this share of the noise, RMS. */
const settled = 0.1

/** Noise below this share of what its channel's readings typically are is rounding: exact values are given this much. */
const exactShare = 1e-5

/** What K = J C J^T + S is made of at one linearisation. */
interface Gain {
  /** C J^T K^-1 r, given data for residuals of the readings. */
  apply(residual: Float64Array): Float64Array
  /** J direction. */
  tangent(direction: Float64Array): Float64Array
}

/**
 * Given data m = L xi, xi white, and readings y = h(m) + noise of variances S. The mean is the maximum of the posterior
 * density, by Gauss-Newton from `start`:
 *
 *     m <- C J^T (J C J^T + S)^-1 (y - h(m) + J m),   C = L L^T, J = dh/dm at m by the reference solver's own derivative.
 *
 * Members are d + C J^T (J C J^T + S)^-1 (y + e - h(m) + J (m - d)) with d drawn from the law, e from the noise and J that
 * of the mean (randomised maximum likelihood with a common Jacobian), repeated while h bends under them. For a linear
 * equation mean and members are exact: the Gaussian posterior itself. Exact values are met to rounding there, and as
 * closely as the steps converge elsewhere. Solutions are the reference solver's own.
 */
export async function lawPosterior(input: LawPosteriorInput): Promise<LawPosterior> {
  const { problem, size, parameters, law, observed, members, seed, mostIterations, onStep, signal } = input
  const readings = new Readings(problem, parameters, observed)
  const total = meanSteps + members
  const begin = async (done: number): Promise<void> => {
    onStep?.(done, total)
    await pause(signal)
  }
  const options = mostIterations === undefined ? {} : { mostIterations }
  const solve = (given: Float64Array): GivenAndSolution => ({
    given,
    solution: problem.solve(size, parameters, given, options).solution,
  })

  let state = solve(input.start)
  let gain: Gain
  let sigma: Float64Array
  for (let step = 0; ; step += 1) {
    await begin(step)
    const linearisation = problem.linearise!(size, parameters, state.given)
    ;({ gain, sigma } = await gainAt(law, readings, readings.at(state.given, linearisation), signal))
    const next = updated(gain, readings, readings.values, state, new Float64Array(state.given.length))
    const solved = shortened(state, next, solve, (tried) => misfit(readings, sigma, tried))
    const bent = bend(gain, readings, sigma, state, solved)
    state = solved
    if (bent < settled || step + 1 === meanSteps) break
  }

  const draws = antitheticDraws(members, law.dimension, seed, 'law')
  const solved: GivenAndSolution[] = []
  for (let m = 0; m < members; m += 1) {
    await begin(meanSteps + m)
    const drawn = law.synthesise(draws[m]!)
    const targets = perturbed(readings.values, readings.sigma, seed, 'law', m)
    const target = { values: targets, count: readings.count, predict: readings.predict.bind(readings) }
    const towards = (from: GivenAndSolution): GivenAndSolution =>
      shortened(from, updated(gain, readings, targets, from, drawn), solve, (tried) => misfit(target, sigma, tried))
    let before = state
    let member = towards(state)
    for (let step = 0; step < memberSteps && bend(gain, readings, sigma, before, member) >= settled; step += 1) {
      before = member
      member = towards(member)
    }
    solved.push(member)
  }
  return { mean: state, members: solved }
}

/** Halvings of a step at most. */
const mostHalvings = 4

/** A misfit per reading that needs no shorter step. */
const goodMisfit = 1.5

/**
 * The step from `state` to `next`, halved while the equation cannot be solved there (a flow too fast, a shock too thin)
 * or the observations are met worse than before.
 */
function shortened(
  state: GivenAndSolution,
  next: Float64Array,
  solve: (given: Float64Array) => GivenAndSolution,
  misfitOf: (state: GivenAndSolution) => number,
): GivenAndSolution {
  const before = Math.max(goodMisfit, misfitOf(state))
  for (let halvings = 0; ; halvings += 1) {
    const share = 2 ** -halvings
    try {
      const tried = solve(state.given.map((value, p) => value + share * (next[p]! - value)))
      if (halvings === mostHalvings || misfitOf(tried) <= before) return tried
    } catch (error) {
      if (!(error instanceof Failure) || halvings === mostHalvings) throw error
    }
  }
}

/** Mean over the readings of ((h(m) - y)/sigma)^2. */
function misfit(
  readings: Pick<Readings, 'values' | 'count' | 'predict'>,
  sigma: Float64Array,
  state: GivenAndSolution,
): number {
  const squares = readings.predict(state).map((y, i) => ((y - readings.values[i]!) / sigma[i]!) ** 2)
  return squares.reduce((sum, value) => sum + value, 0) / readings.count
}

/** d + C J^T K^-1 (y - h(m) + J (m - d)). */
function updated(
  gain: Gain,
  readings: Readings,
  targets: Float64Array,
  state: GivenAndSolution,
  anchor: Float64Array,
): Float64Array {
  const predicted = readings.predict(state)
  const moved = gain.tangent(state.given.map((value, p) => value - anchor[p]!))
  const update = gain.apply(targets.map((y, i) => y - predicted[i]! + moved[i]!))
  return anchor.map((value, p) => value + update[p]!)
}

/** RMS over the readings of (h(after) - h(before) - J (after - before))/sigma. */
function bend(
  gain: Gain,
  readings: Readings,
  sigma: Float64Array,
  before: GivenAndSolution,
  after: GivenAndSolution,
): number {
  const [from, to] = [readings.predict(before), readings.predict(after)]
  const linear = gain.tangent(after.given.map((value, p) => value - before.given[p]!))
  const squares = linear.reduce((sum, change, i) => sum + ((to[i]! - from[i]! - change) / sigma[i]!) ** 2, 0)
  return Math.sqrt(squares / readings.count)
}

/** The gain at one linearisation, and the noise with exact values made as small as rounding allows. */
async function gainAt(
  law: GaussianLaw,
  readings: Readings,
  local: LinearisedReadings,
  signal: AbortSignal | undefined,
): Promise<{ gain: Gain; sigma: Float64Array }> {
  const { tangent } = local
  if (Math.min(readings.count, law.dimension) > mostDense) {
    const gradient = (weights: Float64Array): Float64Array => law.transpose(local.gradient(weights))
    // The prior deviation of readings is of the order of their values.
    const sigma = withRounding(readings, readings.values)
    return {
      sigma,
      gain: {
        tangent,
        apply(residual) {
          const weights = truncatedConjugateGradients(
            (w) => tangent(law.synthesise(gradient(w))).map((value, i) => value + sigma[i]! ** 2 * w[i]!),
            residual,
            { iterations: innerIterations, relativeTolerance: 1e-4 },
          )
          return law.synthesise(gradient(weights))
        },
      },
    }
  }
  const { dimension } = law
  const rows = await jacobian(law, readings.count, local, signal)
  const deviations = readings.values.map((_, i) =>
    Math.sqrt(inner(rows, i * dimension, rows, i * dimension, dimension)),
  )
  const sigma = withRounding(readings, deviations)
  const explain = readings.count <= dimension ? inReadings(rows, sigma) : inUnknowns(rows, sigma, dimension)
  return { sigma, gain: { tangent, apply: (residual) => law.synthesise(explain(residual)) } }
}

/** The noise, at least {@link exactShare} of the RMS size over each channel: at a wall a reading has no deviation itself. */
function withRounding({ sigma, channel }: Readings, sizes: Float64Array): Float64Array {
  const floors = Array.from(
    { length: Math.max(...channel) + 1 },
    (_, c) => exactShare * rootMeanSquare(sizes.filter((_size, i) => channel[i] === c)),
  )
  return sigma.map((s, i) => Math.max(s, floors[channel[i]!]!))
}

const rowsBetweenPauses = 16

/** G = d h / d xi, `[count, dimension]`: by a gradient for each reading, or by a tangent for each xi if those are fewer. */
async function jacobian(
  law: GaussianLaw,
  count: number,
  local: LinearisedReadings,
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  const { dimension } = law
  const rows = new Float64Array(count * dimension)
  if (count <= dimension) {
    for (let i = 0; i < count; i += 1) {
      if (i % rowsBetweenPauses === 0) await pause(signal)
      rows.set(law.transpose(local.gradientOf(i)), i * dimension)
    }
    return rows
  }
  const unit = new Float64Array(dimension)
  for (let k = 0; k < dimension; k += 1) {
    if (k % rowsBetweenPauses === 0) await pause(signal)
    unit[k] = 1
    const direction = law.synthesise(unit)
    unit[k] = 0
    if (!direction.some((value) => value !== 0)) continue
    local.tangent(direction).forEach((value, i) => (rows[i * dimension + k] = value))
  }
  return rows
}

/** G^T (G G^T + S)^-1 r. */
function inReadings(rows: Float64Array, sigma: Float64Array): (residual: Float64Array) => Float64Array {
  const space = new DataSpace(rows, sigma)
  return (residual) => space.pull(space.weights(residual))
}

/** The same as (I + G^T S^-1 G)^-1 G^T S^-1 r: less work where readings outnumber the unknowns. */
function inUnknowns(
  rows: Float64Array,
  sigma: Float64Array,
  dimension: number,
): (residual: Float64Array) => Float64Array {
  const columns = new Float64Array(rows.length)
  for (let k = 0; k < dimension; k += 1) {
    sigma.forEach((s, i) => (columns[k * sigma.length + i] = rows[i * dimension + k]! / s))
  }
  const matrix = rowProducts(columns, dimension)
  for (let k = 0; k < dimension; k += 1) matrix[k * (dimension + 1)]! += 1
  const factor = DenseCholesky.factorInPlace(dimension, matrix)
  if (!factor) throw new RangeError('the precision of the unknowns is not positive definite')
  return (residual) => {
    const pulled = new Float64Array(dimension)
    residual.forEach((r, i) => addRow(pulled, r / sigma[i]! ** 2, rows, i))
    return factor.solve(pulled)
  }
}
