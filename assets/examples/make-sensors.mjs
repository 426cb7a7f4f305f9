/**
 * Writes <problem>-sensors.csv of every problem beside this file: `node assets/examples/make-sensors.mjs` from the root.
 *
 * Each is one sample of the reference solver (`fieldsmith dataset`, parameters at their defaults, a seed that no model was
 * trained on), measured at samples of the grid with Gaussian noise of the stated standard deviation. Points stand at a
 * random sample of their own square of an even division of the domain. Lines run along a row of samples and boxes from
 * sample to sample, so that the trapezoidal rule gives the mean of the interpolated field.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'

const root = join(import.meta.dirname, '../..')
const size = 64

/** `lines` and `boxes` are given by the indices of their ends, x before y. */
const examples = [
  {
    problem: 'darcy',
    seed: 20,
    parameters: { permeabilityLow: 3, permeabilityHigh: 12, correlationLength: 1 / 3, sourceStrength: 1 },
    about: [
      'Sensors of a made-up aquifer: pressure head u (m) at 160 wells, transmissivity a (m2/d) at 90 boreholes.',
      'x and y in metres, sigma is the standard deviation of the measurement.',
    ],
    points: [
      { field: 'u', columns: 16, rows: 10, sigma: 0.0001, digits: 6 },
      { field: 'a', columns: 10, rows: 9, sigma: 0.1, digits: 3 },
    ],
  },
  {
    problem: 'poisson',
    seed: 20,
    parameters: { correlationLength: 1 / 3, amplitude: 1 },
    about: [
      'A made-up charged plate between grounded walls: potential u at 96 probes, one of them the exact reference, and its',
      'mean along six wires across the plate; source f as the mean over nine patches.',
      'sigma is the standard deviation of the measurement.',
    ],
    points: [{ field: 'u', columns: 12, rows: 8, sigma: 0.00005, digits: 7, exact: 40 }],
    lines: {
      field: 'u',
      sigma: 0.00002,
      digits: 7,
      ends: [9, 27, 45].flatMap((k) => [
        [0, k, 63, k],
        [k, 0, k, 63],
      ]),
    },
    boxes: {
      field: 'f',
      sigma: 0.005,
      digits: 4,
      ends: [4, 25, 46].flatMap((j) => [4, 25, 46].map((i) => [i, j, i + 13, j + 13])),
    },
  },
  {
    problem: 'helmholtz',
    seed: 21,
    parameters: { waveNumber: 1, correlationLength: 1 / 3, amplitude: 1 },
    about: [
      'A made-up room: the amplitude u of a standing wave at 120 microphones, none of its source.',
      'sigma is the standard deviation of the measurement.',
    ],
    points: [{ field: 'u', columns: 12, rows: 10, sigma: 0.00004, digits: 7 }],
  },
  {
    problem: 'burgers',
    seed: 20,
    parameters: { viscosity: 0.01 },
    about: [
      'A made-up ring channel: the velocity u at 5 probes, at 64 times from 0 to 1 each.',
      'sigma is the standard deviation of the measurement.',
    ],
    series: { field: 'u', columns: [6, 19, 32, 45, 58], sigma: 0.004, digits: 4 },
  },
  {
    problem: 'navier-stokes',
    seed: 20,
    parameters: { viscosity: 1e-3, forcing: 0.1, duration: 1 },
    about: [
      'A made-up flow in a periodic basin: the vorticity wT at the end at 150 floats, and w0 at the start at 48.',
      'sigma is the standard deviation of the measurement.',
    ],
    points: [
      { field: 'wT', columns: 15, rows: 10, sigma: 0.005, digits: 4 },
      { field: 'w0', columns: 8, rows: 6, sigma: 0.005, digits: 4 },
    ],
  },
]

