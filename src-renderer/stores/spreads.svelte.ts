import type { FieldView } from '../scene/field-view'
import type { Display } from './display.svelte'
import type { Reconstruction } from './reconstruction.svelte'

/** A mean with its standard deviation, as fields. */
export interface Spread {
  readonly mean: FieldView
  readonly deviation: FieldView
}

/** How far the sensors leave each field open, in the version of the reconstruction that is looked at. */
export class Spreads {
  readonly #display: Display
  readonly #reconstruction: Reconstruction
  readonly #wanted = $derived.by(() => {
    const views = this.#display.source === 'solution' ? this.#reconstruction.solution?.views : undefined
    if (!views) return undefined
    const { choice } = views.shown
    return { views, mean: { ...choice, kind: 'mean' }, deviation: { ...choice, kind: 'std' } } as const
  })
  /** By the field's key; empty where there is no reconstruction, or its views are not here yet. */
  readonly byField: Readonly<Record<string, Spread | undefined>> = $derived.by(() => {
    const wanted = this.#wanted
    const [mean, deviation] = [wanted?.views.find(wanted.mean), wanted?.views.find(wanted.deviation)]
    if (!mean || !deviation) return {}
    const deviations = this.#display.viewsOfShown(deviation)
    return Object.fromEntries(
      this.#display.viewsOfShown(mean).flatMap((view) => {
        const found = deviations.find(({ field }) => field.of === view.field.of)
        return found ? [[view.field.of, { mean: view, deviation: found }] as const] : []
      }),
    )
  })

  constructor(display: Display, reconstruction: Reconstruction) {
    this.#display = display
    this.#reconstruction = reconstruction
  }

  /** Asks for the views that it needs; to be run whenever others are looked at. */
  fetch(): void {
    const wanted = this.#wanted
    if (!wanted) return
    void wanted.views.want(wanted.mean)
    void wanted.views.want(wanted.deviation)
  }
}
