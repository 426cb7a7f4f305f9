import type { Difference } from './values'

/** Changes of the same kind that follow one another within this time are one step. */
export const restMs = 600

export interface UndoLimits {
  readonly steps: number
  readonly bytes: number
}

/**
 * What was before, and what was undone, as whole values that share what is the same. The states before the oldest step
 * are forgotten where steps or bytes become too many; the last step can always be undone.
 */
export class UndoHistory<T> {
  #past = $state.raw<readonly T[]>([])
  #future = $state.raw<readonly T[]>([])
  #present = $state.raw<T>()
  /** What the step that is still open is about. */
  #open: readonly string[] = []
  #changedAt = -Infinity
  readonly #limits: UndoLimits
  readonly #bytesOf: (states: Iterable<T>) => number

  constructor(limits: UndoLimits, bytesOf: (states: Iterable<T>) => number) {
    this.#limits = limits
    this.#bytesOf = bytesOf
  }

  get present(): T | undefined {
    return this.#present
  }

  get canUndo(): boolean {
    return this.#past.length > 0
  }

  get canRedo(): boolean {
    return this.#future.length > 0
  }

  /** Forgets everything before and after. */
  begin(present: T): void {
    this.#past = []
    this.#future = []
    this.#present = present
    this.settle()
  }

  /** The present has become another without anybody having taken a step. */
  amend(present: T): void {
    this.#present = present
  }

  /** A step to `next`, or a further bit of the one that is under way. `now` is in milliseconds. */
  record(next: T, changes: readonly Difference[], now: number): void {
    const paths = changes.map(({ path }) => path)
    const goesOn =
      now - this.#changedAt < restMs &&
      paths.every((path) => this.#open.includes(path)) &&
      changes.every(({ continuous }) => continuous)
    if (!goesOn) {
      this.#past = this.#bounded([...this.#past, this.#present!])
      this.#open = paths
    }
    this.#future = []
    this.#present = next
    this.#changedAt = now
  }

  /** Ends the step that is under way: the next change is a step of its own. */
  settle(): void {
    this.#open = []
    this.#changedAt = -Infinity
  }

  undo(): T | undefined {
    const before = this.#past.at(-1)
    if (before === undefined) return undefined
    this.#future = [...this.#future, this.#present!]
    this.#past = this.#past.slice(0, -1)
    return this.#arrive(before)
  }

  redo(): T | undefined {
    const after = this.#future.at(-1)
    if (after === undefined) return undefined
    this.#past = [...this.#past, this.#present!]
    this.#future = this.#future.slice(0, -1)
    return this.#arrive(after)
  }

  #arrive(state: T): T {
    this.#present = state
    this.settle()
    return state
  }

  #bounded(past: readonly T[]): readonly T[] {
    let kept = past.slice(-this.#limits.steps)
    while (kept.length > 1 && this.#bytesOf(kept) > this.#limits.bytes) kept = kept.slice(1)
    return kept
  }
}
