/** Training runs on disk, and the processes that do them. What stands in a run's directory is the truth. */
import { randomUUID } from 'node:crypto'
import { readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunState, RunSummary, TrainingChoices } from '../../contract/calls'
import { contractErrorOf } from '../../contract/errors'
import { Failure } from '../../field/failure'
import { writeDirectoryAtomic } from '../../formats/atomic'
import { collectPackages, places } from '../../library/collection'
import { trainingRuns } from '../../library/home'
import { packageHash } from '../../library/package'
import { discardModel, promotePackage, removeDirectory } from '../../library/promotion'
import { ifExists } from '../if-exists'
import { engineLimits } from '../limits'
import { builtEntry, livenessOf, startProcess, type TrainingProcess } from './process'
import { configurationOf, recipeOf } from './recipe'
import { readProgress, readRecord, runFiles, writeRecord, type RunProgress, type RunRecord } from './run-files'
import { stateOf } from './run-state'

/** A run as its files and its process show it. */
export interface Run {
  readonly directory: string
  readonly record: RunRecord
  readonly progress: RunProgress | undefined
  readonly summary: RunSummary
}

export interface StartRequest extends TrainingChoices {
  readonly teacher: string
  readonly name: string
}

export class TrainingRegistry {
  readonly #entry: string
  readonly #graceMs: number
  /** What this engine has started, by run. */
  readonly #processes = new Map<string, TrainingProcess>()

  /** `entry` is the program that does a run; `graceMs` how long a cancelled one may take to stop by itself. */
  constructor(entry = builtEntry(), graceMs = engineLimits.trainingGraceMs) {
    this.#entry = entry
    this.#graceMs = graceMs
  }

  get runs(): string {
    return trainingRuns(places().home)
  }

  /** Every run, the latest first; one whose files are damaged says so. */
  async list(): Promise<RunSummary[]> {
    const entries = (await ifExists(readdir(this.runs, { withFileTypes: true }))) ?? []
    const names = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name)
    const summaries = await Promise.all(names.map((name) => this.#summaryOf(name)))
    return summaries.filter((one) => one !== undefined).toSorted((a, b) => b.startedAt.localeCompare(a.startedAt))
  }

  /** Whether there is a run of that name, damaged or not. */
  async has(id: string): Promise<boolean> {
    return (await this.#summaryOf(id)) !== undefined
  }

  /** Where the model that comes out of a run stands. */
  packageOf(id: string): string {
    return join(this.runs, id, runFiles.package)
  }

  /**
   * Looks at one run.
   *
   * @throws Failure `run-unknown`, `run-damaged`
   */
  async find(id: string): Promise<Run> {
    const run = await this.#find(id)
    if (run) return run
    const [what, where] = ['there is no such training run', this.runs]
    throw new Failure({ code: 'run-unknown', kind: 'usage', what, where, received: id })
  }

  /**
   * Starts a distillation under a name that neither a run nor a model has.
   *
   * @throws Failure `name-taken`, `teacher-not-found`, `recipe-missing`, `training-unavailable`, `output-not-writable`
   */
  async start({ teacher: teacherId, name, ...choices }: StartRequest): Promise<RunSummary> {
    const where = places()
    const collection = await collectPackages(where)
    const teachers = collection.packages.filter(({ manifest }) => manifest.kind === 'teacher')
    const teacher = teachers.find(({ manifest }) => manifest.id === teacherId)?.manifest
    if (!teacher) {
      throw new Failure({
        code: 'teacher-not-found',
        kind: 'model',
        what: 'there is no such teacher',
        where: where.shipped,
        expected: teachers.map(({ manifest }) => manifest.id).join(', ') || 'a package of kind teacher',
        received: teacherId,
      })
    }
    const model = collection.packages.find(({ manifest }) => manifest.id === name)
    if (model) throw nameTaken(name, model.directory)
    const configuration = configurationOf(await recipeOf(collection, teacher.problem), name, choices)
    const record: RunRecord = {
      schema: 'fieldsmith.training-run/1',
      id: name,
      problem: teacher.problem,
      teacher: { id: teacher.id, sha256: packageHash(teacher.files) },
      configuration,
      startedAt: new Date().toISOString(),
      process: { token: randomUUID(), wish: 'run' },
      promoted: false,
    }
    await this.#create(record)
    try {
      this.#launch(record)
    } catch (error) {
      await removeDirectory(join(this.runs, name))
      throw error
    }
    return (await this.find(name)).summary
  }

  /** @throws Failure `run-state` */
  async pause(id: string): Promise<RunSummary> {
    const run = await this.#in(id, 'paused', ['running', 'pausing'])
    // A cancelled run is stopping already, and must stay cancelled.
    if (run.summary.state === 'running') await this.#wish(run, 'pause')
    return (await this.find(id)).summary
  }

  /** @throws Failure `run-state`, `training-unavailable` */
  async resume(id: string): Promise<RunSummary> {
    const { directory, record } = await this.#in(id, 'resumed', ['paused', 'cancelled', 'failed'])
    const resumed: RunRecord = { ...record, process: { token: randomUUID(), wish: 'run' } }
    await writeRecord(directory, resumed)
    try {
      this.#launch(resumed)
    } catch (error) {
      await writeRecord(directory, record)
      throw error
    }
    return (await this.find(id)).summary
  }

  /** @throws Failure `run-state` */
  async cancel(id: string): Promise<RunSummary> {
    const run = await this.#in(id, 'cancelled', ['running', 'pausing', 'paused', 'cancelled'])
    await this.#wish(run, 'cancel')
    const { summary, record } = await this.find(id)
    if (summary.state === 'pausing') setTimeout(() => void this.#kill(id, record.process.token), this.#graceMs).unref()
    return summary
  }

  /** @throws Failure `run-state`, and what {@link promotePackage} refuses */
  async promote(id: string): Promise<RunSummary> {
    const { directory, record } = await this.#in(id, 'promoted', ['finished', 'promoted'])
    await promotePackage(places(), this.packageOf(id))
    await writeRecord(directory, { ...record, promoted: true })
    return (await this.find(id)).summary
  }

  /**
   * Deletes a run and what came out of it, promoted or not; a damaged run too.
   *
   * @throws Failure `run-unknown`, `run-state`, `output-not-writable`
   */
  async discard(id: string): Promise<void> {
    const { state } = (await this.#summaryOf(id)) ?? (await this.find(id)).summary
    if (state === 'running' || state === 'pausing') throw wrongState(id, 'discarded', state)
    const where = places()
    const { packages } = await collectPackages(where)
    const inLibrary = packages.some(({ manifest, origin }) => manifest.id === id && origin === 'library')
    if (state === 'promoted' && inLibrary) await discardModel(where, id)
    await removeDirectory(join(this.runs, id))
    this.#processes.delete(id)
  }

  /** A folder that is none of ours, or still being made, has no summary. */
  async #summaryOf(id: string): Promise<RunSummary | undefined> {
    try {
      return (await this.#find(id))?.summary
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      return damagedSummary(id, error)
    }
  }

  async #find(id: string): Promise<Run | undefined> {
    // A name comes from outside: it must not lead out of the folder.
    if (!/^[a-z0-9][a-z0-9-]*$/.test(id)) return undefined
    const directory = join(this.runs, id)
    const record = await readRecord(directory)
    if (!record) return undefined
    const progress = await readProgress(directory)
    const liveness = livenessOf(directory, record, progress, this.#processes.get(id))
    return {
      directory,
      record,
      progress,
      summary: { ...summarise(record, progress), ...stateOf(record, progress, liveness) },
    }
  }

  async #in(id: string, wanted: string, states: readonly RunState[]): Promise<Run> {
    const run = await this.find(id)
    if (states.includes(run.summary.state)) return run
    throw wrongState(id, wanted, run.summary.state)
  }

  async #create(record: RunRecord): Promise<void> {
    const target = join(this.runs, record.id)
    const aside = join(this.runs, `.new-${randomUUID()}`)
    const text = `${JSON.stringify(record, null, 2)}\n`
    await writeDirectoryAtomic(aside, { [runFiles.record]: new TextEncoder().encode(text) })
    try {
      // Two engines may start a run of one name at once: a folder that holds something is not replaced.
      await rename(aside, target)
    } catch {
      await removeDirectory(aside)
      throw nameTaken(record.id, target)
    }
  }

  #launch({ id, process: { token } }: RunRecord): void {
    this.#processes.set(id, startProcess(this.#entry, join(this.runs, id), token, places()))
  }

  async #wish({ directory, record }: Run, wish: 'pause' | 'cancel'): Promise<void> {
    await writeRecord(directory, { ...record, process: { ...record.process, wish } })
  }

