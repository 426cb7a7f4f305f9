import type {
  ContractError,
  Mapping,
  ObservationPreview,
  ProblemDescription,
  ResultOf,
} from '../../../src-main/contract/calls'
import type { Engine } from '../engine.svelte'
import { engineError } from '../engine-error'
import { LatestOnly } from '../latest-only'
import { Measurements } from './measurements'

export type MappedColumn = Mapping['columns'][number]
export type TextLayout = NonNullable<Mapping['text']>

/** What is known of a file when it is read by one mapping. */
interface Look {
  readonly preview: ObservationPreview
  /** The measurements, where nothing is in their way. */
  readonly read: ResultOf<'readObservations'> | undefined
  /** Why they cannot be read although the preview found nothing. */
  readonly refusal: ContractError | undefined
}

/** While somebody types or clicks through choices, the engine is asked once they pause for so long. */
const pauseMs = 150

/**
 * The import of one file while its settings are open. Every change is tried out by the engine; the file can be imported
 * once it has been read by exactly the settings that are shown.
 */
export class ImportDraft {
  readonly fileName: string
  readonly bytes: Uint8Array<ArrayBuffer>
  /** As it is set, which may be ahead of {@link look}. */
  mapping: Mapping = $state.raw()!
  /** The last look that the engine took; stays while another is on its way. */
  look: Look = $state.raw()!
  /** Why the engine could not take a look. */
  error = $state.raw<ContractError>()
  /** It has not been tried yet how the file reads as it is set now. */
  pending = $state(true)
  /** Joins what is there instead of taking its place. */
  append = $state(false)
  /** What was decided: the measurements, or nothing. */
  readonly decided: Promise<Measurements | undefined>
  readonly #requests: LatestOnly<Mapping, Look>
  #decide!: (measurements: Measurements | undefined) => void
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    engine: Engine,
    problem: ProblemDescription,
    { fileName, bytes }: { readonly fileName: string; readonly bytes: Uint8Array<ArrayBuffer> },
    preview: ObservationPreview,
  ) {
    this.fileName = fileName
    this.bytes = bytes
    this.mapping = preview.mapping
    this.look = { preview, read: undefined, refusal: undefined }
    this.decided = new Promise((decide) => (this.#decide = decide))
    const file = { problem: problem.id, fileName, bytes }
    this.#requests = new LatestOnly<Mapping, Look>(
      async (mapping) => {
        const found = await engine.client.call('previewObservations', { ...file, mapping })
        if (found.findingCount > 0) return { preview: found, read: undefined, refusal: undefined }
        try {
          const read = await engine.client.call('readObservations', { ...file, mapping: found.mapping })
          return { preview: found, read, refusal: undefined }
        } catch (error) {
          const refusal = engineError(error)
          if (refusal.kind !== 'usage') throw error
          return { preview: found, read: undefined, refusal }
        }
      },
      (outcome) => {
        if ('result' in outcome) this.look = outcome.result
        this.error = 'error' in outcome ? engineError(outcome.error) : undefined
        if (outcome.request !== this.mapping) return
        if ('result' in outcome) this.mapping = outcome.result.preview.mapping
        this.pending = false
      },
    )
    this.#requests.submit(this.mapping)
  }

  /** The measurements as they would be imported now. */
  get read(): ResultOf<'readObservations'> | undefined {
    return this.pending || this.error ? undefined : this.look.read
  }

  setMapping(change: Partial<Mapping>): void {
    this.mapping = { ...this.mapping, ...change }
    this.#try()
  }

  setText(change: Partial<TextLayout>): void {
    if (this.mapping.text) this.setMapping({ text: { ...this.mapping.text, ...change } })
  }

  /** A role that only one column can have is taken from whichever has it. */
  setColumn(at: number, change: Partial<MappedColumn>): void {
    const changed = { ...this.mapping.columns[at]!, ...change }
    const columns = this.mapping.columns.map((column, i) => {
      if (i === at) return changed
      const taken = changed.role !== 'ignore' && column.role === changed.role && column.field === changed.field
      return taken ? { ...column, role: 'ignore' as const, field: null } : column
    })
    this.setMapping({ columns })
  }

  /** Asks again as it is set, after the engine has failed. */
  retry(): void {
    this.#try(0)
  }

  import(): void {
    const { read } = this
    if (!read) return
    const { fileName, bytes } = this
    this.#close(new Measurements(fileName, read.table, undefined, [{ fileName, bytes, mapping: read.mapping }]))
  }

  cancel(): void {
    this.#close(undefined)
  }

  #try(afterMs = pauseMs): void {
    this.pending = true
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#requests.submit(this.mapping), afterMs)
  }

  #close(measurements: Measurements | undefined): void {
    clearTimeout(this.#timer)
    this.#decide(measurements)
  }
}
