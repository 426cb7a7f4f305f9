/** The noise that a solve takes for its observations: stated, assumed, or estimated from the observations themselves. */
import type { NoiseChoice, SolutionDocument } from '../contract/calls'
import { rootMeanSquare } from '../field/norms'
import { gathered, orderedPoints, pointsOn, subsetOf, type Observations } from '../field/observations'
import { DenseCholesky } from '../numerics/dense-cholesky'
import { nelderMead } from '../numerics/nelder-mead'
import { RandomStream } from '../numerics/random'
import type { Parameters } from '../problems/problem'
import { assumedNoise, conditionOn, noiseOf, type ChannelObservations } from './conditioning'
import { gaussianReadings, type GaussianReadings } from './gaussian-readings'
import type { Student } from './student'

export interface NoiseEstimate {
  /** Standard deviation of every point in physical units, none missing; stated ones as they were. */
  readonly sigma: Float64Array
  /** By field with points that state none: their noise as a share of the field's RMS value. */
  readonly levels: Readonly<Record<string, number>>
}

type NoiseByField = SolutionDocument['observations']['noise']

/** Noise of every point in physical units as stated or chosen, and for the document where each field's comes from. */
export async function chosenNoise(
  student: Pick<Student, 'problem' | 'size' | 'width' | 'gaussian'>,
  parameters: Parameters,
  observations: Observations,
  choice: NoiseChoice,
): Promise<{ sigma: Float64Array; byField: NoiseByField }> {
  const sigma =
    choice.kind === 'assumed'
      ? noiseOf(observations, choice)
      : (await estimateNoise(student, parameters, observations)).sigma
  const byField = observations.fields.map((key): [string, NoiseByField[string]] => {
    const points = pointsOn(observations, key)
    const unstated = points.filter((p) => Number.isNaN(observations.sigma[p]!)).length
    const origin = unstated === 0 ? 'file' : unstated === points.length ? choice.kind : 'mixed'
    return [key, { origin, rms: rootMeanSquare(gathered(sigma, points)) }]
  })
  return { sigma, byField: Object.fromEntries(byField) }
}

/** Range of the levels; below it a value counts as good as exact, above it as telling nothing. */
const [lowestLevel, highestLevel] = [1e-4, 1]

/** The likelihood's work grows with the cube of the points; this many tell the noise to about 4 %. */
const mostPoints = 400

/**
 * What is believed of a level before the values are seen: the assumed share, give or take a factor of ten. It decides
 * where the values cannot, since their field is so rough that less noise than its roughness leaves no trace.
 */
const belief = { centre: Math.log(assumedNoise.level), deviation: Math.log(10) }

/**
 * Empirical Bayes: the levels s_f, one for each field with points that state no noise, of the highest posterior density
 * under a weak {@link belief} and the marginal likelihood of the values under the student's linear-Gaussian part,
 *
 *     ln p(y) = -1/2 ln det(H C H^T + S) - 1/2 (y - H m)^T (H C H^T + S)^-1 (y - H m) + const,
 *
 * S diagonal with (s_f RMS_f)^2 for those points and sigma^2 for the others. White noise stands out against a field
 * whose neighbouring values agree, so what must be right of the model is its smoothness, not its shape: fields that are
 * not Gaussian serve too, but for jumps between sensors, which count as noise.
 */
export async function estimateNoise(
  student: Pick<Student, 'problem' | 'size' | 'width' | 'gaussian'>,
  parameters: Parameters,
  observations: Observations,
): Promise<NoiseEstimate> {
  const unstated = observations.fields.filter((_, index) =>
    observations.sigma.some((sigma, p) => Number.isNaN(sigma) && observations.field[p] === index),
  )
  if (unstated.length === 0) return { sigma: observations.sigma.slice(), levels: {} }
  const used = subsetOf(observations, pointsToUse(observations))
  const { problem, size } = student
  const observed = conditionOn(problem, problem.grid(size), parameters, used, noiseOf(used))
  const readings = await gaussianReadings(student, Float32Array.from(problem.condition(parameters)), observed)
  const levels = likeliestLevels(readings, observed, used, unstated)
  const shares = observations.fields.map((key) => levels[key] ?? 0)
  const perUnit = noiseOf(observations, { kind: 'assumed', level: 1 })
  const sigma = observations.sigma.map((stated, p) =>
    Number.isNaN(stated) ? shares[observations.field[p]!]! * perUnit[p]! : stated,
  )
  return { sigma, levels }
}

function likeliestLevels(
  { mean, covariance }: GaussianReadings,
  observed: readonly ChannelObservations[],
  used: Observations,
  unstated: readonly string[],
): Record<string, number> {
  const count = mean.length
  const values = observed.flatMap((entry) => [...entry.values]).map((value, i) => value - mean[i]!)
  const assumed = observed.flatMap((entry) => [...entry.sigma])
  // Which level a point's noise follows; -1 where the file states it.
  const follows = observed.flatMap(({ key, points }) =>
    Array.from(points, (p) => (Number.isNaN(used.sigma[p]!) ? unstated.indexOf(key) : -1)),
  )
  const [lowest, highest] = [Math.log(lowestLevel), Math.log(highestLevel)]
  const cost = (logLevels: readonly number[]): number => {
    if (logLevels.some((level) => level < lowest || level > highest)) return Infinity
    const matrix = covariance.slice()
    assumed.forEach((sigma, i) => {
      const factor = follows[i]! < 0 ? 1 : Math.exp(logLevels[follows[i]!]!) / assumedNoise.level
      matrix[i * count + i]! += (sigma * factor) ** 2 + jitter * covariance[i * count + i]!
    })
    const factor = DenseCholesky.factorInPlace(count, matrix)
    if (!factor) return Infinity
    const solved = factor.solve(Float64Array.from(values))
    const surprise = logLevels.reduce((sum, level) => sum + ((level - belief.centre) / belief.deviation) ** 2, 0)
    const quadratic = values.reduce((sum, value, i) => sum + value * solved[i]!, 0)
    return 0.5 * (factor.logDeterminant() + quadratic + surprise)
  }
  // One common level first: the likelihood may have a second, lower maximum far off.
  const coarse = Array.from({ length: 10 }, (_, k) =>
    unstated.map(() => lowest + ((k + 0.5) / 10) * (highest - lowest)),
  )
  const [start] = coarse.map((point) => ({ point, value: cost(point) })).toSorted((a, b) => a.value - b.value)
  const { point } = nelderMead(cost, start!.point, { step: 0.5, tolerance: 0.02, maximumEvaluations: 60 })
  return Object.fromEntries(unstated.map((key, f) => [key, Math.exp(point[f]!)]))
}

/** Variance that keeps the matrix positive definite, as a share of each reading's own: a deviation of 1e-5. */
const jitter = 1e-10

/** Points without stated noise first, then others, each drawn without replacement, always the same ones. */
function pointsToUse(observations: Observations): Uint32Array {
  const random = new RandomStream(0, 'noise', 'points')
  const points = observations.fields.flatMap((key) => [...orderedPoints(observations, key)])
  const order = points.map((p) => ({ p, key: (Number.isNaN(observations.sigma[p]!) ? 0 : 1) + random.uniform() }))
  return Uint32Array.from(order.toSorted((a, b) => a.key - b.key).slice(0, mostPoints), ({ p }) => p)
}
