import type { CallOptions, ContractError, Progress } from '../../../src-main/contract/calls'
import { engineError } from '../engine-error'

/** One call at a time that takes long: how far it is, and a way to end it. */
export class Job {
  /** What it is about, e.g. the identifier of a model; undefined while nothing is under way. */
  subject = $state<string>()
  progress = $state.raw<Progress>()
  #abort: AbortController | undefined

  /**
   * Runs a call unless one is under way. Gives its result, its error, or undefined when it was cancelled or not begun.
   */
  async run<T>(
    subject: string,
    call: (options: Required<CallOptions>) => Promise<T>,
  ): Promise<{ readonly result: T } | { readonly error: ContractError } | undefined> {
    if (this.subject !== undefined) return undefined
    const abort = new AbortController()
    this.subject = subject
    this.#abort = abort
    try {
      const onProgress = (progress: Progress): void => {
        this.progress = progress
      }
      return { result: await call({ onProgress, signal: abort.signal }) }
    } catch (cause) {
      const error = engineError(cause)
      return error.kind === 'cancelled' ? undefined : { error }
    } finally {
      this.subject = undefined
      this.progress = undefined
    }
  }

  cancel(): void {
    this.#abort?.abort()
  }
}
