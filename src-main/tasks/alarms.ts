import type { Alarm } from '../contract/calls'
import { tQuantile, reducedChiSquareQuantile } from '../numerics/chi-square'
import { DenseCholesky } from '../numerics/dense-cholesky'
import { RandomStream } from '../numerics/random'
import { mean, standardDeviation } from '../numerics/statistics'
import type { Parameters } from '../problems/problem'
import { widened, type ChannelObservations } from './conditioning'
import { cancelled } from './latent-fit'
import { observedPrior } from './observed-covariance'
import type { Student } from './student'

export interface AlarmInput {
  readonly student: Pick<Student, 'problem' | 'size' | 'width' | 'generator' | 'gaussian'>
  readonly parameters: Parameters
  /** All observations, with the noise that the solve assumed. */
  readonly observed: readonly ChannelObservations[]
  /** Normalised state `[channel * pixels]` of the mean fields that are exported. */
  readonly fitted: Float32Array | Float64Array
  /** By field key: normalised deviation that stays where nothing is wrong (interpolation, model, few iterations). */
  readonly ownError: Readonly<Record<string, number>>
  readonly seed: number
  readonly signal?: AbortSignal
}

/** Rate of false alarms on the model's own samples, for each of the three ways to raise one. */
const falseAlarms = 0.0025

/** Prior samples that the observed values are held against, and how many go through the network at once. */
const priorSamples = 48
const batch = 16

/** Values that the comparison with the prior looks at; the work grows with their cube. */
const mostPoints = 256

/** Whether the observations can be explained at their noise: by the prior, and by the fit. */
export async function alarmsOf(input: AlarmInput): Promise<Alarm[]> {
  return [...(await priorAlarms(input)), ...misfitAlarms(input)]
}

/**
 * Squared Mahalanobis distance of the observed values from the prior's mean, per value,
 *
 * d(y) = (y - H m)^T (H C H^T + S)^-1 (y - H m) / n,
 *
 * C the student's linear-Gaussian covariance, S the noise with the student's own error. For a Gaussian prior, n d is
 * chi-square; for any other it is compared with the same distance of the student's own samples at these places, with
 * noise added: ln d of the observed values must lie within the prediction interval of the samples' ln d. Above it, the
 * values are unlike the prior (a wrong unit, other sliders, another medium, a noise far above the stated one); below it,
 * they are smaller or smoother. The samples carry the student's own error for the upper limit and none for the lower
 * one, since how much of it the values have is not known.
 */
export async function priorAlarms({
  student,
  parameters,
  observed,
  ownError,
  seed,
  signal,
}: Omit<AlarmInput, 'fitted'>): Promise<Alarm[]> {
  const condition = Float32Array.from(student.problem.condition(parameters))
  const prior = await observedPrior(student, condition, observed, mostPoints)
  const n = prior.points.length
  const noise = observed.map(({ sigma }) => sigma)
  const wide = observed.map(({ key, sigma }) => widened(sigma, ownError[key] ?? 0))
  const chosen = (lists: readonly Float64Array[]): Float64Array =>
    Float64Array.from(prior.points, ({ entry, point }) => lists[entry]![point]!)
  const deviation = { stated: chosen(noise), wide: chosen(wide) }
  const matrix = prior.covariance.slice()
  deviation.wide.forEach((s, i) => (matrix[i * (n + 1)]! += s * s + jitter))
  const factor = DenseCholesky.factorInPlace(n, matrix)
  if (!factor) throw new RangeError('the covariance of the observed values is not positive definite')
  const distance = (values: Float64Array): number =>
    factor.forward(values.map((y, i) => y - prior.mean[i]!)).reduce((sum, v) => sum + v * v, 0) / n

  const pixels = student.size ** 2
  const [upper, lower]: [number[], number[]] = [[], []]
  for (let first = 0; first < priorSamples; first += batch) {
    if (signal?.aborted) throw cancelled()
    const count = Math.min(batch, priorSamples - first)
    const latents = new Float32Array(count * student.width)
    new RandomStream(seed, 'alarm-prior', first).fillNormal(latents)
    const states = await student.generator.states(latents, condition)
    for (let m = 0; m < count; m += 1) {
      const predicted = chosen(
        observed.map(({ channel, predict }) => {
          const start = m * student.width + channel * pixels
          return predict(states.subarray(start, start + pixels))
        }),
      )
      const white = new Float64Array(n)
      new RandomStream(seed, 'alarm-noise', first + m).fillNormal(white)
      upper.push(distance(predicted.map((y, i) => y + deviation.wide[i]! * white[i]!)))
      lower.push(distance(predicted.map((y, i) => y + deviation.stated[i]! * white[i]!)))
    }
  }
  const found = distance(chosen(observed.map(({ values }) => values)))
  const highest = logLimit(upper, 1)
  const lowest = logLimit(lower, -1)
  if (found > highest) {
    return [
      {
        code: 'prior-mismatch',
        what: `The observed values are unlike the model's own samples at these places: ${times(found / typical(upper))} as far from the expected ones, squared and weighted.`,
        advice:
          'Check their units, which field they are of, the sliders and the stated noise; if those are right, the model was not trained on such fields and the result should not be trusted.',
        statistic: found,
        limit: highest,
      },
    ]
  }
  if (found < lowest) {
    return [
      {
        code: 'prior-mismatch',
        what: `The observed values are smaller or smoother than the model's own samples at these places: ${times(typical(lower) / found)} closer to the expected ones, squared and weighted.`,
        advice:
          'Check their units and the sliders; the result takes the field for a rare one of those the model knows.',
        statistic: 1 / found,
        limit: 1 / lowest,
      },
    ]
  }
  return []
}

/** Keeps the covariance positive definite where values are exact and close together. */
const jitter = 1e-8

/** End of the prediction interval for one more distance, the logarithms taken for normal; `side` is 1 or -1. */
function logLimit(distances: readonly number[], side: 1 | -1): number {
  const logs = distances.map(Math.log)
  const count = logs.length
  const width = tQuantile(1 - falseAlarms, count - 1) * standardDeviation(logs) * Math.sqrt(1 + 1 / count)
  return Math.exp(mean(logs) + side * width)
}

const typical = (distances: readonly number[]): number => Math.exp(mean(distances.map(Math.log)))

const times = (ratio: number): string => `${Number(ratio.toPrecision(2))} times`

/**
 * Mean over the values of (prediction - value)^2 / (sigma^2 + own error^2), which for a fit to the truth is at most that
 * of noise, chi-square over its degrees of freedom.
 */
export function misfitAlarms({
  student,
  observed,
  fitted,
  ownError,
}: Omit<AlarmInput, 'parameters' | 'seed'>): Alarm[] {
  const pixels = student.size ** 2
  let [sum, count] = [0, 0]
  for (const { key, channel, values, sigma, predict } of observed) {
    const predicted = predict(fitted.subarray(channel * pixels, (channel + 1) * pixels))
    const wide = widened(sigma, ownError[key] ?? 0)
    values.forEach((value, i) => {
      if (wide[i] === 0) return
      sum += ((predicted[i]! - value) / wide[i]!) ** 2
      count += 1
    })
  }
  if (count === 0) return []
  const statistic = sum / count
  const limit = reducedChiSquareQuantile(1 - falseAlarms, count)
  if (statistic <= limit) return []
  return [
    {
      code: 'misfit-above-noise',
      what: `The fitted fields miss the observed values by ${times(Math.sqrt(statistic))} their noise.`,
      advice: 'Look for outliers among the values, and state a larger noise or let it be estimated.',
      statistic,
      limit,
    },
  ]
}
