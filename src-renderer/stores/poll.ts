/**
 * Asks again and again, one question at a time, for as long as `pause` names a wait until the next. Who knows that there
 * is news wakes it.
 */
export class Poll {
  readonly #ask: () => Promise<void>
  readonly #pause: () => number | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #asking = false
  #again = false

  /** `ask` deals with its errors itself; `pause` is in milliseconds, undefined to rest until the next {@link wake}. */
  constructor(ask: () => Promise<void>, pause: () => number | undefined) {
    this.#ask = ask
    this.#pause = pause
  }

  /** Asks at once, or once more as soon as the question under way is answered. */
  wake(): void {
    if (this.#asking) this.#again = true
    else void this.#run()
  }

  async #run(): Promise<void> {
    clearTimeout(this.#timer)
    this.#asking = true
    do {
      this.#again = false
      await this.#ask()
    } while (this.#again)
    this.#asking = false
    const wait = this.#pause()
    if (wait !== undefined) this.#timer = setTimeout(() => this.wake(), wait)
  }
}
