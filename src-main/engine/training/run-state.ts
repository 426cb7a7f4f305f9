import type { ContractError, RunSummary } from '../../contract/calls'
import type { RunProgress, RunRecord } from './run-files'

/** Whether the process of a run's record is there; `ended` says how it ended, where that is known. */
export interface Liveness {
  readonly alive: boolean
  readonly ended?: string
}

/** Exit code of a training process that could not write how it ended. */
export const notWritableExitCode = 74

/** The state of a run by its two files and its process: what the process wrote last goes before what was asked of it. */
export function stateOf(
  { process: { token, wish }, promoted }: RunRecord,
  progress: RunProgress | undefined,
  { alive, ended }: Liveness,
): Pick<RunSummary, 'state' | 'error'> {
  if (promoted) return { state: 'promoted' }
  if (progress?.phase === 'finished') return { state: 'finished' }
  const told = progress?.token === token ? progress : undefined
  const hasEnded = told !== undefined && told.phase !== 'running'
  // Whatever a process met on its way out, and one that had to be killed: that is what was asked for.
  if (wish === 'cancel' && (hasEnded || !alive)) return { state: 'cancelled' }
  if (hasEnded) {
    return { state: told.phase === 'failed' ? 'failed' : 'paused', ...(told.error && { error: told.error }) }
  }
  if (alive) return { state: wish === 'run' ? 'running' : 'pausing' }
  if (ended === `exit code ${notWritableExitCode}`) return { state: 'failed', error: notWritable }
  return { state: 'paused', error: lost(ended) }
}

const notWritable: ContractError = {
  code: 'output-not-writable',
  kind: 'usage',
  message: 'the training process could not write its state, expected free space; the last checkpoint is kept',
  details: [],
}

function lost(ended: string | undefined): ContractError {
  const message = `the training process ended unasked${ended === undefined ? '' : `, ${ended}`}; the last checkpoint is kept`
  return { code: 'training-process-lost', kind: 'engine', message, details: [] }
}
