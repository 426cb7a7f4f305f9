import type { ViewSettings } from '../../src-main/contract/view-settings'
import type { SliceEnd } from '../scene/field-scene'
import { sliceLength, snapToAxis } from '../scene/line-slice'
import type { DomainPoint, Slice } from '../scene/picture'
import type { Display } from './display.svelte'

/** Draws the line that a field is plotted along, and moves its ends. */
export class SliceTool {
  /** A line is being drawn: neither end is set, or only the first. */
  drawing = $state.raw<{ readonly from: DomainPoint | undefined }>()
  /** The line as it is while it is drawn or dragged, before it is kept. */
  #moving = $state.raw<Slice>()
  readonly slice: Slice | undefined = $derived.by(() => this.#moving ?? this.#kept)
  readonly #display: Display

  constructor(display: Display) {
    this.#display = display
  }

  get #kept(): Slice | undefined {
    return this.drawing ? undefined : sliceOf(this.#display.settings)
  }

  /** There is a line, or one is being drawn. */
  get active(): boolean {
    return this.drawing !== undefined || this.slice !== undefined
  }

  start(): void {
    this.#moving = undefined
    this.drawing = { from: undefined }
  }

  /** Stops drawing; a line that was there before stays. */
  stop(): void {
    this.drawing = undefined
    this.#moving = undefined
  }

  remove(): void {
    this.stop()
    this.#display.set({ slice: null })
  }

  /** Sets the next end; true when the line is complete. A line without length is not taken. */
  setEnd(point: DomainPoint, straight: boolean): boolean {
    if (!this.drawing) return false
    const { from } = this.drawing
    if (!from) {
      this.drawing = { from: point }
      return false
    }
    const line = lineTo(from, point, straight)
    if (sliceLength(line) === 0) return false
    this.stop()
    this.#keep(line)
    return true
  }

  /** Shows the line as it would be with its end here. */
  preview(point: DomainPoint | undefined, straight: boolean): void {
    if (!this.drawing?.from || !point) return
    this.#moving = lineTo(this.drawing.from, point, straight)
  }

  /** Moves one end, without keeping the line until it is let go. */
  drag(end: SliceEnd, to: DomainPoint, straight: boolean): void {
    const { slice } = this
    if (!slice) return
    const turned = lineTo(slice[end === 'to' ? 'from' : 'to'], to, straight)
    this.#moving = end === 'to' ? turned : { from: turned.to, to: turned.from }
  }

  letGo(): void {
    const line = this.#moving
    this.#moving = undefined
    if (line && !this.drawing && sliceLength(line) > 0) this.#keep(line)
  }

  #keep({ from, to }: Slice): void {
    this.#display.set({ slice: { x1: from.x, y1: from.y, x2: to.x, y2: to.y } })
  }
}

function lineTo(from: DomainPoint, to: DomainPoint, straight: boolean): Slice {
  return straight ? snapToAxis({ from, to }) : { from, to }
}

export function sliceOf({ slice }: Pick<ViewSettings, 'slice'>): Slice | undefined {
  return slice ? { from: { x: slice.x1, y: slice.y1 }, to: { x: slice.x2, y: slice.y2 } } : undefined
}
