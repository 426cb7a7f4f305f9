import type { FieldPayload } from '../../src-main/contract/calls'
import { heightField, valueAt, type HeightField } from './height-field'
import type { Overlay } from './picture'
import type { ValueRange } from './value-range'

/** How many hatches cross an edge of length one in the scene. */
export const hatchesPerEdge = 44

/** Magnitudes below this multiple of the root mean square are what is everywhere, and so are not marked. */
const markedFrom = 1.5
const densestFrom = 4

/**
 * From where to where a residual is hatched: from 1.5 to 4 times its root mean square, so that the worst places are
 * marked whatever the scale. Undefined where there is nothing to mark: zero everywhere, or no number at all.
 */
export function overlayRange({ data }: Pick<FieldPayload, 'data'>): ValueRange | undefined {
  let sum = 0
  let count = 0
  for (const value of data) {
    if (!Number.isFinite(value)) continue
    sum += value * value
    count += 1
  }
  const scale = Math.sqrt(sum / Math.max(1, count))
  return scale > 0 ? { minimum: markedFrom * scale, maximum: densestFrom * scale } : undefined
}

/** Magnitudes of an overlay at the nodes of a drawn field, 0 where they are no number. */
export function overlayMagnitudes({ field }: Overlay, drawn: HeightField): Float32Array {
  const own = heightField(field)
  const sameNodes = own.x.length === drawn.x.length && own.y.length === drawn.y.length && own.x[1] === drawn.x[1]
  const magnitude = (value: number): number => (Number.isNaN(value) ? 0 : Math.abs(value))
  if (sameNodes) return own.values.map(magnitude)
  const columns = drawn.x.length
  return drawn.values.map((_, at) =>
    magnitude(valueAt(own, drawn.x[at % columns]!, drawn.y[Math.floor(at / columns)]!)),
  )
}
