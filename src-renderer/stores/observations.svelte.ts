import type { ContractError, ProblemDescription } from '../../src-main/contract/calls'
import type { Engine } from './engine.svelte'
import { engineError } from './engine-error'
import { ImportDraft } from './observations/import-draft.svelte'
import { byHand, Measurements, type SourceFile } from './observations/measurements'
import { emptyTable, type Row, type RowChange } from './observations/table'

export interface RefusedFile {
  readonly fileName: string
  readonly error: ContractError
}

/** A file that somebody has dropped or chosen. */
export interface OfferedFile {
  readonly name: string
  load(): Promise<Uint8Array<ArrayBuffer>>
}

/** What became of an offered file. */
export type Reading = 'read' | 'refused' | 'given up'

/**
 * The measurements of the work at hand, and the files on their way to them. A file that is refused leaves the good ones
 * in place. `file` is replaced by every edit and never changes itself, so that undo may hold former values.
 */
export class ObservationStore {
  file = $state.raw<Measurements>()
  refused = $state.raw<RefusedFile>()
  reading = $state<string>()
  /** The file whose import settings are open. */
  draft = $state.raw<ImportDraft>()
  /** Number of the row that is pointed out in table and picture. */
  selected = $state<number>()
  /** A click on the picture adds a measurement. */
  adding = $state(false)
  tableOpen = $state(false)
  readonly #engine: Engine
  readonly #problem: ProblemDescription
  #latest = 0

  constructor(engine: Engine, problem: ProblemDescription) {
    this.#engine = engine
    this.#problem = problem
  }

  get selectedRow(): number | undefined {
    return this.selected === undefined ? undefined : this.file?.rowOfId(this.selected)
  }

  select(row: number | undefined): void {
    this.selected = row === undefined ? undefined : this.file?.ids[row]
  }

  /**
   * Reads a file; a later call overtakes an earlier one. Where it is not plain what the file holds, its import settings
   * are opened and asked.
   */
  async open({ name, load }: OfferedFile, append = false): Promise<Reading> {
    const ticket = this.#begin(name)
    try {
      const source = { fileName: name, bytes: await load() }
      const file = { problem: this.#problem.id, ...source }
      const preview = await this.#engine.client.call('previewObservations', file)
      if (ticket !== this.#latest) return 'given up'
      if (!preview.native) {
        const draft = new ImportDraft(this.#engine, this.#problem, source, preview)
        draft.append = append
        return await this.#settle(draft)
      }
      const { table, mapping } = await this.#engine.client.call('readObservations', file)
      if (ticket !== this.#latest) return 'given up'
      this.#take(new Measurements(name, table, undefined, [{ ...source, mapping }]), append)
      return 'read'
    } catch (error) {
      if (ticket !== this.#latest) return 'given up'
      this.fail(name, error)
      return 'refused'
    } finally {
      if (ticket === this.#latest) this.reading = undefined
    }
  }

  /** Opens the import settings of a file that was read before; what is imported takes the place of everything. */
  async reopen({ fileName, bytes, mapping }: SourceFile): Promise<Reading> {
    const ticket = this.#begin(fileName)
    try {
      const request = { problem: this.#problem.id, fileName, bytes, mapping }
      const preview = await this.#engine.client.call('previewObservations', request)
      if (ticket !== this.#latest) return 'given up'
      return await this.#settle(new ImportDraft(this.#engine, this.#problem, { fileName, bytes }, preview))
    } catch (error) {
      if (ticket === this.#latest) this.fail(fileName, error)
      return 'refused'
    } finally {
      if (ticket === this.#latest) this.reading = undefined
    }
  }

  edit(row: number, change: RowChange): void {
    this.file = this.file?.edit(row, change)
  }

  setSigma(rows: Iterable<number>, sigma: number): void {
    this.file = this.file?.setSigma(rows, sigma)
  }

  /** Adds a measurement and points it out. */
  add(point: Omit<Row, 'average' | 'line'>): void {
    this.file = (this.file ?? new Measurements(byHand, emptyTable())).add(point)
    this.select(this.file.count - 1)
  }

  delete(rows: Iterable<number>): void {
    const left = this.file?.delete(rows)
    this.file = left && left.count > 0 ? left : undefined
  }

  mute(rows: Iterable<number>, muted: boolean): void {
    this.file = this.file?.mute(rows, muted)
  }

  muteField(key: string, muted: boolean): void {
    this.file = this.file?.muteField(key, muted)
  }

  clear(): void {
    this.#latest += 1
    this.draft?.cancel()
    this.file = undefined
    this.refused = undefined
    this.reading = undefined
    this.selected = undefined
  }

  dismissRefused(): void {
    this.refused = undefined
  }

  /** Shows why something could not be done with a file. */
  fail(fileName: string, error: unknown): void {
    this.refused = { fileName, error: engineError(error) }
  }

  /** Whatever was on its way is given up for the file of this name. */
  #begin(fileName: string): number {
    this.#latest += 1
    this.draft?.cancel()
    this.refused = undefined
    this.reading = fileName
    return this.#latest
  }

  async #settle(draft: ImportDraft): Promise<Reading> {
    this.draft = draft
    this.reading = undefined
    const measurements = await draft.decided
    if (this.draft === draft) this.draft = undefined
    if (!measurements) return 'given up'
    this.#take(measurements, draft.append)
    return 'read'
  }

  #take(measurements: Measurements, append: boolean): void {
    this.file = append && this.file ? this.file.append(measurements) : measurements
    this.selected = undefined
  }
}
