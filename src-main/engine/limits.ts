import { totalmem } from 'node:os'

export interface EngineLimits {
  /** JavaScript heap of the engine process; fields and tensors live outside it. */
  readonly heapMiB: number
  /** Resident memory at which the engine gives up, before the machine starts to swap. */
  readonly residentBytes: number
  /** How often the engine's watchdog looks at its memory and at the clock of loading. */
  readonly memoryCheckMs: number
  /** How long a model may take to load. */
  readonly loadMs: number
  /** How long an engine beyond its limits may take to end by itself; then its watchdog kills it. */
  readonly haltGraceMs: number
  /** How long a cancelled call may take to stop by itself; then its process is killed. */
  readonly cancelGraceMs: number
  /** How long a cancelled training may take for its step and its checkpoint; then it is killed. */
  readonly trainingGraceMs: number
  /** Disk that the history of solves may take; beyond it the oldest go that are not pinned. */
  readonly historyBytes: number
  /** How long the engine may take to become ready. */
  readonly startMs: number
  /** Waiting time before the next start, by the number of crashes in a row. */
  readonly restartDelaysMs: readonly number[]
  /** A process that lived this long starts the count of crashes anew. */
  readonly stableMs: number
}

/**
 * What the engine process may take and how long it is waited for: the one place where it is set.
 * Its compute threads are set in runtime/limits.ts.
 */
export const engineLimits: EngineLimits = {
  heapMiB: 4096,
  residentBytes: Math.floor(0.8 * totalmem()),
  memoryCheckMs: 500,
  loadMs: 120_000,
  haltGraceMs: 500,
  cancelGraceMs: 3000,
  trainingGraceMs: 30_000,
  historyBytes: 1e9,
  startMs: 60_000,
  restartDelaysMs: [200, 1000, 5000, 15_000],
  stableMs: 30_000,
}
