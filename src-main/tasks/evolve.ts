import { performance } from 'node:perf_hooks'
import type { Progress } from '../contract/calls'
import { Failure } from '../field/failure'
import type { Parameters, Problem } from '../problems/problem'
import { pause } from './latent-fit'

export interface EvolveInput {
  readonly problem: Problem
  readonly parameters: Parameters
  /** `[size * size]` */
  readonly start: Float64Array
  /** Equally spaced times, both ends included; at least 2. */
  readonly frames: number
  readonly onProgress?: (progress: Progress) => void
  readonly signal?: AbortSignal
}

/** A course in time with the times of its states. */
export interface Course {
  readonly frames: readonly { readonly time: number; readonly state: Float64Array }[]
  /** Time steps of the solver. */
  readonly steps: number
}

/**
 * Follows a start with the reference solver and keeps `frames` states. Stops between two of them when it is cancelled.
 *
 * @throws Failure `evolution-unknown`, `cancelled`, and as the problem's solver
 */
export async function evolve({ problem, parameters, start, frames, onProgress, signal }: EvolveInput): Promise<Course> {
  if (!problem.evolution) {
    throw new Failure({
      code: 'evolution-unknown',
      kind: 'usage',
      what: 'this problem has no course in time between its fields',
      where: 'problem',
      expected: 'a problem whose fields are its start and its end',
      received: problem.id,
    })
  }
  const size = Math.sqrt(start.length)
  const { steps, duration, states } = problem.evolution.follow(size, parameters, start, frames)
  const kept: { time: number; state: Float64Array }[] = []
  const began = performance.now()
  for (const state of states) {
    kept.push({ time: (duration * kept.length) / (frames - 1), state })
    const fraction = (kept.length - 1) / (frames - 1)
    const elapsedSeconds = (performance.now() - began) / 1000
    onProgress?.({
      stage: 'Following the flow',
      fraction,
      ...(fraction > 0 && { etaSeconds: (elapsedSeconds * (1 - fraction)) / fraction }),
    })
    await pause(signal)
  }
  return { frames: kept, steps }
}
