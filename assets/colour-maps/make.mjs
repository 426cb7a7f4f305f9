/**
 * Writes the colour maps beside this file: `node assets/colour-maps/make.mjs`.
 *
 * Each map is a path through OKLCh (Ottosson's OKLab in polar form: lightness, chroma, hue in degrees) given by a few
 * stations, joined by monotone cubics, pulled into the sRGB gamut by lowering chroma, and then walked at constant
 * speed in OKLab, so that equal steps of a value are equal steps for the eye. Lightness runs one way only in the
 * sequential maps (they survive printing in grey and every form of colour blindness) and meets in a light neutral in
 * the diverging one.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

const entries = 256
const fine = 4096

/** Stations [position, lightness, chroma, hue]. */
const maps = {
  tide: {
    kind: 'sequential',
    stations: [
      [0, 0.26, 0.115, 292],
      [0.22, 0.415, 0.125, 268],
      [0.45, 0.56, 0.088, 222],
      [0.65, 0.69, 0.1, 178],
      [0.84, 0.82, 0.135, 138],
      [1, 0.945, 0.145, 107],
    ],
  },
  ember: {
    kind: 'sequential',
    stations: [
      [0, 0.24, 0.05, 285],
      [0.28, 0.42, 0.14, 325],
      [0.55, 0.6, 0.175, 378],
      [0.78, 0.76, 0.14, 418],
      [1, 0.955, 0.06, 455],
    ],
  },
  balance: {
    kind: 'diverging',
    stations: [
      [0, 0.34, 0.12, 262],
      [0.25, 0.6, 0.12, 250],
      [0.5, 0.965, 0.0, 240],
      [0.5, 0.965, 0.0, 60],
      [0.75, 0.64, 0.14, 40],
      [1, 0.36, 0.12, 24],
    ],
  },
  heath: {
    kind: 'diverging',
    stations: [
      [0, 0.32, 0.13, 312],
      [0.25, 0.62, 0.115, 312],
      [0.5, 0.965, 0.0, 312],
      [0.5, 0.965, 0.0, 145],
      [0.75, 0.66, 0.115, 145],
      [1, 0.36, 0.095, 148],
    ],
  },
}

const linear = (l, c, h) => {
  const a = c * Math.cos((h * Math.PI) / 180)
  const b = c * Math.sin((h * Math.PI) / 180)
  const [x, y, z] = [
    (l + 0.3963377774 * a + 0.2158037573 * b) ** 3,
    (l - 0.1055613458 * a - 0.0638541728 * b) ** 3,
    (l - 0.0894841775 * a - 1.291485548 * b) ** 3,
  ]
  return [
    4.0767416621 * x - 3.3077115913 * y + 0.2309699292 * z,
    -1.2684380046 * x + 2.6097574011 * y - 0.3413193965 * z,
    -0.0041960863 * x - 0.7034186147 * y + 1.707614701 * z,
  ]
}
const encode = (v) => Math.round(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055))
const inGamut = (rgb) => rgb.every((v) => v >= -1e-6 && v <= 1 + 1e-6)

/** Largest chroma up to `c` that sRGB can show. */
function gamutChroma(l, c, h) {
  if (inGamut(linear(l, c, h))) return c
  let [low, high] = [0, c]
  for (let i = 0; i < 40; i += 1) {
    const middle = (low + high) / 2
    if (inGamut(linear(l, middle, h))) low = middle
    else high = middle
  }
  return low
}

/** Fritsch-Carlson monotone cubic through (x, y). */
function monotoneCubic(x, y) {
  const n = x.length
  const slope = x.slice(1).map((_, i) => (y[i + 1] - y[i]) / (x[i + 1] - x[i]))
  const tangent = y.map((_, i) => {
    if (i === 0) return slope[0]
    if (i === n - 1) return slope[n - 2]
    return slope[i - 1] * slope[i] <= 0 ? 0 : (2 * slope[i - 1] * slope[i]) / (slope[i - 1] + slope[i])
  })
  return (t) => {
    let i = n - 2
    while (i > 0 && t < x[i]) i -= 1
    const h = x[i + 1] - x[i]
    const s = (t - x[i]) / h
    return (
      y[i] * (1 + 2 * s) * (1 - s) ** 2 +
      tangent[i] * h * s * (1 - s) ** 2 +
      y[i + 1] * s * s * (3 - 2 * s) +
      tangent[i + 1] * h * s * s * (s - 1)
    )
  }
}

/** OKLCh along one branch, `fine` + 1 points. */
function branch(stations) {
  const x = stations.map(([position]) => position)
  const along = [1, 2, 3].map((k) =>
    monotoneCubic(
      x,
      stations.map((station) => station[k]),
    ),
  )
  return Array.from({ length: fine + 1 }, (_, i) => {
    const t = x[0] + ((x.at(-1) - x[0]) * i) / fine
    const [l, c, h] = along.map((curve) => curve(t))
    return [l, gamutChroma(l, Math.max(0, c), h), h]
  })
}

/** `count` colours at equal OKLab distances along a branch. */
function equalSteps(points, count) {
  const lab = points.map(([l, c, h]) => [l, c * Math.cos((h * Math.PI) / 180), c * Math.sin((h * Math.PI) / 180)])
  const length = [0]
  for (let i = 1; i < lab.length; i += 1) {
    length.push(length[i - 1] + Math.hypot(...lab[i].map((v, k) => v - lab[i - 1][k])))
  }
  let i = 0
  return Array.from({ length: count }, (_, step) => {
    const wanted = (length.at(-1) * step) / (count - 1)
    while (i < length.length - 2 && length[i + 1] < wanted) i += 1
    const s = (wanted - length[i]) / (length[i + 1] - length[i])
    return points[i].map((v, k) => v + s * (points[i + 1][k] - v))
  })
}

for (const [name, { kind, stations }] of Object.entries(maps)) {
  const middle = stations.findIndex(([position], i) => i > 0 && position === stations[i - 1][0])
  const colours =
    kind === 'sequential'
      ? equalSteps(branch(stations), entries)
      : [
          ...equalSteps(branch(stations.slice(0, middle)), entries / 2),
          ...equalSteps(branch(stations.slice(middle)), entries / 2),
        ]
  const hex = colours.map(([l, c, h]) =>
    linear(l, c, h)
      .map((v) =>
        encode(Math.min(1, Math.max(0, v)))
          .toString(16)
          .padStart(2, '0'),
      )
      .join(''),
  )
  writeFileSync(join(import.meta.dirname, `${name}.json`), `${JSON.stringify({ name, kind, colours: hex }, null, 0)}\n`)
}
