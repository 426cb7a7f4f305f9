import balance from '../../assets/colour-maps/balance.json'
import cividis from '../../assets/colour-maps/cividis.json'
import ember from '../../assets/colour-maps/ember.json'
import heath from '../../assets/colour-maps/heath.json'
import tide from '../../assets/colour-maps/tide.json'
import vik from '../../assets/colour-maps/vik.json'
import viridis from '../../assets/colour-maps/viridis.json'

export type ColourMapName = 'tide' | 'ember' | 'viridis' | 'cividis' | 'balance' | 'heath' | 'vik'
export type Rgb = readonly [red: number, green: number, blue: number]

export interface ColourMap {
  readonly name: ColourMapName
  readonly kind: 'sequential' | 'diverging'
  /** sRGB bytes, `[256][3]`. */
  readonly table: Uint8Array
}

/** Of values that are no number: a grey that no map contains. */
export const colourOfNothing: Rgb = [128, 128, 128]

export const colourMapSize = 256

function read(name: ColourMapName, { kind, colours }: { kind: string; colours: readonly string[] }): ColourMap {
  const table = Uint8Array.from(colours.flatMap((hex) => [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16))))
  return { name, kind: kind === 'diverging' ? 'diverging' : 'sequential', table }
}

/** Where each comes from: `assets/colour-maps/`. */
export const colourMaps: Readonly<Record<ColourMapName, ColourMap>> = {
  tide: read('tide', tide),
  ember: read('ember', ember),
  viridis: read('viridis', viridis),
  cividis: read('cividis', cividis),
  balance: read('balance', balance),
  heath: read('heath', heath),
  vik: read('vik', vik),
}

/** The map of a name; undefined for `automatic` and for names that no map has. */
export function colourMapOf(name: string): ColourMap | undefined {
  return Object.hasOwn(colourMaps, name) ? colourMaps[name as ColourMapName] : undefined
}

/** Colour at `t` in 0..1; values outside take the colour of the nearer end. */
export function colourAt(map: ColourMap, t: number): Rgb {
  if (Number.isNaN(t)) return colourOfNothing
  const at = 3 * Math.round(Math.min(1, Math.max(0, t)) * (colourMapSize - 1))
  return [map.table[at]!, map.table[at + 1]!, map.table[at + 2]!]
}

/** Whichever of a dark and a light ink is seen better on a colour, by its relative luminance. */
export function inkOn(colour: Rgb): Rgb {
  const [red, green, blue] = colour.map((byte) => (byte / 255) ** 2.2) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 ? [16, 19, 26] : [255, 255, 255]
}

export function cssColour([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`
}

/** The map as a CSS gradient with enough stops to look the same as the table. */
export function cssGradient(map: ColourMap, direction: string): string {
  const stops = 33
  const colours = Array.from({ length: stops }, (_, i) => cssColour(colourAt(map, i / (stops - 1))))
  return `linear-gradient(${direction}, ${colours.join(', ')})`
}
