import type { ContractError, FieldPayload, Progress, ResultOf } from '../../src-main/contract/calls'
import { differenceSize, type DifferenceSize } from '../scene/difference'
import type { FieldView } from '../scene/field-view'
import { automaticRange, extremes, type ValueRange } from '../scene/value-range'
import type { Display } from './display.svelte'
import type { Engine } from './engine.svelte'
import { engineError } from './engine-error'
import type { Reconstruction } from './reconstruction.svelte'
import type { Sampling } from './sampling.svelte'

/** Frames of a course: sixteen a second at ordinary speed. */
const frameCount = 97

type Frame = ResultOf<'evolve'>['frames'][number]

/** A start with the flow that the reference solver makes of it. */
export interface FollowedCourse {
  readonly start: FieldPayload
  /** The model's own end for that start, as it was shown with it. */
  readonly end: FieldView
  readonly frames: readonly Frame[]
  /** Holds every frame and the model's end. */
  readonly range: ValueRange
  /** The model's end less the last frame. */
  readonly endError: DifferenceSize
}

/** What lies in time between a problem's start and its end, followed by the reference solver. */
export class Course {
  followed = $state.raw<FollowedCourse>()
  job = $state.raw<{ readonly progress: Progress | undefined; readonly cancelling: boolean }>()
  error = $state.raw<ContractError>()
  /** The ends that are shown: a sample or a mean, since a spread is no state of anything. */
  readonly ends: { readonly start: FieldView; readonly end: FieldView } | undefined = $derived.by(() => {
    const { evolution } = this.#sampling.problem
    const of = (key: string): FieldView | undefined => this.#display.views.find(({ field }) => field.of === key)
    const [start, end] = [evolution && of(evolution.start), evolution && of(evolution.end)]
    if (!start || !end || (start.statistic !== 'sample' && start.statistic !== 'mean')) return undefined
    return { start, end }
  })
  /** What was followed began otherwise than what is shown. */
  readonly outdated: boolean = $derived.by(
    () => this.followed !== undefined && this.followed.start !== this.ends?.start.field,
  )
  readonly #engine: Engine
  readonly #sampling: Sampling
  readonly #reconstruction: Reconstruction
  readonly #display: Display
  #abort: AbortController | undefined

  constructor(engine: Engine, sampling: Sampling, reconstruction: Reconstruction, display: Display) {
    this.#engine = engine
    this.#sampling = sampling
    this.#reconstruction = reconstruction
    this.#display = display
  }

  /** The problem has a course between its fields. */
  get exists(): boolean {
    return this.#sampling.problem.evolution !== undefined
  }

  /** Follows the shown start; true when all of it is there. */
  async follow(): Promise<boolean> {
    const { ends } = this
    if (!ends || this.job) return false
    const abort = new AbortController()
    this.#abort = abort
    this.error = undefined
    this.job = { progress: undefined, cancelling: false }
    try {
      const { frames } = await this.#engine.client.call(
        'evolve',
        {
          problem: this.#sampling.problem.id,
          parameters: { ...this.#parameters },
          start: ends.start.field.data,
          frames: frameCount,
        },
        {
          signal: abort.signal,
          onProgress: (progress) => {
            if (this.job) this.job = { ...this.job, progress }
          },
        },
      )
      const { map } = ends.end
      const shown = [...frames.map(({ field }) => field), ends.end.field]
      this.followed = {
        start: ends.start.field,
        end: ends.end,
        frames,
        range: automaticRange(extremesOf(shown), map),
        endError: differenceSize(frames.at(-1)!.field, ends.end.field),
      }
      return true
    } catch (error) {
      const reason = engineError(error)
      // Who cancels knows it: that is no error to show.
      if (reason.kind !== 'cancelled') this.error = reason
      return false
    } finally {
      this.job = undefined
      this.#abort = undefined
    }
  }

  cancel(): void {
    if (!this.job) return
    this.job = { ...this.job, cancelling: true }
    this.#abort?.abort()
  }

  /** The frame at a place in time, 0 at the start and 1 at the end. */
  frameAt(place: number): { readonly index: number; readonly frame: Frame } | undefined {
    const frames = this.followed?.frames
    if (!frames) return undefined
    const index = Math.round(place * (frames.length - 1))
    return { index, frame: frames[index]! }
  }

  /** The parameters of what is shown, which the sliders may have left. */
  get #parameters(): Readonly<Record<string, number>> {
    const shown = this.#display.source === 'solution' ? this.#reconstruction.solution?.document : this.#sampling.result
    return shown?.parameters ?? this.#sampling.parameters
  }
}

/** Smallest and largest value of each field. */
function extremesOf(fields: readonly FieldPayload[]): number[] {
  return fields.flatMap(({ data }) => {
    const found = extremes(data)
    return found ? [found.minimum, found.maximum] : []
  })
}
