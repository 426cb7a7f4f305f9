import type { FieldPayload, ProblemDescription } from '../../../src-main/contract/calls'
import { colourMapOf, colourMaps, type ColourMap } from '../../scene/colour-map'
import { fieldView, withChosenMap, type ChosenMaps, type Statistic } from '../../scene/field-view'
import { automaticRange, joinRanges, type ValueRange } from '../../scene/value-range'

/** A field with the colours that it is drawn in. */
export interface Picture {
  readonly field: FieldPayload
  /** Of the problem's field, or of the residual. */
  readonly name: string
  readonly map: ColourMap
  readonly range: ValueRange
}

export function pictureOf(
  field: FieldPayload,
  problem: ProblemDescription,
  statistic: Exclude<Statistic, 'residual'>,
  chosen: ChosenMaps,
): Picture {
  const { name, map, fromZero } = withChosenMap(fieldView(field, problem, statistic), chosen)
  return { field, name, map, range: automaticRange(field.data, map, fromZero) }
}

/** The same in the colours of another one, so that both can be held against each other. */
export function inColoursOf(picture: Picture, other: Picture): Picture {
  return { ...picture, range: joinRanges([picture.range, other.range]) }
}

/** What two fields differ by, about zero. */
export function changeBetween(from: FieldPayload, to: FieldPayload, name: string, chosen: ChosenMaps): Picture {
  const data = to.data.map((value, cell) => value - from.data[cell]!)
  const map = colourMapOf(chosen.signedMap) ?? colourMaps.balance
  return { field: { ...to, data }, name, map, range: automaticRange(data, map) }
}
