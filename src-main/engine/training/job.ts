/** A training run as the process that does it sees it: watched through the run's own files. */
import { existsSync, writeSync } from 'node:fs'
import { utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ContractError } from '../../contract/calls'
import { contractErrorOf } from '../../contract/errors'
import { TrainingRun, type RunObserver, type SampleStrip } from '../../distillation/run-directory'
import { Failure } from '../../field/failure'
import { collectPackages, places } from '../../library/collection'
import { openPackage, packageHash, type ModelPackage } from '../../library/package'
import { problemById } from '../../problems/library'
import { AttendanceWatch } from './attendance'
import { distilInto } from './distillation'
import { readProgress, readRecord, runFiles, writeProgress, type RunProgress, type RunRecord } from './run-files'
import { notWritableExitCode } from './run-state'
import { writeStrip } from './strip-file'

export interface JobTiming {
  /** How often the process tells how far it is, and looks what is wanted of it. */
  readonly tickMs: number
  /** Looks at the attendance without a change after which it stops; engines come back from a restart much sooner. */
  readonly patience: number
}

const timing: JobTiming = { tickMs: 1000, patience: 60 }

/** The stage of the distillation whose fraction counts updates of the generator. */
const distilling = 'Distilling the student'

const unattended: ContractError = {
  code: 'training-unattended',
  kind: 'cancelled',
  message: 'stopped with a checkpoint because the app was closed',
  details: [],
}

class TrainingJob implements RunObserver {
  readonly #abort = new AbortController()
  readonly #attendance: AttendanceWatch
  #progress: RunProgress
  #told: RunProgress | undefined
  /** What went wrong beside the training, which then stops. */
  #defect: Error | undefined
  /** Why it stops, if nobody asked for it. */
  #reason: ContractError | undefined
  /** Writing that is under way, one thing after the other. */
  #writing: Promise<void> = Promise.resolve()

  constructor(
    readonly directory: string,
    readonly record: RunRecord,
    step: number,
    private readonly timing: JobTiming,
  ) {
    this.#attendance = new AttendanceWatch(dirname(directory), timing.patience)
    this.#progress = {
      token: record.process.token,
      pid: process.pid,
      phase: 'running',
      step,
      stage: 'Starting',
      fraction: 0,
      figures: {},
    }
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  progress(stage: string, fraction: number, etaSeconds?: number, figures: Readonly<Record<string, number>> = {}): void {
    const { token, pid, phase, step } = this.#progress
    this.#progress = {
      token,
      pid,
      phase,
      step: stage === distilling ? Math.round(fraction * this.record.configuration.steps) : step,
      stage,
      fraction: Math.min(1, Math.max(0, fraction)),
      ...(etaSeconds !== undefined && Number.isFinite(etaSeconds) && { etaSeconds: Math.max(0, etaSeconds) }),
      figures: Object.fromEntries(Object.entries(figures).filter(([, value]) => Number.isFinite(value))),
    }
  }

  onSamples(strip: SampleStrip): void {
    this.#write(() => writeStrip(this.directory, problemById(this.record.problem), strip))
  }

  /** Does `work` while it tells and looks, and writes how it ended. */
  async run(work: () => Promise<'finished' | 'stopped'>): Promise<void> {
    const timer = setInterval(() => this.#write(() => this.#tick()), this.timing.tickMs)
    const last = await work().then(
      (phase) => (phase === 'stopped' && this.#defect ? this.#endingOf(this.#defect) : this.#ending(phase)),
      (error: unknown) => this.#endingOf(this.#defect ?? error),
    )
    clearInterval(timer)
    await this.#writing
    await writeProgress(this.directory, { ...this.#progress, ...last })
  }

  #ending(phase: 'finished' | 'stopped'): Pick<RunProgress, 'phase' | 'error'> {
    return { phase, ...(phase === 'stopped' && this.#reason && { error: this.#reason }) }
  }

  #endingOf(error: unknown): Pick<RunProgress, 'phase' | 'error'> {
    const asked = error instanceof Failure && error.detail.kind === 'cancelled'
    return asked ? this.#ending('stopped') : { phase: 'failed', error: contractErrorOf(error) }
  }

  #write(task: () => Promise<void>): void {
    this.#writing = this.#writing.then(task).catch((error: unknown) => {
      this.#defect ??= error instanceof Error ? error : new Error(String(error))
      this.#abort.abort(this.#defect)
    })
  }

  async #tick(): Promise<void> {
    if (this.#defect !== undefined) return
    const { process: wanted } = (await readRecord(this.directory)) ?? {}
    // Another process has taken over the run, or it was discarded: nothing more may be written into it.
    if (wanted?.token !== this.record.process.token) process.exit(0)
    if (wanted.wish !== 'run') this.#stop()
    else if (!(await this.#attendance.isAttended())) this.#stop(unattended)
    if (this.#told !== this.#progress) {
      this.#told = this.#progress
      await writeProgress(this.directory, this.#progress)
    } else {
      const now = new Date()
      await utimes(join(this.directory, runFiles.progress), now, now)
    }
  }

  #stop(reason?: ContractError): void {
    if (this.signal.aborted) return
    this.#reason = reason
    this.#abort.abort(new Failure({ code: 'training-stopped', kind: 'cancelled', what: 'asked to stop' }))
  }
}

/**
 * The teacher of a run, if it is still the one that the run was started with.
 *
 * @throws Failure `teacher-not-found`
 */
async function openTeacher({ teacher }: RunRecord): Promise<ModelPackage> {
  const where = places()
  const { packages } = await collectPackages(where)
  const found = packages.find(
    ({ manifest: { id, files } }) => id === teacher.id && packageHash(files) === teacher.sha256,
  )
  if (found) return openPackage(found.directory)
  throw new Failure({
    code: 'teacher-not-found',
    kind: 'model',
    what: 'the teacher that the run was started with is not there',
    where: `${where.shipped} and ${where.home}`,
    expected: `${teacher.id} with SHA-256 ${teacher.sha256}`,
    received: packages.some(({ manifest }) => manifest.id === teacher.id) ? 'another package of that name' : 'none',
  })
}

/** Does the run in `directory` in this process, as long as `token` is the one it was started with; returns the exit code. */
export async function runTrainingJob(directory: string, token: string, pace = timing): Promise<number> {
  const record = await readRecord(directory)
  if (record?.process.token !== token) return 0
  try {
    const former = await readProgress(directory)
    const job = new TrainingJob(directory, record, former?.step ?? 0, pace)
    await job.run(async () => {
      const { configuration } = record
      const teacher = await openTeacher(record)
      const resume = existsSync(join(directory, runFiles.checkpoint))
      const run = await TrainingRun.open(directory, configuration, resume, job, record.teacher)
      const packaged = await distilInto(join(directory, runFiles.package), configuration, teacher, run)
      return packaged ? 'finished' : 'stopped'
    })
    return 0
  } catch (error) {
    try {
      writeSync(2, `${contractErrorOf(error).message}\n`)
    } catch {
      // The log is on the same full disk; the exit code tells it.
    }
    return notWritableExitCode
  }
}
