import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Alarm } from '../contract/calls'
import { subsetOf, type Observations } from '../field/observations'
import { reducedChiSquareQuantile } from '../numerics/chi-square'
import { compareWithDraws, type Comparison } from '../numerics/hotelling'
import { RandomStream } from '../numerics/random'
import { solutionKey, type Parameters, type Problem } from '../problems/problem'
import { conditionOn, widened, type ChannelObservations } from './conditioning'
import { gaussianReadings } from './gaussian-readings'
import { cancelled } from './latent-fit'
import type { Student } from './student'
import { WhitenedBands } from './whitened-bands'

export interface AlarmInput {
  readonly student: Pick<Student, 'problem' | 'size' | 'width' | 'gaussian'>
  readonly parameters: Parameters
  readonly observations: Observations
  /** Standard deviation of every point's noise that the solve took, physical units, none missing. */
  readonly noise: Float64Array
  /** Normalised state `[channel * pixels]` of the mean fields that are exported. */
  readonly fitted: Float32Array | Float64Array
  /** By field key: normalised deviation that the best fit may keep where nothing is wrong. */
  readonly ownError: Readonly<Record<string, number>>
  readonly seed: number
  readonly signal?: AbortSignal
}

/** Whether the observations can be explained at their noise: by what the model was trained on, and by the fit. */
export async function alarmsOf(input: AlarmInput): Promise<Alarm[]> {
  if (input.observations.value.length === 0) return []
  return [...(await priorAlarms(input)), ...misfitAlarms(input)]
}

/**
 * Rate of false alarms if logarithms of powers, and misfits, followed their normal laws exactly. The real rate, which the
 * suite `calibration` measures, is higher, and meant to be at most 1 %.
 */
const falseAlarms = 0.0005

/** Fields of the training distribution that the values are held against, and values that are looked at. */
const draws = 64
const mostPoints = 256

/**
 * Compares the observed values with fields drawn from the distribution that the model was trained on, at the given
 * sliders, read at the same places with the same noise: by their power in bands of modes of the student's linear-Gaussian
 * part (`WhitenedBands`) and by the mean square of each field's values, which of a medium of two phases is nearly always
 * the same, all of these together (`compareWithDraws`). For a Gaussian prior the sum of the powers is the Mahalanobis
 * distance of the values; since the limit comes from draws, fields that are not Gaussian raise no alarm.
 *
 * What values between the samples of the grid differ by from interpolated ones is not known, so each draw is given a
 * random part of `interpolationError`.
 */
export async function priorAlarms(input: Omit<AlarmInput, 'fitted' | 'ownError'>): Promise<Alarm[]> {
  const { student, parameters, seed, signal } = input
  const { problem, size } = student
  const observed = conditioned(input, thinned(input.observations))
  const { mean, covariance } = await gaussianReadings(
    student,
    Float32Array.from(problem.condition(parameters)),
    observed,
  )
  const joined = (list: (entry: ChannelObservations) => Float64Array): Float64Array =>
    Float64Array.from(observed.flatMap((entry) => [...list(entry)]))
  const stated = joined(({ sigma }) => sigma)
  const own = joined(({ key, sigma }) => sigma.map(() => interpolationError(problem, key)))
  const bands = new WhitenedBands(
    mean,
    covariance,
    stated.map((s, i) => Math.max(smallestDeviation, Math.hypot(s, own[i]!))),
  )
  const features = (values: Float64Array): number[] => {
    let first = 0
    const sizes = observed.map(({ key, values: { length } }) => {
      const own = values.subarray(first, (first += length))
      return Math.log(own.reduce((sum, y) => sum + y * y, interpolationError(problem, key) ** 2) / length)
    })
    return [...sizes, ...bands.logPowers(values)]
  }
  const drawn: number[][] = []
  for (let draw = 0; draw < draws; draw += 1) {
    // Between two draws the engine hears of cancelling.
    await nextTurn()
    if (signal?.aborted) throw cancelled()
    const random = new RandomStream(seed, 'alarm', draw)
    const { fields } = problem.sample(size, parameters, random.substream('fields'))
    const state = problem.normalise(parameters, fields)
    const exact = joined((entry) => entry.predict(channelOf(state, entry, size)))
    const white = new Float64Array(exact.length)
    random.fillNormal(white)
    const part = random.uniform()
    drawn.push(features(exact.map((y, i) => y + Math.hypot(stated[i]!, part * own[i]!) * white[i]!)))
  }
  const found = compareWithDraws(features(joined(({ values }) => values)), drawn, 1 - falseAlarms)
  // Written so that values that are no numbers alarm as well.
  return found.statistic <= found.limit ? [] : [{ code: 'prior-mismatch', ...wording(found), ...figures(found) }]
}

