import type { FieldPayload, VectorField } from '../../src-main/contract/calls'
import type { ColourMap, Rgb } from './colour-map'
import type { PinKind } from './pin-cloud'
import type { ValueRange } from './value-range'

/** Position in the domain. */
export interface DomainPoint {
  readonly x: number
  readonly y: number
}

export interface PlacedPin extends DomainPoint {
  readonly kind: PinKind
  readonly colour: Rgb
  /** What the measurement averages over, as a chain of points; empty for a point. */
  readonly outline: readonly DomainPoint[]
  /** Written above its head. */
  readonly label?: string
}

/** A second field that is hatched over the shown one where its magnitude is large. */
export interface Overlay {
  readonly field: FieldPayload
  /** Hatched from this magnitude on, and densest from the other. */
  readonly range: ValueRange
}

/** A straight cut through the domain. */
export interface Slice {
  readonly from: DomainPoint
  readonly to: DomainPoint
}

/** What a picture of a field shows, in three dimensions as on a plain canvas; replaced as a whole. */
export interface PictureContent {
  readonly field: FieldPayload
  readonly map: ColourMap
  readonly range: ValueRange
  readonly pins: readonly PlacedPin[]
  readonly probe: DomainPoint | undefined
  /** Values whose isolines are drawn. */
  readonly contours?: readonly number[]
  /** Their texts. */
  readonly contourLabels?: readonly string[]
  readonly arrows?: VectorField | undefined
  readonly streamlines?: VectorField | undefined
  readonly overlay?: Overlay | undefined
  readonly slice?: Slice | undefined
  /** Height of the range above the floor, as a multiple of the usual one; 1 if left out. */
  readonly relief?: number
}
