import { describe, expect, it } from 'vitest'
import {
  colourAt,
  colourMapOf,
  colourMaps,
  colourMapSize,
  colourOfNothing,
  cssGradient,
  inkOn,
  type ColourMap,
} from '../../../src-renderer/scene/colour-map'

/** sRGB bytes to OKLab (Ottosson 2020), written apart from the script that makes the maps. */
function oklab(rgb: readonly number[]): [number, number, number] {
  const [r, g, b] = rgb.map((byte) => {
    const v = byte / 255
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

const colours = ({ table }: ColourMap) =>
  Array.from({ length: colourMapSize }, (_, i) => oklab([...table.subarray(3 * i, 3 * i + 3)]))

/** Distances over windows wide enough that rounding to bytes does not matter. */
function strides(map: ColourMap, window = 8): number[] {
  const lab = colours(map)
  return lab.slice(window).map((end, i) => Math.hypot(...end.map((v, k) => v - lab[i]![k]!)))
}

/**
 * A colour as people without one kind of cone see it (Vienot, Brettel and Mollon, "Digital video colourmaps for checking
 * the legibility of displays by dichromats", 1999), linear sRGB.
 */
const deficiencies: Readonly<Record<'protanopia' | 'deuteranopia', readonly (readonly number[])[]>> = {
  protanopia: [
    [0.11238, 0.88762, 0],
    [0.11238, 0.88762, 0],
    [0.00401, -0.00401, 1],
  ],
  deuteranopia: [
    [0.29275, 0.70725, 0],
    [0.29275, 0.70725, 0],
    [-0.02234, 0.02234, 1],
  ],
}

function seenWith(deficiency: keyof typeof deficiencies, map: ColourMap): ColourMap {
  const table = map.table.slice()
  for (let i = 0; i < table.length; i += 3) {
    const linear = [...map.table.subarray(i, i + 3)].map((byte) => {
      const v = byte / 255
      return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
    })
    deficiencies[deficiency].forEach((row, k) => {
      const v = Math.min(
        1,
        Math.max(
          0,
          row.reduce((sum, share, j) => sum + share * linear[j]!, 0),
        ),
      )
      table[i + k] = Math.round(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055))
    })
  }
  return { ...map, table }
}

const all = Object.values(colourMaps)
const sequential = all.filter(({ kind }) => kind === 'sequential')
const diverging = all.filter(({ kind }) => kind === 'diverging')

it('there are maps of both kinds to choose from', () => {
  expect(sequential.map(({ name }) => name)).toEqual(['tide', 'ember', 'viridis', 'cividis'])
  expect(diverging.map(({ name }) => name)).toEqual(['balance', 'heath', 'vik'])
})

describe.each(sequential)('the sequential map $name', (map) => {
  it('has 256 colours', () => expect(map.table.length).toBe(3 * 256))

  it('grows lighter all the way, so that it survives grey and colour blindness', () => {
    const lightness = colours(map).map(([l]) => l)
    for (let i = 4; i < lightness.length; i += 1) expect(lightness[i]!).toBeGreaterThan(lightness[i - 4]!)
    expect(lightness.at(-1)! - lightness[0]!).toBeGreaterThan(0.55)
  })

  // The published maps are uniform in CAM02-UCS, from which OKLab differs most at the dark end.
  it('takes steps of about equal size for the eye', () => {
    const allowed = ['tide', 'ember'].includes(map.name) ? 0.2 : 0.5
    const lengths = strides(map)
    const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length
    for (const length of lengths) expect(Math.abs(length / mean - 1)).toBeLessThan(allowed)
  })

  it.each(['protanopia', 'deuteranopia'] as const)('keeps its steps apart with %s', (deficiency) => {
    const own = strides(map, 32)
    strides(seenWith(deficiency, map), 32).forEach((length, i) => expect(length).toBeGreaterThan(0.45 * own[i]!))
  })
})

describe.each(diverging)('the diverging map $name', (map) => {
  it('is neutral and lightest in its middle', () => {
    const lab = colours(map)
    const [l, a, b] = lab[128]!
    expect(Math.hypot(a, b)).toBeLessThan(0.02)
    expect(l).toBeGreaterThan(0.9)
    expect(Math.max(...lab.map(([lightness]) => lightness))).toBeLessThan(l + 0.02)
  })
  it('falls to about the same lightness on both sides', () => {
    const lab = colours(map)
    for (const i of [0, 40, 80]) expect(Math.abs(lab[i]![0] - lab[255 - i]![0])).toBeLessThan(0.13)
  })
  it('takes steps of about equal size for the eye, away from its middle', () => {
    const allowed = ['balance', 'heath'].includes(map.name) ? 0.35 : 0.8
    const half = strides(map).slice(0, 112)
    const mean = half.reduce((sum, length) => sum + length, 0) / half.length
    for (const length of half) expect(Math.abs(length / mean - 1)).toBeLessThan(allowed)
  })
  it.each(['protanopia', 'deuteranopia'] as const)('tells the signs apart with %s', (deficiency) => {
    const lab = colours(seenWith(deficiency, map))
    for (const i of [10, 40, 80]) {
      const [one, other] = [lab[i]!, lab[255 - i]!]
      expect(Math.hypot(...one.map((v, k) => v - other[k]!))).toBeGreaterThan(0.1)
    }
  })
  it('has opposite hues at its ends', () => {
    const [, a1, b1] = colours(map)[20]!
    const [, a2, b2] = colours(map)[235]!
    expect(a1 * a2 + b1 * b2).toBeLessThan(0)
  })
})

describe('the ink on a colour', () => {
  it('is the one of the higher contrast', () => {
    expect(inkOn([255, 255, 255])).toEqual([16, 19, 26])
    expect(inkOn([20, 10, 60])).toEqual([255, 255, 255])
  })
})

it('finds maps by their names, and none by others', () => {
  expect(colourMapOf('vik')).toBe(colourMaps.vik)
  expect(colourMapOf('automatic')).toBeUndefined()
  expect(colourMapOf('constructor')).toBeUndefined()
})

describe('colourAt', () => {
  const map = colourMaps.tide
  const first = [...map.table.subarray(0, 3)]
  const last = [...map.table.subarray(-3)]
  it('takes the ends at 0 and 1 and beyond', () => {
    expect(colourAt(map, 0)).toEqual(first)
    expect(colourAt(map, -3)).toEqual(first)
    expect(colourAt(map, 1)).toEqual(last)
    expect(colourAt(map, Infinity)).toEqual(last)
  })
  it('gives what is no number a colour of its own', () => {
    expect(colourAt(map, NaN)).toEqual(colourOfNothing)
    for (const { table } of Object.values(colourMaps)) {
      for (let i = 0; i < table.length; i += 3) {
        expect([...table.subarray(i, i + 3)]).not.toEqual([...colourOfNothing])
      }
    }
  })
})

it('writes a gradient that begins and ends with the ends of the map', () => {
  const gradient = cssGradient(colourMaps.tide, 'to top')
  const [red, green, blue] = colourAt(colourMaps.tide, 0)
  expect(gradient.startsWith(`linear-gradient(to top, rgb(${red} ${green} ${blue}),`)).toBe(true)
})
