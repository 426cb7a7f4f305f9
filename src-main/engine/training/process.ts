/** Starts the process of a training run, and tells whether it is still there. */
import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '../../field/failure'
import type { Places } from '../../library/collection'
import { engineLimits } from '../limits'
import { processExists } from '../process-exists'
import { runFiles, type RunProgress, type RunRecord } from './run-files'
import type { Liveness } from './run-state'

/** A process of another engine that has given no sign of life for this long is taken for dead. */
const silenceMs = 120_000

/** The built entry beside the bundle that runs; none when running from sources. */
export const builtEntry = (): string => fileURLToPath(new URL('./training-process.mjs', import.meta.url))

/** A training process that this engine has started. */
export interface TrainingProcess {
  readonly token: string
  /** How it ended; undefined while it runs. */
  readonly ended: string | undefined
  kill(): void
}

/**
 * Starts the entry on a run's directory, as Node in every kind of engine. It is detached: it outlives this engine,
 * and signals of a terminal do not reach it.
 *
 * @throws Failure `training-unavailable`, `output-not-writable`
 */
export function startProcess(
  entry: string,
  directory: string,
  token: string,
  { shipped, home }: Places,
): TrainingProcess {
  if (!existsSync(entry)) {
    throw new Failure({
      code: 'training-unavailable',
      kind: 'usage',
      what: 'the program that trains is not built',
      where: entry,
      expected: 'npm run build',
    })
  }
  const log = openLog(join(directory, runFiles.log))
  const child = spawn(process.execPath, [`--max-old-space-size=${engineLimits.heapMiB}`, entry, directory, token], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', FIELDSMITH_MODELS: shipped, FIELDSMITH_HOME: home },
    stdio: ['ignore', log, log],
    detached: true,
    windowsHide: true,
  })
  closeSync(log)
  child.unref()
  let ended: string | undefined
  child.once('exit', (code, signal) => (ended = signal ? `signal ${signal}` : `exit code ${code}`))
  // Without a process there is no exit; what keeps it from starting comes here alone.
  child.once('error', (error) => (ended ??= error.message))
  return {
    token,
    get ended() {
      return ended
    },
    kill: () => void child.kill('SIGKILL'),
  }
}

function openLog(path: string): number {
  try {
    return openSync(path, 'a')
  } catch (cause) {
    throw new Failure({
      code: 'output-not-writable',
      kind: 'usage',
      what: 'the log of the training run cannot be opened',
      where: path,
      received: cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause),
    })
  }
}

/**
 * Whether the process of a run is there. For one that this engine has not started, which is so after a restart and
 * with two engines, its files must tell: its number, which the system may have given to another since, counts only
 * together with a sign of life.
 */
export function livenessOf(
  directory: string,
  { process: { token } }: RunRecord,
  progress: RunProgress | undefined,
  own: TrainingProcess | undefined,
): Liveness {
  if (own?.token === token) return own.ended === undefined ? { alive: true } : { alive: false, ended: own.ended }
  const told = progress?.token === token
  const age = ageOf(join(directory, told ? runFiles.progress : runFiles.record))
  if (told) return { alive: age < silenceMs && processExists(progress.pid) }
  // It was started a moment ago and has told nothing yet.
  return { alive: age < engineLimits.startMs }
}

function ageOf(path: string): number {
  const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs
  return written === undefined ? Infinity : Date.now() - written
}
