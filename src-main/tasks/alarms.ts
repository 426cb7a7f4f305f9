import type { Alarm } from '../contract/calls'
import type { Parameters } from '../problems/problem'
import type { ChannelObservations } from './conditioning'
import type { Student } from './student'

export interface AlarmInput {
  readonly student: Student
  readonly parameters: Parameters
  /** All observations, with the noise that the solve assumed. */
  readonly observed: readonly ChannelObservations[]
  /** Normalised state `[channel * pixels]` of the mean fields that are exported. */
  readonly fitted: ArrayLike<number>
  /** By field key: normalised deviation that stays where nothing is wrong (interpolation, model, few iterations). */
  readonly ownError: Readonly<Record<string, number>>
  readonly seed: number
  readonly signal?: AbortSignal
}

/**
 * Whether the observations can be explained at their noise, by the prior and by the fit: see `priorAlarms` and
 * `misfitAlarms`. Draws some samples of the prior through the network, about a second of work.
 */
export declare function alarmsOf(input: AlarmInput): Promise<Alarm[]>
