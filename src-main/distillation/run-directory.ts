import { existsSync } from 'node:fs'
import { appendFile, mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../field/failure'
import type { Parameters as SliderParameters } from '../problems/problem'
import { checkDirectoryWritable, writeFileAtomic } from '../formats/atomic'
import { readTrainingState, writeTrainingState, type PackageIdentity, type TrainingState } from './state-file'

/** What a run saves of itself while it trains. */
export type Checkpoint = Pick<TrainingState, 'states' | 'gaussian' | 'seconds'>

/** How a training run is watched, and asked to stop after its current step. */
export interface RunObserver {
  readonly signal: AbortSignal
  progress(stage: string, fraction: number, etaSeconds?: number, figures?: Readonly<Record<string, number>>): void
  /** Hears each row of the learning curve as it is written. */
  onRecord?(row: Readonly<Record<string, number>>): void
  /** Hears a few samples of the weights at each checkpoint, always from the same noise. */
  onSamples?(strip: SampleStrip): void
}

/** A few samples of a network under training, for people to look at. */
export interface SampleStrip {
  readonly step: number
  readonly size: number
  readonly parameters: readonly SliderParameters[]
  /** Normalised, `[count, channels, size, size]`. */
  readonly states: Float32Array
}

const files = { configuration: 'configuration.json', checkpoint: 'checkpoint.npz', curve: 'curve.csv' } as const

/** A training run on disk: its state, its learning curve, and its configuration for people to read. */
export class TrainingRun implements RunObserver {
  readonly directory: string
  readonly #observer: RunObserver
  readonly #origin: Pick<TrainingState, 'configuration' | 'teacher'>
  readonly #restored: TrainingState | undefined

  private constructor(
    directory: string,
    observer: RunObserver,
    origin: Pick<TrainingState, 'configuration' | 'teacher'>,
    restored: TrainingState | undefined,
  ) {
    this.directory = directory
    this.#observer = observer
    this.#origin = origin
    this.#restored = restored
  }

  /**
   * Opens a run's directory. A fresh run refuses a directory that already holds a checkpoint, and a resumed one
   * a configuration or a teacher that differs from the one it was started with. The checkpoint alone is enough to
   * resume from.
   *
   * @throws Failure `run-exists`, `run-missing`, `run-configuration`, `run-teacher`, `output-not-writable`, and what
   *   {@link readTrainingState} refuses
   */
  static async open(
    directory: string,
    configuration: object,
    resume: boolean,
    observer: RunObserver,
    teacher: PackageIdentity | null = null,
  ): Promise<TrainingRun> {
    const path = join(directory, files.checkpoint)
    const refuse = (code: string, what: string, expected: string, received?: string): never => {
      throw new Failure({ code, kind: 'usage', what, where: directory, expected, ...(received && { received }) })
    }
    if (existsSync(path) !== resume) {
      if (resume) refuse('run-missing', 'there is no run to resume', `${files.checkpoint} in the directory`)
      refuse('run-exists', 'the directory holds a checkpoint already', '--resume, or another directory')
    }
    const text = `${JSON.stringify(configuration, null, 2)}\n`
    const origin = { configuration: JSON.parse(text) as TrainingState['configuration'], teacher }
    const restored = resume ? await readTrainingState(path) : undefined
    if (restored) {
      const changed = differences(restored.configuration, origin.configuration)
      if (changed.length > 0) {
        const what = 'the run was started with another configuration'
        refuse('run-configuration', what, `the entries in ${path}`, `others for ${changed.join(', ')}`)
      }
      if (restored.teacher?.sha256 !== teacher?.sha256) {
        const what = 'the run was started with another teacher'
        refuse('run-teacher', what, describeTeacher(restored.teacher), describeTeacher(teacher))
      }
    }
    await checkDirectoryWritable(directory)
    await mkdir(directory, { recursive: true })
    await writeFileAtomic(join(directory, files.configuration), new TextEncoder().encode(text))
    // Left by a run that ended before its first checkpoint.
    if (!resume) await rm(join(directory, files.curve), { force: true })
    return new TrainingRun(directory, observer, origin, restored)
  }

  get signal(): AbortSignal {
    return this.#observer.signal
  }

  progress(...details: Parameters<RunObserver['progress']>): void {
    this.#observer.progress(...details)
  }

  /**
   * The checkpoint of a resumed run, with the states of the named networks, the trained one first. The learning curve
   * goes back to that network's step too: rows are written before their checkpoint, which a kill may have prevented.
   *
   * @throws Failure `checkpoint-incomplete`
   */
  async restore(networks: readonly string[]): Promise<Checkpoint | undefined> {
    if (!this.#restored) return undefined
    const checkpoint = checkpointOf(this.#restored, networks, this.directory)
    const path = join(this.directory, files.curve)
    if (existsSync(path)) {
      const kept = curveUpTo(await readFile(path, 'utf8'), checkpoint.states[networks[0]!]!.step)
      await writeFileAtomic(path, new TextEncoder().encode(kept))
    }
    return checkpoint
  }

  /** Replaces the checkpoint; a kill at any moment leaves the old one or the new one. */
  async save(checkpoint: Checkpoint): Promise<void> {
    await writeTrainingState(join(this.directory, files.checkpoint), { ...this.#origin, ...checkpoint })
  }

  onSamples(strip: SampleStrip): void {
    this.#observer.onSamples?.(strip)
  }

  /** Appends a row to the learning curve, a CSV file. */
  async record(columns: readonly string[], row: readonly number[]): Promise<void> {
    this.#observer.onRecord?.(Object.fromEntries(columns.map((column, i) => [column, row[i]!])))
    const path = join(this.directory, files.curve)
    const head = existsSync(path) ? '' : `${columns.join(',')}\n`
    await appendFile(path, `${head}${row.map((value) => Number(value.toPrecision(6))).join(',')}\n`)
  }
}

/** The whole rows of a learning curve up to a step, which is its first column, under its header. */
function curveUpTo(text: string, step: number): string {
  // A row that a kill cut short has no end of line.
  const [header, ...rows] = text.split('\n').slice(0, -1)
  if (header === undefined) return ''
  const kept = rows.filter((row) => Number(row.split(',')[0]) <= step)
  return [header, ...kept].map((row) => `${row}\n`).join('')
}

/** Names of the entries in which two configurations differ. */
function differences(a: TrainingState['configuration'], b: TrainingState['configuration']): string[] {
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].filter((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name]))
}

const describeTeacher = (teacher: PackageIdentity | null): string =>
  teacher ? `${teacher.id} with SHA-256 ${teacher.sha256}` : 'none'

/**
 * Reads the last checkpoint of a run.
 *
 * @throws Failure `checkpoint-incomplete`, and what {@link readTrainingState} refuses
 */
export async function readCheckpoint(directory: string, networks: readonly string[]): Promise<Checkpoint> {
  return checkpointOf(await readTrainingState(join(directory, files.checkpoint)), networks, directory)
}

function checkpointOf(
  { states, gaussian, seconds }: TrainingState,
  networks: readonly string[],
  where: string,
): Checkpoint {
  const missing = networks.find((name) => !Object.hasOwn(states, name))
  if (missing === undefined) return { states, gaussian, seconds }
  throw new Failure({
    code: 'checkpoint-incomplete',
    kind: 'usage',
    what: 'the checkpoint lacks a network',
    where,
    expected: missing,
    received: Object.keys(states).join(', '),
  })
}
