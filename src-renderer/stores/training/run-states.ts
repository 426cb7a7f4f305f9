import type { RunState, RunSummary } from '../../../src-main/contract/calls'

/** What a person can do with a run. */
export type RunAction = 'pause' | 'resume' | 'cancel' | 'promote' | 'discard'

interface StateMeaning {
  readonly tone: 'live' | 'rest' | 'good' | 'bad'
  readonly actions: readonly RunAction[]
}

export const runStates: Readonly<Record<RunState, StateMeaning>> = {
  running: { tone: 'live', actions: ['pause', 'cancel'] },
  pausing: { tone: 'live', actions: ['cancel'] },
  paused: { tone: 'rest', actions: ['resume', 'discard'] },
  finished: { tone: 'good', actions: ['promote', 'discard'] },
  failed: { tone: 'bad', actions: ['resume', 'discard'] },
  cancelled: { tone: 'rest', actions: ['resume', 'discard'] },
  promoted: { tone: 'good', actions: ['discard'] },
}

/** Its process is at work, so that there is news to ask for. */
export function isLive({ state }: Pick<RunSummary, 'state'>): boolean {
  return runStates[state].tone === 'live'
}

/** There is a finished model to compare with the one in use. */
export function hasModel({ state }: Pick<RunSummary, 'state'>): boolean {
  return state === 'finished' || state === 'promoted'
}

/** Share of a run that is done, 0..1. */
export function shareDone({ step, steps }: Pick<RunSummary, 'step' | 'steps'>): number {
  return steps === 0 ? 0 : Math.min(1, step / steps)
}
