import type { FieldView } from '../scene/field-view'
import type { Slice } from '../scene/picture'
import type { ValueRange } from '../scene/value-range'
import { formatNumber } from '../components/number-format'
import { words } from '../text/words.svelte'
import type { Comparison } from './comparison.svelte'
import type { Course } from './course.svelte'
import type { Display } from './display.svelte'
import type { Timeline } from './timeline.svelte'

/** A picture with what its colours and heights span. */
export interface ShownPicture {
  readonly view: FieldView
  readonly range: ValueRange
}

/** The pictures that stand in the frame, from left to right, at the time that is looked at. */
export class Pictures {
  /** Time runs along y: the whole course is one sheet. */
  readonly sheet: boolean = $derived.by(() => this.#display.view?.field.grid.symbols.y === 't')
  /** There is something to walk through. */
  readonly timed: boolean = $derived.by(() => this.sheet || this.#course.exists)
  readonly several: boolean = $derived.by(
    () => this.#display.settings.arrangement !== 'single' && this.#display.view !== undefined,
  )
  /** The state at the time that is looked at, where a course has been followed. */
  readonly #frame: ShownPicture | undefined = $derived.by(() => {
    const { place } = this.#timeline
    const at = place === undefined || this.sheet ? undefined : this.#course.frameAt(place)
    if (!at) return undefined
    const { end, range, frames } = this.#course.followed!
    const text = words().stage.arrangement.time
    // Neither start nor end: sensors and flow of either do not belong to it.
    const view: FieldView = {
      field: { ...at.frame.field, of: 'state' },
      statistic: 'sample',
      name: text.state(formatNumber(at.frame.time, 3)),
      qualifier: `${text.reference}, ${text.frame(at.index + 1, frames.length)}`,
      symbol: '',
      map: end.map,
      fromZero: end.fromZero,
    }
    return { view, range }
  })
  readonly first: ShownPicture | undefined = $derived.by(() => {
    const { view } = this.#display
    return this.#frame ?? (view && { view, range: this.#comparison.ranges.first })
  })
  readonly all: readonly ShownPicture[] = $derived.by(() => {
    const { difference, second, ranges } = this.#comparison
    if (!this.first) return []
    if (difference && !this.#frame) return [difference]
    const pair = this.#display.settings.arrangement === 'pair' && second
    return pair ? [this.first, { view: second, range: ranges.second }] : [this.first]
  })
  /** The time that is looked at, as a line across the sheet. */
  readonly timeLine: Slice | undefined = $derived.by(() => {
    const { place } = this.#timeline
    const extent = this.#display.view?.field.grid.extent
    if (!this.sheet || place === undefined || !extent) return undefined
    const y = place * extent.y
    return { from: { x: 0, y }, to: { x: extent.x, y } }
  })
  readonly #display: Display
  readonly #comparison: Comparison
  readonly #course: Course
  readonly #timeline: Timeline

  constructor(display: Display, comparison: Comparison, course: Course, timeline: Timeline) {
    this.#display = display
    this.#comparison = comparison
    this.#course = course
    this.#timeline = timeline
  }
}
