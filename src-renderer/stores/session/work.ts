/** What is set in a window as sessions keep it, and back. */
import type { ProblemDescription } from '../../../src-main/contract/calls'
import type { ProblemWork } from '../../../src-main/contract/session'
import { Measurements } from '../observations/measurements'
import type { ProblemState } from './state'

export function workOf(state: ProblemState): ProblemWork {
  const { noiseKind, noiseLevel, observations, parameters, choice, ...same } = state
  return {
    ...same,
    parameters: { ...parameters },
    noise: noiseKind === 'assumed' ? { kind: noiseKind, level: noiseLevel } : { kind: noiseKind },
    choice: choice && { ...choice },
    observations: observations && {
      fileName: observations.fileName,
      table: observations.table,
      muted: observations.muted,
    },
  }
}

/** Parameters that the problem does not have are passed over, missing ones are as in `first`. */
export function problemStateOf(
  work: ProblemWork,
  { parameters }: ProblemDescription,
  first: ProblemState,
): ProblemState {
  const { noise, observations, ...same } = work
  return {
    ...same,
    parameters: Object.fromEntries(parameters.map(({ key, default: value }) => [key, work.parameters[key] ?? value])),
    noiseKind: noise.kind,
    noiseLevel: noise.kind === 'assumed' ? noise.level : first.noiseLevel,
    observations: observations && new Measurements(observations.fileName, observations.table, observations.muted),
  }
}
