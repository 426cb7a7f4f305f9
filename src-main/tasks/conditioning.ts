import type { NoiseChoice } from '../contract/calls'
import type { Grid } from '../field/grid'
import { rootMeanSquare } from '../field/norms'
import { gathered, orderedPoints, pointsOn, supportOf, type Observations } from '../field/observations'
import { RandomStream } from '../numerics/random'
import type { Parameters, Problem } from '../problems/problem'
import { condensed } from './condensed'
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
  /** Which of the file's points these are; of points that were condensed, the first. */
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
  // Sorted, so that the order of the file changes not even the rounding of the sum.
  const rms = observations.fields.map((key) =>
    rootMeanSquare(gathered(observations.value, pointsOn(observations, key)).sort()),
  )
  return observations.sigma.map((sigma, p) => {
    const assumed = level * rms[observations.field[p]!]!
    return Number.isNaN(sigma) ? (assumed > 0 ? assumed : 1) : sigma
  })
}

/** Share of a normalised unit over which the normalisation of small deviations is taken. */
const smallestStep = 1e-3

/**
 * Puts the observations of each field into its channel's normalised units; `noise` is the standard deviation of each
 * point in physical units, none of it missing. Points are ordered by where and what they measure, so that nothing that
 * follows depends on their order in the file.
 */
export function conditionOn(
  problem: Problem,
  grid: Grid,
  parameters: Parameters,
  observations: Observations,
  noise: Float64Array,
): ChannelObservations[] {
  return problem.fields.flatMap(({ key }, channel): ChannelObservations[] => {
    const points = orderedPoints(observations, key)
    if (points.length === 0) return []
    const scale = fieldScale(problem, parameters, key)
    const value = gathered(observations.value, points)
    // Single precision would lose a small deviation between two normalised values; it is scaled up before.
    const steps = gathered(noise, points).map((deviation) => Math.max(deviation, smallestStep * scale.unit))
    const values = scale.normalise(value)
    const above = scale.normalise(value.map((v, i) => v + steps[i]!))
    const sigma = values.map((centre, i) => (Math.abs(above[i]! - centre) * noise[points[i]!]!) / steps[i]!)
    const measurement = measurementOf(problem, grid, parameters, key, supportOf(observations, points))
    return [condensed({ key, channel, ...measurement, values, sigma, points }, grid.nx * grid.ny)]
  })
}

/** Normalised error of a two-phase coefficient's value at a point between cells, which no latent can remove. */
export const phasesDiscrepancy = 0.15

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

/** White noise `[dimension]` of each member. */
export function antitheticDraws(members: number, dimension: number, seed: number, label: string): Float64Array[] {
  return Array.from({ length: members }, (_, member) => {
    const draw = new Float64Array(dimension)
    const { pair, sign } = antithetic(member)
    new RandomStream(seed, label, pair).fillNormal(draw)
    return sign < 0 ? draw.map((z) => -z) : draw
  })
}

/** Prior draws of the latents, `[members, width]`. */
export function antitheticPrior(members: number, width: number, seed: number): Float32Array {
  const prior = new Float32Array(members * width)
  antitheticDraws(members, width, seed, 'prior').forEach((draw, member) => prior.set(draw, member * width))
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
