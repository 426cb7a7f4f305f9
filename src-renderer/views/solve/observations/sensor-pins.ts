import type { FieldView } from '../../../scene/field-view'
import { mutedColour, pinColour } from '../../../scene/pin-colours'
import type { PinKind } from '../../../scene/pin-cloud'
import type { PlacedPin } from '../../../scene/picture'
import { middleOf, outlineOf } from '../../../scene/supports'
import type { ValueRange } from '../../../scene/value-range'
import type { Sensor } from '../../../stores/observations/measurements'
import { words } from '../../../text/words.svelte'

function kindOf({ muted, sigma, line }: Sensor): PinKind {
  if (muted) return 'muted'
  if (sigma === 0) return 'exact'
  return line === 0 ? 'added' : 'sensor'
}

/** The sensors of a picture as its pins; the one that is pointed out says where it came from. */
export function sensorPins(sensors: readonly Sensor[], view: FieldView, range: ValueRange): PlacedPin[] {
  const { table } = words().observations
  return sensors.map((sensor) => ({
    ...middleOf(sensor),
    kind: kindOf(sensor),
    colour: sensor.muted ? mutedColour : pinColour(sensor, view, range),
    outline: outlineOf(sensor),
    ...(sensor.selected && { label: sensor.line === 0 ? table.byHand : table.fromLine(sensor.line) }),
  }))
}
