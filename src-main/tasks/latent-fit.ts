/** What the fits of latents share: the ensemble, its objective, and how it ends. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Failure } from '../field/failure'
import type { EnsembleTargets } from './linear-posterior'
import type { LatentMap, Student } from './student'

export function cancelled(): Failure {
  return new Failure({ code: 'cancelled', kind: 'cancelled', what: 'the reconstruction was cancelled' })
}

/** Lets the engine hear of cancelling between two pieces of work, and stops there if it was. */
export async function pause(signal: AbortSignal | undefined): Promise<void> {
  await nextTurn()
  if (signal?.aborted) throw cancelled()
}

export interface FitContext {
  readonly student: Pick<Student, 'size' | 'width'>
  /** The generator, in as many steps as were asked for. */
  readonly map: LatentMap
  readonly condition: Float32Array
  readonly members: number
  /** Prior draws the members are anchored at, `[members, latents]`. */
  readonly prior: Float32Array
  /** What each member is fitted to. */
  readonly channels: readonly EnsembleTargets[]
  readonly signal?: AbortSignal
}

/** Where the members stand: latents and their states, and how these meet the observations. */
export interface Members {
  /** `[members, latents]` */
  readonly latents: Float32Array
  /** Normalised `[members, width]`. */
  readonly states: Float32Array
  /** y - h(G(z)) `[members, readings]`, normalised. */
  readonly residuals: Float64Array
  /** sum (h(G(z)) - y)^2 / (2 s^2) + |z - z0|^2 / 2 of each member. */
  readonly objective: Float64Array
  /** Mean of ((h(G(z)) - y)/s)^2 of each member. */
  readonly misfit: Float64Array
}

/** Whether every member's misfit is what noise makes of the mean of that many squares, with two deviations to spare. */
export function isExplained({ misfit, residuals }: Members): boolean {
  const readings = residuals.length / misfit.length
  return misfit.every((value) => value <= 1 + 2 * Math.sqrt(2 / readings))
}

/** One run of the network. */
export async function evaluated(context: FitContext, latents: Float32Array): Promise<Members> {
  await pause(context.signal)
  const { student, map, condition, members, prior, channels } = context
  const states = await map.states(latents, condition)
  const count = channels.reduce((sum, { sigma }) => sum + sigma.length, 0)
  const residuals = new Float64Array(members * count)
  const misfit = new Float64Array(members)
  let at = 0
  for (let m = 0; m < members; m += 1) {
    for (const { observed, targets, sigma } of channels) {
      const predicted = observed.predict(fieldOf(student, states, m, observed.channel))
      predicted.forEach((value, i) => {
        const residual = targets[m]![i]! - value
        residuals[at++] = residual
        misfit[m]! += (residual / sigma[i]!) ** 2 / count
      })
    }
  }
  const width = latents.length / members
  const objective = misfit.map((value) => (value * count) / 2)
  latents.forEach((z, i) => (objective[Math.floor(i / width)]! += (z - prior[i]!) ** 2 / 2))
  return { latents, states, residuals, objective, misfit }
}

/** Gradient of each member's objective, `[members, latents]`: one run of the network's gradient. */
export async function gradientAt(context: FitContext, { latents, states, residuals }: Members): Promise<Float32Array> {
  await pause(context.signal)
  const { student, map, condition, members, prior, channels } = context
  const cotangents = new Float32Array(states.length)
  let at = 0
  for (let m = 0; m < members; m += 1) {
    for (const { observed, sigma } of channels) {
      const weighted = sigma.map((s, i) => -residuals[at + i]! / (s * s))
      at += sigma.length
      const into = fieldOf(student, cotangents, m, observed.channel)
      into.set(observed.pull(fieldOf(student, states, m, observed.channel), weighted))
    }
  }
  const gradients = await map.pullback(latents, condition, cotangents)
  return gradients.map((value, i) => value + latents[i]! - prior[i]!)
}

/** Each member at the better of two places. */
export function better(before: Members, after: Members): Members {
  const members = after.objective.length
  const pick = <T extends Float32Array | Float64Array>(part: (of: Members) => T): T => {
    const out = part(after).slice() as T
    const length = out.length / members
    for (let m = 0; m < members; m += 1) {
      if (after.objective[m]! < before.objective[m]!) continue
      out.set(part(before).subarray(m * length, (m + 1) * length), m * length)
    }
    return out
  }
  return {
    latents: pick((of) => of.latents),
    states: pick((of) => of.states),
    residuals: pick((of) => of.residuals),
    objective: pick((of) => of.objective),
    misfit: pick((of) => of.misfit),
  }
}

function fieldOf(
  { size, width }: Pick<Student, 'size' | 'width'>,
  states: Float32Array,
  member: number,
  channel: number,
): Float32Array {
  const start = member * width + channel * size * size
  return states.subarray(start, start + size * size)
}