  /** Ends the process of that token by force, if it is still there. */
  async #kill(id: string, token: string): Promise<void> {
    const run = await this.#find(id).catch(() => undefined)
    if (run?.summary.state !== 'pausing' || run.record.process.token !== token) return
    const own = this.#processes.get(id)
    if (own?.token === token) own.kill()
    else if (run.progress) process.kill(run.progress.pid, 'SIGKILL')
  }
}

function summarise({ id, teacher, problem, configuration, startedAt }: RunRecord, progress: RunProgress | undefined) {
  return {
    id,
    name: id,
    teacher: teacher.id,
    problem,
    step: progress?.step ?? 0,
    steps: configuration.steps,
    stage: progress?.stage ?? 'Starting',
    fraction: progress?.fraction ?? 0,
    ...(progress?.phase === 'running' && progress.etaSeconds !== undefined && { etaSeconds: progress.etaSeconds }),
    figures: progress?.figures ?? {},
    startedAt,
  }
}

function damagedSummary(id: string, error: Failure): RunSummary {
  const nothing = {
    teacher: '',
    problem: '',
    step: 0,
    steps: 0,
    stage: 'Damaged',
    fraction: 0,
    figures: {},
    startedAt: '',
  }
  return { ...nothing, id, name: id, state: 'failed', error: contractErrorOf(error) }
}

function nameTaken(name: string, where: string): Failure {
  return new Failure({
    code: 'name-taken',
    kind: 'usage',
    what: 'the name is taken',
    where,
    expected: 'a name that no run and no model has',
    received: name,
  })
}

function wrongState(id: string, wanted: string, state: RunState): Failure {
  const [what, received] = [`the training run cannot be ${wanted}`, `one that is ${state}`]
  return new Failure({ code: 'run-state', kind: 'usage', what, where: id, received })
}
