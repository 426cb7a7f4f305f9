import type {
  ContractError,
  Mapping,
  ObservationTable,
  ObservedPoint,
  ProblemDescription,
} from '../../src-main/contract/calls'
import type { Engine } from './engine.svelte'
import { engineError } from './engine-error'

/** An observation file that the engine has read and found good. */
export interface ObservationFile {
  readonly fileName: string
  readonly table: ObservationTable
  /** How the file was read. */
  readonly mapping: Mapping
  readonly count: number
  /** Points whose noise the file does not state. */
  readonly withoutNoise: number
  /** At most 2000 of them, to be shown. */
  readonly points: readonly ObservedPoint[]
}

export interface RefusedFile {
  readonly fileName: string
  readonly error: ContractError
}

/** The measurements of the work at hand. A file that is refused leaves the good one in place. */
export class ObservationStore {
  file = $state.raw<ObservationFile>()
  refused = $state.raw<RefusedFile>()
  reading = $state<string>()
  readonly #engine: Engine
  readonly #problem: ProblemDescription
  #latest = 0

  constructor(engine: Engine, problem: ProblemDescription) {
    this.#engine = engine
    this.#problem = problem
  }

  /** Reads what `load` brings; a later call overtakes an earlier one. True when the file is good. */
  async open(fileName: string, load: () => Promise<Uint8Array<ArrayBuffer>>): Promise<boolean> {
    this.#latest += 1
    const ticket = this.#latest
    this.reading = fileName
    this.refused = undefined
    try {
      const bytes = await load()
      const { count, withoutNoise, points, table, mapping } = await this.#engine.client.call('readObservations', {
        problem: this.#problem.id,
        fileName,
        bytes,
      })
      if (ticket !== this.#latest) return false
      this.file = { fileName, table, mapping, count, withoutNoise, points }
      return true
    } catch (error) {
      if (ticket === this.#latest) this.refused = { fileName, error: engineError(error) }
      return false
    } finally {
      if (ticket === this.#latest) this.reading = undefined
    }
  }

  clear(): void {
    this.#latest += 1
    this.file = undefined
    this.refused = undefined
    this.reading = undefined
  }

  dismissRefused(): void {
    this.refused = undefined
  }
}

/** Number of points on each field. */
export function pointsByField(points: readonly ObservedPoint[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { field } of points) counts[field] = (counts[field] ?? 0) + 1
  return counts
}
