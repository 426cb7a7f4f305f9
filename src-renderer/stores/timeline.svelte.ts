import type { Display } from './display.svelte'

/** How long it takes to walk through all of the time at ordinary speed. */
const walkMs = 6000
export const speeds = [0.25, 0.5, 1, 2, 4] as const
export type Speed = (typeof speeds)[number]

/** Walks through the time of what is shown, from 0 at its start to 1 at its end. */
export class Timeline {
  playing = $state(false)
  speed = $state<Speed>(1)
  loop = $state(true)
  /** Undefined where nobody looks at the time. */
  readonly place: number | undefined = $derived.by(() => this.#display.settings.time ?? undefined)
  readonly #display: Display
  #frame = 0
  #last: number | undefined

  constructor(display: Display) {
    this.#display = display
  }

  get open(): boolean {
    return this.place !== undefined
  }

  /** Begins at the start; plays at once unless motion is unwelcome. */
  start(plays: boolean): void {
    this.seek(0)
    if (plays) this.play()
  }

  close(): void {
    this.pause()
    this.#display.set({ time: null })
  }

  seek(place: number): void {
    this.#display.set({ time: Math.min(1, Math.max(0, place)) })
  }

  play(): void {
    if (this.playing || this.place === undefined) return
    if (this.place === 1) this.seek(0)
    this.playing = true
    this.#last = undefined
    this.#frame = requestAnimationFrame(this.#step)
  }

  pause(): void {
    this.playing = false
    cancelAnimationFrame(this.#frame)
  }

  toggle(): void {
    if (this.playing) this.pause()
    else this.play()
  }

  readonly #step = (now: number): void => {
    if (!this.playing || this.place === undefined) return this.pause()
    const elapsed = this.#last === undefined ? 0 : now - this.#last
    this.#last = now
    const next = this.place + (elapsed * this.speed) / walkMs
    if (next < 1) this.seek(next)
    else if (this.loop) this.seek(next % 1)
    else {
      this.seek(1)
      return this.pause()
    }
    this.#frame = requestAnimationFrame(this.#step)
  }
}
