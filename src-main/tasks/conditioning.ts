import type { NoiseChoice } from '../contract/calls'
import type { Grid } from '../field/grid'
import { supportOf, type Observations } from '../field/observations'
import { RandomStream } from '../numerics/random'
import type { Parameters, Problem } from '../problems/problem'
import { fieldScale } from './field-scale'
import { measurementOf, type Measurement } from './measurement'

export { fieldOperator, predictionsOf } from './measurement'

/** The observations of one channel of the normalised state: y = h(x) + noise. */
export interface ChannelObservations extends Measurement {
  readonly key: string
  readonly channel: number
  /** Normalised values `[points]`. */
  readonly values: Float64Array
  /** Standard deviation of the measurements' noise, normalised `[points]`; 0 where the value is exact. */
  readonly sigma: Float64Array
  /** Which of the file's points these are. */
  readonly points: Uint32Array
}

/** Share of the root mean square value that counts as noise where neither file nor person says more. */
export const assumedNoise = { kind: 'assumed', level: 0.01 } as const satisfies NoiseChoice

/**
 * Noise of each point in physical units: the file's own, else the assumed share of its field's RMS value. 0 where the
 * file says that the value is exact.
 */
export function noiseOf(
  observations: Observations,
  { level }: Extract<NoiseChoice, { kind: 'assumed' }> = assumedNoise,
): Float64Array {
  const rms = observations.fields.map((_, f) => {
    let [sum, count] = [0, 0]
    observations.value.forEach((value, p) => {
      if (observations.field[p] !== f) return
      sum += value * value
      count += 1
    })
    return Math.sqrt(sum / Math.max(1, count))
  })
  return observations.sigma.map((sigma, p) => {
    const assumed = level * rms[observations.field[p]!]!
    return Number.isNaN(sigma) ? (assumed > 0 ? assumed : 1) : sigma
  })
}

/** Share of a normalised unit over which the normalisation of small deviations is taken. */
const smallestStep = 1e-3

/**
 * Puts the observations of each field into its channel's normalised units; `noise` is the standard deviation of each
 * point in physical units, none of it missing.
 */
export function conditionOn(
  problem: Problem,
  grid: Grid,
  parameters: Parameters,
  observations: Observations,
  noise: Float64Array,
): ChannelObservations[] {
  return problem.fields.flatMap(({ key }, channel): ChannelObservations[] => {
    const index = observations.fields.indexOf(key)
    const points = Uint32Array.from(observations.value.keys()).filter(
      (p) => index >= 0 && observations.field[p] === index,
    )
    if (points.length === 0) return []
    const scale = fieldScale(problem, parameters, key)
    const value = Float64Array.from(points, (p) => observations.value[p]!)
    // Single precision would lose a small deviation between two normalised values; it is scaled up before.
    const steps = Float64Array.from(points, (p) => Math.max(noise[p]!, smallestStep * scale.unit))
    const values = scale.normalise(value)
    const above = scale.normalise(value.map((v, i) => v + steps[i]!))
    const sigma = values.map((centre, i) => (Math.abs(above[i]! - centre) * noise[points[i]!]!) / steps[i]!)
    const measurement = measurementOf(problem, grid, parameters, key, supportOf(observations, points))
    return [{ key, channel, ...measurement, values, sigma, points }]
  })
}

/** Noise of each point with the model's own error added: sqrt(sigma^2 + discrepancy^2). */
export function widened(sigma: Float64Array, discrepancy: number): Float64Array {
  return sigma.map((s) => Math.hypot(s, discrepancy))
}

/**
 * Members come in antithetic pairs: the second of a pair has the first one's random numbers with the opposite sign, so
 * that for a linear generator their mean is the posterior mean itself, free of sampling noise.
 */
const antithetic = (member: number): { readonly pair: number; readonly sign: 1 | -1 } => ({
  pair: member >> 1,
  sign: member % 2 === 0 ? 1 : -1,
})

/** Prior draws of the latents, `[members, width]`. */
export function antitheticPrior(members: number, width: number, seed: number): Float32Array {
  const prior = new Float32Array(members * width)
  for (let member = 0; member < members; member++) {
    const draw = prior.subarray(member * width, (member + 1) * width)
    const { pair, sign } = antithetic(member)
    new RandomStream(seed, 'prior', pair).fillNormal(draw)
    if (sign < 0) draw.forEach((z, i) => (draw[i] = -z))
  }
  return prior
}

/** Values with noise of the given deviations added, one draw for each member of an ensemble. */
export function perturbed(
  values: Float64Array,
  sigma: Float64Array,
  seed: number,
  label: string,
  member: number,
): Float64Array {
  const { pair, sign } = antithetic(member)
  const noise = new Float64Array(values.length)
  new RandomStream(seed, 'observation-noise', label, pair).fillNormal(noise)
  return values.map((value, i) => value + sign * sigma[i]! * noise[i]!)
}
