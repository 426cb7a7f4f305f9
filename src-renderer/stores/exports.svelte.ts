import type { ContractError, ExportFormat, ResultOf } from '../../src-main/contract/calls'
import type { Display } from './display.svelte'
import type { Engine } from './engine.svelte'
import { engineError } from './engine-error'
import type { Reconstruction } from './reconstruction.svelte'
import type { Sampling } from './sampling.svelte'

export type SavedFile = ResultOf<'exportSolution'>
export type ExportSizes = ResultOf<'solutionSizes'>

/** What can be saved as files. */
interface ExportedField {
  /** Equal for what gives equal files. */
  readonly name: string
  file(format: ExportFormat): Promise<SavedFile>
  sizes(): Promise<ExportSizes>
}

/** Saving what is looked at, the reconstruction or the sample: one at a time, and what became of it. */
export class Exports {
  saving = $state<ExportFormat>()
  /** The last file that was saved, and why one was not; of what is looked at. */
  saved = $state.raw<{ readonly fileName: string; readonly bytes: number }>()
  error = $state.raw<ContractError>()
  sizes = $state.raw<ExportSizes>()
  readonly field: ExportedField | undefined = $derived.by(() => this.#lookedAt())
  readonly #engine: Engine
  readonly #sampling: Sampling
  readonly #reconstruction: Reconstruction
  readonly #display: Display

  constructor(engine: Engine, sampling: Sampling, reconstruction: Reconstruction, display: Display) {
    this.#engine = engine
    this.#sampling = sampling
    this.#reconstruction = reconstruction
    this.#display = display
  }

  /** The file in this format; undefined when it could not be had, which `error` tells. */
  async file(format: ExportFormat): Promise<SavedFile | undefined> {
    if (!this.field || this.saving) return undefined
    this.saving = format
    this.error = undefined
    try {
      const file = await this.field.file(format)
      this.saved = { fileName: file.fileName, bytes: file.bytes.length }
      return file
    } catch (reason) {
      this.error = engineError(reason)
      return undefined
    } finally {
      this.saving = undefined
    }
  }

  /** Finds out how large the files are, which has them made. */
  async measure(): Promise<void> {
    const asked = this.field
    // A size that cannot be had is not missed: the file itself will say why.
    const sizes = await asked?.sizes().catch(() => undefined)
    if (asked?.name === this.field?.name) this.sizes = sizes
  }

  /** What was told of the former field is none of this one's. */
  forget(): void {
    this.saved = undefined
    this.error = undefined
    this.sizes = undefined
  }

  #lookedAt(): ExportedField | undefined {
    const { client } = this.#engine
    const solution = this.#display.source === 'solution' ? this.#reconstruction.solution : undefined
    if (solution) {
      const { solutionId } = solution
      return {
        name: solutionId,
        file: (format) => client.call('exportSolution', { solutionId, format }),
        sizes: () => client.call('solutionSizes', { solutionId }),
      }
    }
    const sample = this.#sampling.result
    if (!sample) return undefined
    const { parameters, seed, steps, model } = sample
    const request = { problem: this.#sampling.problem.id, parameters: { ...parameters }, seed, steps }
    return {
      name: JSON.stringify([request, model.sha256]),
      file: (format) => client.call('exportSample', { ...request, format }),
      sizes: () => client.call('sampleSizes', request),
    }
  }
}