/** Mulberry32: a small generator of its own, because these numbers need no quality but must never change. */
function uniform(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Data of a little-endian float NPY array. */
function readNpy(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const start = 10 + view.getUint16(8, true)
  const header = new TextDecoder().decode(bytes.subarray(10, start))
  const width = header.includes("'<f8'") ? 8 : 4
  return Array.from({ length: (bytes.length - start) / width }, (_, i) =>
    width === 8 ? view.getFloat64(start + 8 * i, true) : view.getFloat32(start + 4 * i, true),
  )
}

/** Fields and positions of the sample, as plain arrays by name. */
function sampleOf({ problem, seed, parameters }) {
  const folder = mkdtempSync(join(tmpdir(), 'fieldsmith-example-'))
  const file = join(folder, 'sample.npz')
  const fixed = Object.entries(parameters).flatMap(([name, value]) => ['--param', `${name}=${value}`])
  const command = [
    'run',
    '-s',
    'fieldsmith',
    '--',
    'dataset',
    '--problem',
    problem,
    '--count',
    '1',
    '--seed',
    `${seed}`,
  ]
  execFileSync('npm', [...command, '--size', `${size}`, ...fixed, '--out', file], { cwd: root, stdio: 'inherit' })
  const members = unzipSync(readFileSync(file))
  rmSync(folder, { recursive: true })
  return Object.fromEntries(Object.entries(members).map(([name, bytes]) => [name.replace('.npy', ''), readNpy(bytes)]))
}

/** Trapezoidal mean of the samples of `values` from one pair of indices to another. */
function meanOver(values, [i1, j1, i2, j2]) {
  let [sum, weights] = [0, 0]
  for (let j = j1; j <= j2; j++) {
    for (let i = i1; i <= i2; i++) {
      const weight = (i1 < i2 && (i === i1 || i === i2) ? 0.5 : 1) * (j1 < j2 && (j === j1 || j === j2) ? 0.5 : 1)
      sum += weight * values[j * size + i]
      weights += weight
    }
  }
  return sum / weights
}

function rowsOf({ seed, points = [], lines, boxes, series }, sample) {
  const random = uniform(seed)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const second = sample.t ?? sample.y
  /** Eight digits place a sensor closer to its sample than any field can tell. */
  const at = (i, j) => `${Number(sample.x[i].toPrecision(8))},${Number(second[j].toPrecision(8))}`
  const averaged = lines !== undefined || boxes !== undefined
  const point = (field, i, j, { sigma, digits }, isExact = false) => {
    const value = sample[field][j * size + i]
    const read = isExact ? `${value},exact` : `${(value + sigma * normal()).toFixed(digits)},${sigma}`
    return `${field},${at(i, j)},${read}${averaged ? ',,,' : ''}`
  }
  const average = (shape, { field, sigma, digits, ends }) =>
    ends.map((end) => {
      const value = meanOver(sample[field], end) + sigma * normal()
      return `${field},${at(end[0], end[1])},${value.toFixed(digits)},${sigma},${shape},${at(end[2], end[3])}`
    })
  return [
    `field,x,${sample.t ? 't' : 'y'},value,sigma${averaged ? ',shape,x2,y2' : ''}`,
    ...points.flatMap((campaign) =>
      Array.from({ length: campaign.columns * campaign.rows }, (_, n) => {
        const i = Math.floor((((n % campaign.columns) + random()) / campaign.columns) * size)
        const j = Math.floor(((Math.floor(n / campaign.columns) + random()) / campaign.rows) * size)
        return point(campaign.field, i, j, campaign, n === campaign.exact)
      }),
    ),
    ...(lines ? average('line', lines) : []),
    ...(boxes ? average('box', boxes) : []),
    ...(series ? series.columns.flatMap((i) => second.map((_, j) => point(series.field, i, j, series))) : []),
  ]
}

for (const example of examples) {
  const comments = [
    ...example.about,
    'Made from one solution of the reference solver with all parameters at their defaults',
    '(assets/examples/make-sensors.mjs).',
  ]
  const text = [...comments.map((line) => `# ${line}`), ...rowsOf(example, sampleOf(example)), ''].join('\n')
  writeFileSync(join(import.meta.dirname, `${example.problem}-sensors.csv`), text)
}
