/** How long after the last change it is written, and how long after the first one at most. */
const restMs = 1000
const longestMs = 2500

/** Writes what has changed soon after, but not at every change; one write at a time. */
export class Autosave {
  readonly #write: () => Promise<void>
  #timer: ReturnType<typeof setTimeout> | undefined
  #firstAt: number | undefined
  #writing: Promise<void> | undefined
  #again = false

  /** `write` deals with its errors itself. */
  constructor(write: () => Promise<void>) {
    this.#write = write
  }

  /** Something has changed. */
  touch(): void {
    const now = performance.now()
    this.#firstAt ??= now
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), Math.max(0, Math.min(restMs, this.#firstAt + longestMs - now)))
  }

  /** What was to be written is no longer. */
  cancel(): void {
    clearTimeout(this.#timer)
    this.#firstAt = undefined
    this.#again = false
  }

  /** Writes at once; resolves when what is set now is written. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#firstAt = undefined
    if (this.#writing) this.#again = true
    else this.#writing = this.#run()
    return this.#writing
  }

  async #run(): Promise<void> {
    do {
      this.#again = false
      await this.#write()
    } while (this.#again)
    this.#writing = undefined
  }
}
