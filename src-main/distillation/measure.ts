import { Failure } from '../field/failure'
import { mean, median } from '../numerics/statistics'
import { solutionKey, withReferenceSolution, type Fields, type Parameters, type Problem } from '../problems/problem'
import { watchChannels } from './collapse'
import type { TrainingData } from './gaussian-fit'

/** What a set of generated samples leaves of its equation. */
export interface ResidualQuality {
  /** Residual in L2 over the source's, per sample: mean and median. */
  readonly pdeError: { readonly mean: number; readonly median: number }
  /** Residual in H^-1, mean over samples, units of the source times a length, over the source. */
  readonly pdeErrorHMinus1: number
  /** `pdeError.mean` of the reference solutions for the samples' own coefficients. */
  readonly floor: number
  /** Root mean square difference between a sample's solution and the reference solution for its coefficient, normalised. */
  readonly discrepancy: Readonly<Record<string, number>>
  /** The same as a share of the solution: mean over samples of the relative L2 error. */
  readonly solutionError: number
  /** Samples whose given data the reference solver refuses: they have no part in the last three. */
  readonly unsolved: number
}

/** What a set of generated samples is worth, beside what data itself would score. */
export interface SampleQuality extends ResidualQuality {
  readonly channels: Readonly<Record<string, ChannelQuality>>
}

export interface ChannelQuality {
  readonly varianceRatio: number
  readonly spectrumDistance: number
  readonly slicedWasserstein: number
  /** The last two between two sets of data of the same size: the yardstick. */
  readonly dataSpectrumDistance: number
  readonly dataSlicedWasserstein: number
}

/** The slider parameters of sample `i`. */
export function parametersAt(problem: Problem, data: Pick<TrainingData, 'parameters'>, i: number): Parameters {
  const count = problem.parameters.length
  return Object.fromEntries(problem.parameters.map(({ key }, p) => [key, data.parameters[i * count + p]!]))
}

/**
 * Measures samples drawn at the conditions of `data` (`samples` `[count, channels, size, size]`, normalised) against
 * that data, with `other` (as many further data samples) giving the data-to-data distances.
 */
export function measureSamples(
  problem: Problem,
  samples: Float32Array,
  data: TrainingData,
  other: TrainingData,
): SampleQuality {
  const against = watchChannels(samples, data.states, problem.bases, data.size)
  const yardstick = watchChannels(other.states, data.states, problem.bases, data.size)
  return {
    ...measureResiduals(problem, samples, data),
    channels: Object.fromEntries(
      problem.fields.map(({ key }, channel) => [
        key,
        {
          ...against[channel]!,
          dataSpectrumDistance: yardstick[channel]!.spectrumDistance,
          dataSlicedWasserstein: yardstick[channel]!.slicedWasserstein,
        },
      ]),
    ),
  }
}

/**
 * Measures samples, as {@link measureSamples} takes them, against their equation. `solutions` `[count, size, size]`, in
 * physical units, are the samples' own where a method has them in double precision: the rounding of a state alone has
 * a residual that is far above a reference solution's.
 *
 * @throws Failure where the problem's residual refuses a sample
 */
export function measureResiduals(
  problem: Problem,
  samples: Float32Array,
  { size, channels, count, parameters: sliders }: Pick<TrainingData, 'size' | 'channels' | 'count' | 'parameters'>,
  solutions?: Float64Array,
): ResidualQuality {
  const pixels = size * size
  const width = channels * pixels
  const solution = problem.fields.findIndex(({ role }) => role === 'solution')
  const key = solutionKey(problem)
  const [errors, weak, floors, relative]: [number[], number[], number[], number[]] = [[], [], [], []]
  let squares = 0
  for (let i = 0; i < count; i++) {
    const parameters = parametersAt(problem, { parameters: sliders }, i)
    const state = samples.slice(i * width, (i + 1) * width)
    const raw = problem.denormalise(parameters, state)
    const fields = solutions ? { ...raw, [key]: solutions.slice(i * pixels, (i + 1) * pixels) } : raw
    const propagated = solvable(() => problem.propagate?.(size, parameters, problem.given(fields)))
    const { norms } = problem.residual(size, parameters, fields, propagated)
    errors.push(norms.l2Relative)
    weak.push((norms.hMinus1 * norms.l2Relative) / norms.l2)

    const reference = solvable((): Fields => {
      return withReferenceSolution(problem, size, parameters, fields, { guess: fields[key]! })
    })
    if (!reference) continue
    floors.push(problem.residual(size, parameters, reference, propagated).norms.l2Relative)
    const solved = problem.normalise(parameters, reference)
    let [difference, norm] = [0, 0]
    for (let p = solution * pixels; p < (solution + 1) * pixels; p++) {
      difference += (state[p]! - solved[p]!) ** 2
      norm += solved[p]! ** 2
    }
    squares += difference
    relative.push(Math.sqrt(difference / norm))
  }
  return {
    pdeError: { mean: mean(errors), median: median(errors) },
    pdeErrorHMinus1: mean(weak),
    floor: mean(floors),
    discrepancy: { [key]: Math.sqrt(squares / (floors.length * pixels)) },
    solutionError: mean(relative),
    unsolved: count - floors.length,
  }
}

/** What a solver finds, or nothing where it refuses the given data: a generated one need not be like the training data. */
function solvable<T>(solve: () => T): T | undefined {
  try {
    return solve()
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}
