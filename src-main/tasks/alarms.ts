import type { Alarm } from '../contract/calls'
import { subsetOf, type Observations } from '../field/observations'
import { reducedChiSquareQuantile } from '../numerics/chi-square'
import { compareWithDraws } from '../numerics/hotelling'
import { RandomStream } from '../numerics/random'
import { solutionKey, type Parameters, type Problem } from '../problems/problem'
import { conditionOn, phasesDiscrepancy, widened, type ChannelObservations } from './conditioning'
import { gaussianReadings } from './gaussian-readings'
import { pause } from './latent-fit'
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
 * part (`WhitenedBands`) and by each field's mean square and kurtosis, which of a medium of two phases are nearly
 * always the same, all of these together (`compareWithDraws`). For a Gaussian prior the sum of the powers is the Mahalanobis
 * distance of the values; since the limit comes from draws, fields that are not Gaussian raise no alarm.
 *
 * What values between the samples of the grid differ by from interpolated ones is not known, so each draw is given a
 * random part of `interpolationError`.
 */
export async function priorAlarms(input: Omit<AlarmInput, 'fitted' | 'ownError'>): Promise<Alarm[]> {
  const { student, parameters, seed, signal } = input
  if (input.observations.value.length === 0) return []
  const { problem, size } = student
  const observed = conditioned(input, thinned(input.observations))
  const readings = await gaussianReadings(student, Float32Array.from(problem.condition(parameters)), observed)
  const joined = (list: (entry: ChannelObservations) => Float64Array): Float64Array =>
    Float64Array.from(observed.flatMap((entry) => [...list(entry)]))
  const stated = joined(({ sigma }) => sigma)
  const own = joined(({ key, sigma }) => sigma.map(() => interpolationError(problem, key)))
  const bands = new WhitenedBands(
    readings.mean,
    readings.covariance,
    stated.map((s, i) => Math.max(smallestDeviation, Math.hypot(s, own[i]!))),
  )
  const features = (values: Float64Array): Feature[] => {
    let first = 0
    const marginals = observed.flatMap(({ key, values: { length } }) =>
      marginalsOf(values.subarray(first, (first += length)), interpolationError(problem, key)),
    )
    const powers = bands.logPowers(values)
    return [
      ...marginals,
      ...powers.map((value, band): Feature => ({ value, words: band < powers.length - 1 ? sizes : roughness })),
    ]
  }
  const vectorOf = (values: Float64Array): number[] => features(values).map(({ value }) => value)
  const drawn: number[][] = []
  for (let draw = 0; draw < draws; draw += 1) {
    await pause(signal)
    const random = new RandomStream(seed, 'alarm', draw)
    const { fields } = problem.sample(size, parameters, random.substream('fields'))
    const state = problem.normalise(parameters, fields)
    const exact = joined((entry) => entry.predict(channelOf(state, entry, size)))
    const white = new Float64Array(exact.length)
    random.fillNormal(white)
    const part = random.uniform()
    drawn.push(vectorOf(exact.map((y, i) => y + Math.hypot(stated[i]!, part * own[i]!) * white[i]!)))
  }
  const seen = features(joined(({ values }) => values))
  const { statistic, limit, scores } = compareWithDraws(
    seen.map(({ value }) => value),
    drawn,
    1 - falseAlarms,
  )
  if (statistic <= limit) return []
  const [foremost] = [...scores.entries()].toSorted(([, a], [, b]) => Math.abs(b) - Math.abs(a))
  const [feature, score] = foremost!
  return [{ code: 'prior-mismatch', ...wording(seen[feature]!, score), statistic, limit }]
}

/** A figure of the observed values, and in words what more and what less of it means. */
interface Feature {
  readonly value: number
  readonly words: readonly [above: string, below: string]
}

const sizes = ['larger', 'smaller'] as const
const evenness = ['more uneven in size', 'more even in size'] as const
const roughness = ['rougher', 'smoother'] as const

/** Of fewer values, the bands say as much. */
const fewestForMarginals = 16

/** Mean square and kurtosis of one field's values, as logarithms; `floor` keeps them finite where all values are zero. */
function marginalsOf(values: Float64Array, floor: number): Feature[] {
  if (values.length < fewestForMarginals) return []
  const moment = (power: number): number =>
    values.reduce((sum, y) => sum + y ** power, 0) / values.length + (floor / 10) ** power
  return [
    { value: Math.log(moment(2)), words: sizes },
    { value: Math.log(moment(4) / moment(2) ** 2), words: evenness },
  ]
}

/** Largest deviation, normalised RMS, of what sensors read of a field from its interpolant. */
const interpolationError = (problem: Problem, key: string): number =>
  // A medium of phases jumps between its samples.
  problem.givenLaw || key === solutionKey(problem) ? 0.01 : phasesDiscrepancy

/** Normalised; keeps exact values from dividing by zero. */
const smallestDeviation = 1e-4

/** How the feature that stands out most differs, and what to look at then. */
function wording({ words }: Feature, score: number): Pick<Alarm, 'what' | 'advice'> {
  const check = words === roughness ? 'the stated noise' : 'the units, the columns and the sliders'
  return {
    what: `The observed values are ${words[score < 0 ? 1 : 0]} than in fields like those the model was trained on.`,
    advice: `Check ${check}, and look for outliers; if they are right, the field is unlike the training data and the result should not be trusted.`,
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
