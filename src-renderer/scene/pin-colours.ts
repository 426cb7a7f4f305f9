import type { ObservedPoint } from '../../src-main/contract/calls'
import { colourAt, colourMaps, type Rgb } from './colour-map'
import type { FieldView } from './field-view'
import { positionIn, type ValueRange } from './value-range'

/** Misfits of this many standard deviations and more take the end colours. */
export const misfitReach = 3

const plain: Rgb = [250, 250, 252]
/** Of places where nothing has been measured yet. */
export const proposalColour: Rgb = plain

/** Of sensors that are left out. */
export const mutedColour: Rgb = [139, 146, 158]

/** The sensors that belong on a picture: those of its field, or all of them on the residual, which has none. */
export function pointsOn<Point extends ObservedPoint>(view: FieldView, points: readonly Point[]): readonly Point[] {
  return view.statistic === 'residual' ? points : points.filter(({ field }) => field === view.field.of)
}

/** Diverging about 0, blue below and red above: what the field has less the measurement, in standard deviations. */
export function misfitColour(misfit: number): Rgb {
  return colourAt(colourMaps.balance, (misfit / misfitReach + 1) / 2)
}

/** After a solve a pin shows its misfit; before, the value it has measured, where the picture has the same scale. */
export function pinColour({ value, misfit }: ObservedPoint, view: FieldView, range: ValueRange): Rgb {
  if (misfit !== undefined) return misfitColour(misfit)
  const sameScale = !['deviation', 'residual', 'difference'].includes(view.statistic)
  return sameScale ? colourAt(view.map, positionIn(range, value)) : plain
}
