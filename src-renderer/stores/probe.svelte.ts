import type { FieldPayload } from '../../src-main/contract/calls'
import type { DomainPoint } from '../scene/picture'
import { centreSample, positionOf, walk, type GridSample } from '../scene/grid-walk'

type Grid = FieldPayload['grid']

/** The point whose values are read: where the pointer is, or where the keyboard has walked to. */
export class Probe {
  #pointed = $state.raw<{ point: DomainPoint | undefined; pin: number | undefined }>({
    point: undefined,
    pin: undefined,
  })
  #sample = $state.raw<{ grid: Grid; at: GridSample }>()

  get byKeyboard(): boolean {
    return this.#sample !== undefined
  }

  get point(): DomainPoint | undefined {
    return this.#sample ? positionOf(this.#sample.grid, this.#sample.at) : this.#pointed.point
  }

  /** Index of the pin under the pointer. */
  get pin(): number | undefined {
    return this.#sample ? undefined : this.#pointed.pin
  }

  pointAt(point: DomainPoint | undefined, pin: number | undefined): void {
    this.#pointed = { point, pin }
  }

  startKeyboard(grid: Grid): void {
    this.#sample = { grid, at: centreSample(grid) }
  }

  stopKeyboard(): void {
    this.#sample = undefined
  }

  walk(columns: number, rows: number): void {
    if (this.#sample) {
      this.#sample = { ...this.#sample, at: walk(this.#sample.grid, this.#sample.at, columns, rows) }
    }
  }
}
