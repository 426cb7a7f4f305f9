import { superscript, shownUnit, unitSpace } from '../components/number-format'
import { colourAt, colourMapSize, cssColour, type ColourMap } from '../scene/colour-map'
import { niceTicks } from '../scene/ticks'
import { positionIn, type ValueRange } from '../scene/value-range'

export interface Legend {
  readonly symbol: string
  readonly unit: string
  readonly map: ColourMap
  readonly range: ValueRange
}

export interface Frame {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

export interface TextStyle {
  readonly family: string
  readonly colour: string
}

/** Draws a colour bar with its ticks and unit into a frame, in the canvas's present units. */
export function drawLegend(
  context: CanvasRenderingContext2D,
  { symbol, unit, map, range }: Legend,
  { left, top, width, height }: Frame,
  { family, colour }: TextStyle,
): void {
  const ticks = niceTicks(range, 6)
  const heading = [symbol, ticks.exponent === 0 ? '' : `10${superscript(ticks.exponent)}`, shownUnit(unit)]
  context.fillStyle = colour
  context.font = `13px ${family}`
  context.textAlign = 'left'
  context.textBaseline = 'alphabetic'
  context.fillText(heading.filter(Boolean).join(unitSpace), left, top)
  const bar = { left, top: top + 10, width: Math.min(14, width), height: height - 10 }
  for (let i = 0; i < colourMapSize; i += 1) {
    context.fillStyle = cssColour(colourAt(map, i / (colourMapSize - 1)))
    const slice = bar.height / colourMapSize
    // A little higher than its share, so that no seam shows between two slices.
    context.fillRect(bar.left, bar.top + bar.height - (i + 1) * slice, bar.width, slice + 0.5)
  }
  context.fillStyle = colour
  context.font = `12px ${family}`
  context.textBaseline = 'middle'
  ticks.values.forEach((value, i) => {
    const at = bar.top + bar.height * (1 - positionIn(range, value))
    context.fillRect(bar.left + bar.width, at - 0.5, 4, 1)
    context.fillText(ticks.labels[i]!, bar.left + bar.width + 8, at)
  })
}