/** Largest deviation, normalised RMS, of what sensors read of a field from its interpolant. */
const interpolationError = (problem: Problem, key: string): number =>
  // A medium of phases jumps between its samples.
  problem.givenLaw || key === solutionKey(problem) ? 0.01 : 0.15

/** Normalised; keeps exact values from dividing by zero. */
const smallestDeviation = 1e-4

const figures = ({ statistic, limit }: Comparison): Pick<Alarm, 'statistic' | 'limit'> => ({ statistic, limit })

/** In words, how what stands out most differs: the fields' sizes come first, the band of noise last. */
function wording({ scores }: Comparison): Pick<Alarm, 'what' | 'advice'> {
  const [place, score] = [...scores.entries()].toSorted(([, a], [, b]) => Math.abs(b) - Math.abs(a))[0]!
  const noisy = place === scores.length - 1
  const how = noisy ? ['rougher', 'smoother'] : ['larger', 'smaller']
  return {
    what: `The observed values are ${how[score < 0 ? 1 : 0]} than in fields like those the model was trained on.`,
    advice: noisy
      ? 'Check the stated noise and look for outliers; if they are right, the field is unlike the training data and the result should not be trusted.'
      : 'Check the units, the columns and the sliders; if they are right, the field is unlike the training data and the result should not be trusted.',
  }
}

/**
 * Mean over the values of (prediction - value)^2 / (sigma^2 + own error^2), which for a fit to the truth is at most that
 * of noise, chi-square over its degrees of freedom.
 */
export function misfitAlarms(input: Omit<AlarmInput, 'seed' | 'signal'>): Alarm[] {
  const { student, fitted, ownError, observations } = input
  let [sum, count] = [0, 0]
  for (const entry of conditioned(input, Uint32Array.from(observations.value.keys()))) {
    const predicted = entry.predict(channelOf(fitted, entry, student.size))
    const wide = widened(entry.sigma, ownError[entry.key] ?? 0)
    entry.values.forEach((value, i) => {
      if (wide[i] === 0) return
      sum += ((predicted[i]! - value) / wide[i]!) ** 2
      count += 1
    })
  }
  const statistic = sum / count
  const limit = reducedChiSquareQuantile(1 - falseAlarms, count)
  if (count === 0 || statistic <= limit) return []
  return [
    {
      code: 'misfit-above-noise',
      what: `The fitted fields miss the observed values by ${Number(Math.sqrt(statistic).toPrecision(2))} times their noise.`,
      advice: 'Look for outliers among the values, and state a larger noise or let it be estimated.',
      statistic,
      limit,
    },
  ]
}

function conditioned(
  { student, parameters, observations, noise }: Pick<AlarmInput, 'student' | 'parameters' | 'observations' | 'noise'>,
  points: Uint32Array,
): ChannelObservations[] {
  const { problem, size } = student
  const some = subsetOf(observations, points)
  return conditionOn(
    problem,
    problem.grid(size),
    parameters,
    some,
    Float64Array.from(points, (p) => noise[p]!),
  )
}

function channelOf<T extends Float32Array | Float64Array>(state: T, { channel }: ChannelObservations, size: number): T {
  return state.subarray(channel * size * size, (channel + 1) * size * size) as T
}

/** At most {@link mostPoints} of the points, drawn without replacement, always the same ones. */
function thinned({ value }: Observations): Uint32Array {
  const random = new RandomStream(0, 'alarm', 'points')
  const order = Array.from(value, (_, p) => ({ p, key: random.uniform() })).toSorted((a, b) => a.key - b.key)
  return Uint32Array.from(order.slice(0, mostPoints), ({ p }) => p).toSorted()
}
