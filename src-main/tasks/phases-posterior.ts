/**
 * The refined coefficients where the given data has no Gaussian law, such as a medium of two phases: members and mean as
 * the generator has them, moved until the reference solution fits the observations.
 */
import { fieldOfRole, type Parameters, type Problem } from '../problems/problem'
import { perturbed, type ChannelObservations } from './conditioning'
import { ensembleOf } from './solution'
import { gaussNewtonUpdate, withExactValues } from './gauss-newton'
import { pause } from './latent-fit'
import { Readings } from './readings'

export interface PhasesPosteriorInput {
  readonly problem: Problem
  readonly size: number
  readonly parameters: Parameters
  readonly observed: readonly ChannelObservations[]
  /** Noise of each channel's readings with what no coefficient can explain, normalised. */
  readonly sigma: (entry: ChannelObservations) => Float64Array
  /** Normalised states `[members, width]` to start from. */
  readonly states: Float32Array
  readonly seed: number
  readonly onStep?: (done: number, of: number) => void
  readonly signal?: AbortSignal
}

/** Gauss-Newton updates: rough ones for each member, then finer ones for the mean. */
const memberUpdate = { iterations: 2, innerIterations: 30 }
const meanUpdate = { iterations: 4, innerIterations: 80 }
/** Work of the mean's updates in units of a member's, for the progress. */
const meanWork = 3

/**
 * Moves the members' coefficients and their mean so that the reference solution fits the observed one, if one is: each
 * member to its own perturbed values, the mean to the values themselves. The spread of the members says where to move.
 * Exact values of the coefficient are then met exactly, those of the solution as closely as the updates come.
 */
export async function phasesPosterior(
  input: PhasesPosteriorInput,
): Promise<{ states: Float32Array; mean: Float32Array }> {
  const { problem, size, parameters, observed, seed, onStep, signal } = input
  const pixels = size ** 2
  const width = problem.fields.length * pixels
  const members = input.states.length / width
  const { key } = fieldOfRole(problem, 'coefficient')
  const offset = problem.fields.findIndex((field) => field.key === key) * pixels
  const states = input.states.slice()
  const coefficientOf = (m: number): Float32Array => states.subarray(m * width + offset, m * width + offset + pixels)
  const { mean: before, std: spread } = ensembleOf(
    Float64Array.from({ length: members * pixels }, (_, i) => coefficientOf(Math.floor(i / pixels))[i % pixels]!),
    members,
  )
  const readings = new Readings(problem, parameters, observed)
  const sigma = Float64Array.from(observed.flatMap((entry) => [...input.sigma(entry)]))
  const readsSolution = observed.some((entry) => entry.key !== key)
  const ofCoefficient = observed.find((entry) => entry.key === key)
  const update = async (
    coefficient: Float32Array,
    targets: Float64Array,
    effort: typeof memberUpdate,
  ): Promise<Float32Array> => {
    await pause(signal)
    const moved = readsSolution
      ? gaussNewtonUpdate({ problem, size, parameters, coefficient, spread, readings, targets, sigma, ...effort })
      : coefficient
    return ofCoefficient ? withExactValues(moved, size, ofCoefficient) : moved
  }
  for (let m = 0; m < members; m++) {
    onStep?.(m, members + meanWork)
    const targets = perturbed(readings.values, sigma, seed, 'refined', m)
    coefficientOf(m).set(await update(coefficientOf(m).slice(), targets, memberUpdate))
  }
  onStep?.(members, members + meanWork)
  const mean = new Float32Array(width)
  mean.set(await update(Float32Array.from(before), readings.values, meanUpdate), offset)
  return { states, mean }
}
