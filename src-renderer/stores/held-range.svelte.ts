import type { ViewSettings } from '../../src-main/contract/view-settings'
import { blendRanges, type ValueRange } from '../scene/value-range'

type RangeChoice = ViewSettings['range']

/** How long after the last move of a slider the colours come to rest on the new range. */
const restAfterMs = 500
const easeMs = 260

/**
 * The range that the colours and heights of a picture span. It follows the field, but stands still while a slider
 * moves, so that a stronger source is seen to lift the surface and not only to change the numbers beside it; it stays
 * for as long as somebody holds it, and is what was typed where it is fixed.
 */
export class HeldRange {
  range = $state.raw<ValueRange>({ minimum: 0, maximum: 1 })
  readonly #reducedMotion: boolean
  #subject = ''
  #choice: RangeChoice = { kind: 'automatic' }
  #target: ValueRange = this.range
  #restTimer: ReturnType<typeof setTimeout> | undefined
  #frame = 0

  constructor(reducedMotion: boolean) {
    this.#reducedMotion = reducedMotion
  }

  /** Whether this names another picture than the last one, if there was one. */
  isAnother(subject: string): boolean {
    return this.#subject !== '' && subject !== this.#subject
  }

  /** `subject` names the picture: a new one takes its own range at once. `target` is the range of its field. */
  follow(subject: string, target: ValueRange, choice: RangeChoice = { kind: 'automatic' }): void {
    const [former, another] = [this.#choice, subject !== this.#subject]
    this.#subject = subject
    this.#choice = choice
    this.#target = choice.kind === 'fixed' ? choice.range : target
    if (choice.kind === 'held' && !another) return this.#rest()
    const released = former.kind !== 'automatic' && choice.kind === 'automatic'
    if (released && !another) return this.#ease()
    if (another || choice.kind === 'fixed' || this.#restTimer === undefined) {
      this.#rest()
      this.range = this.#target
    }
  }

  /** A slider has moved. */
  stir(): void {
    clearTimeout(this.#restTimer)
    cancelAnimationFrame(this.#frame)
    this.#restTimer = setTimeout(() => {
      this.#rest()
      if (this.#choice.kind !== 'held') this.#ease()
    }, restAfterMs)
  }

  #rest(): void {
    clearTimeout(this.#restTimer)
    this.#restTimer = undefined
    cancelAnimationFrame(this.#frame)
  }

  #ease(): void {
    if (this.#reducedMotion) {
      this.range = this.#target
      return
    }
    const from = this.range
    const start = performance.now()
    const step = (now: number): void => {
      const t = Math.min(1, Math.max(0, (now - start) / easeMs))
      this.range = blendRanges(from, this.#target, t * t * (3 - 2 * t))
      if (t < 1) this.#frame = requestAnimationFrame(step)
    }
    this.#frame = requestAnimationFrame(step)
  }
}
