import type { FieldView } from '../../scene/field-view'
import { heightField, valueAt } from '../../scene/height-field'
import { pointsOn } from '../../scene/pin-colours'
import type { DomainPoint } from '../../scene/picture'
import type { Display } from '../display.svelte'
import type { ObservationStore } from '../observations.svelte'
import type { Sensor } from './measurements'

/** A place on the picture that somebody has chosen: to measure there, or because of the sensor that stands there. */
export type Picked =
  | {
      readonly kind: 'add'
      readonly point: DomainPoint
      /** The field that is shown, and what it has there; undefined where something else is shown. */
      readonly field: string
      readonly value: number | undefined
    }
  | { readonly kind: 'edit'; /** Number of its row. */ readonly id: number }

/** What shows a field and not something of it that is measured otherwise. */
const measurable: readonly FieldView['statistic'][] = ['sample', 'mean', 'quantile']

/** Sensors as they are added and taken up on the picture. */
export class Picking {
  picked = $state.raw<Picked>()
  readonly #observations: ObservationStore
  readonly #display: Display

  constructor(observations: ObservationStore, display: Display) {
    this.#observations = observations
    this.#display = display
  }

  /** The picture was clicked at a point, and on the pin of this index; proposals follow the sensors in their count. */
  press(view: FieldView, point: DomainPoint, pin: number | undefined): void {
    const { file, adding } = this.#observations
    const sensor: Sensor | undefined = pin === undefined ? undefined : pointsOn(view, this.#display.points)[pin]
    if (sensor && file) this.edit(sensor.index)
    else if (adding) this.add(view, point)
    else {
      this.picked = undefined
      this.#observations.select(undefined)
    }
  }

  add(view: FieldView, point: DomainPoint): void {
    const shown = measurable.includes(view.statistic)
    const value = shown ? valueAt(heightField(view.field), point.x, point.y) : NaN
    this.picked = { kind: 'add', point, field: view.field.of, value: Number.isNaN(value) ? undefined : value }
  }

  edit(row: number): void {
    const id = this.#observations.file?.ids[row]
    if (id === undefined) return
    this.#observations.select(row)
    this.picked = { kind: 'edit', id }
  }

  close(): void {
    this.picked = undefined
  }
}
