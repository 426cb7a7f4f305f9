import { setImmediate as nextTurn } from 'node:timers/promises'
import { Failure } from '../field/failure'
import { minimiseLbfgs, type Evaluation } from '../numerics/lbfgs'
import type { Parameters } from '../problems/problem'
import type { EnsembleTargets } from './linear-posterior'
import type { Student } from './student'

export function cancelled(): Failure {
  return new Failure({ code: 'cancelled', kind: 'cancelled', what: 'the reconstruction was cancelled' })
}

/** What every fit of latents shares. */
export interface FitContext {
  readonly student: Student
  readonly parameters: Parameters
  readonly condition: Float32Array
  readonly members: number
  /** Prior draws the members are anchored at, `[members, width]`. */
  readonly prior: Float32Array
  readonly signal?: AbortSignal
}

export interface FitOptions {
  readonly iterations: number
  /** Approximate inverse Hessian, one vector for each member. */
  readonly precondition?: (vectors: Float32Array) => Promise<Float32Array>
  readonly onIteration?: (iteration: number, meanObjective: number) => void
}

/** From the generated states, the misfit of each member and its gradient with respect to the states. */
type Misfit = (states: Float32Array) => { readonly values: Float64Array; readonly cotangents: Float32Array }

/** Half the sum of squared residuals of one channel's observations, its gradient added to `cotangent`. */
function addMisfit(
  { observed, targets, sigma }: EnsembleTargets,
  member: number,
  field: Float32Array,
  cotangent: Float32Array,
): number {
  const residual = observed.predict(field)
  let half = 0
  for (let i = 0; i < residual.length; i++) {
    const r = (residual[i]! - targets[member]![i]!) / sigma[i]!
    half += (r * r) / 2
    residual[i] = r / sigma[i]!
  }
  const gradient = observed.pull(field, residual)
  for (let p = 0; p < cotangent.length; p++) cotangent[p] = cotangent[p]! + gradient[p]!
  return half
}

/** The observations against the generator's own fields. */
export function generatedMisfit({ student, members }: FitContext, channels: readonly EnsembleTargets[]): Misfit {
  const pixels = student.size ** 2
  return (states) => {
    const values = new Float64Array(members)
    const cotangents = new Float32Array(states.length)
    for (let m = 0; m < members; m++) {
      for (const entry of channels) {
        const start = m * student.width + entry.observed.channel * pixels
        const range = [start, start + pixels] as const
        values[m] = values[m]! + addMisfit(entry, m, states.subarray(...range), cotangents.subarray(...range))
      }
    }
    return { values, cotangents }
  }
}

/**
 * Randomised maximum likelihood: each member minimises misfit(x(z)) + |z - z0|^2 / 2 with its own perturbed
 * observations and its own prior draw z0. For a linear generator these are exact posterior samples.
 */
export async function fitLatents(
  context: FitContext,
  misfit: Misfit,
  start: Float32Array,
  { iterations, precondition, onIteration }: FitOptions,
): Promise<Float32Array> {
  const { student, condition, members, prior, signal } = context
  const { width } = student
  const evaluate = async (latents: Float32Array): Promise<Evaluation> => {
    // Between two runs of the network the engine hears of cancelling.
    await nextTurn()
    if (signal?.aborted) throw cancelled()
    const { values, cotangents } = misfit(await student.generator.states(latents, condition))
    const gradients = await student.generator.pullback(latents, condition, cotangents)
    for (let i = 0; i < latents.length; i++) {
      const m = Math.floor(i / width)
      const difference = latents[i]! - prior[i]!
      values[m] = values[m]! + (difference * difference) / 2
      gradients[i] = gradients[i]! + difference
    }
    return { values, gradients }
  }
  const { points } = await minimiseLbfgs(evaluate, start, members, {
    iterations,
    ...(precondition && { precondition }),
    onIteration(iteration, values) {
      onIteration?.(iteration, values.reduce((a, b) => a + b, 0) / members)
      return true
    },
  })
  return points
}
