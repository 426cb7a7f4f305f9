import { Failure } from '../field/failure'
import { EigenvalueDecomposition, Matrix, solve } from 'ml-matrix'
import { transform, type SpectralBasis } from '../numerics/transforms'
import { featureCount, quadraticFeatures, type LinearGaussian } from '../networks/linear-gaussian'

/** Normalised samples: states `[count, channels, size, size]`, conditions `[count, conditions]`. */
export interface TrainingData {
  readonly size: number
  readonly channels: number
  readonly count: number
  readonly states: Float32Array
  readonly conditions: Float32Array
  /** Slider parameters `[count, parameters]`, columns in the order of the problem's declaration. */
  readonly parameters: Float64Array
}

export interface GaussianFitSettings {
  /** Modes per axis and channel that are rotated to their joint principal axes. */
  readonly block: number
  /** Cells per condition in which variances are estimated before the polynomial is fitted to their logarithms. */
  readonly bins: number
}

/** Samples below which a cell's variances say too little. */
const smallestCell = 8

/** Smallest variance of a mode: keeps logarithms finite where the data has nothing. */
const varianceFloor = 1e-10

/**
 * Second-order statistics of the data as a {@link LinearGaussian}: the mean by least squares on the quadratic
 * features of the condition, the principal axes of the low block from the pooled covariance of what is left,
 * and the log-variances by least squares over a partition of the condition space.
 */
export function fitGaussian(
  data: TrainingData,
  bases: readonly SpectralBasis[],
  settings: GaussianFitSettings,
): LinearGaussian {
  const { size, channels, count } = data
  const conditions = data.conditions.length / count
  const width = channels * size * size
  const coefficients = transformAll(data, bases)
  const features = Array.from({ length: count }, (_, i) =>
    quadraticFeatures(data.conditions.subarray(i * conditions, (i + 1) * conditions)),
  )

  const angle = channels === 2 && bases[0] === bases[1] ? fitAngle(coefficients, data, features, settings) : undefined
  if (angle) features.forEach((f, i) => turn(coefficients.subarray(i * width, (i + 1) * width), angle, f))
  const mean = leastSquares(features, coefficients, width)
  subtractMean(coefficients, features, mean, width)
  const axes = lowBlockIndices(size, channels, settings.block)
  const rotation = principalAxes(coefficients, width, axes)
  rotateRows(coefficients, width, axes, rotation)
  rotateRows(mean, width, axes, rotation)
  const logVariance = fitLogVariance(coefficients, data, features, width, settings.bins)
  return { size, bases, block: settings.block, conditions, rotation, mean, logVariance, ...(angle && { angle }) }
}

/**
 * White noise of unit variance in place of the data's statistics: its Wiener filter is the scalar skip of EDM
 * (Karras et al. 2022) for data of unit standard deviation, 1/(1 + sigma^2).
 */
export function whiteGaussian(
  { size, conditions, count, channels }: TrainingData,
  bases: readonly SpectralBasis[],
): LinearGaussian {
  const entries = conditions.length / count
  const table = featureCount(entries) * channels * size ** 2
  const rotation = Float32Array.from({ length: channels ** 2 }, (_, i) => (i % (channels + 1) === 0 ? 1 : 0))
  const nothing = { mean: new Float32Array(table), logVariance: new Float32Array(table) }
  return { size, bases, block: 1, conditions: entries, rotation, ...nothing }
}

function transformAll({ states, count, channels, size }: TrainingData, bases: readonly SpectralBasis[]): Float32Array {
  const pixels = size * size
  const out = new Float32Array(states.length)
  for (let i = 0; i < count; i++) {
    bases.forEach((basis, channel) => {
      const start = (i * channels + channel) * pixels
      const field = Float64Array.from(states.subarray(start, start + pixels))
      out.set(transform(field, basis, size, size), start)
    })
  }
  return out
}

/** Coefficients `[features, width]` of the least-squares fit of every column of `rows` `[count, width]`. */
function leastSquares(features: readonly number[][], rows: Float32Array, width: number): Float32Array {
  const terms = features[0]!.length
  const normal = Matrix.zeros(terms, terms)
  const right = Array.from({ length: terms }, () => new Float64Array(width))
  features.forEach((f, i) => {
    const row = rows.subarray(i * width, (i + 1) * width)
    for (let p = 0; p < terms; p++) {
      for (let q = 0; q < terms; q++) normal.set(p, q, normal.get(p, q) + f[p]! * f[q]!)
      const target = right[p]!
      const weight = f[p]!
      for (let k = 0; k < width; k++) target[k] = target[k]! + weight * row[k]!
    }
  })
  const solution = solve(normal, new Matrix(right.map((row) => Array.from(row))))
  return Float32Array.from(solution.to1DArray())
}

function subtractMean(rows: Float32Array, features: readonly number[][], mean: Float32Array, width: number): void {
  features.forEach((f, i) => {
    const row = rows.subarray(i * width, (i + 1) * width)
    f.forEach((weight, p) => {
      const term = mean.subarray(p * width, (p + 1) * width)
      for (let k = 0; k < width; k++) row[k] = row[k]! - weight * term[k]!
    })
  })
}

/** Positions of the low modes in a flat state, in the order `[channel, ky, kx]` of the rotated block. */
export function lowBlockIndices(size: number, channels: number, block: number): Int32Array {
  const indices: number[] = []
  for (let channel = 0; channel < channels; channel++) {
    for (let ky = 0; ky < block; ky++) {
      for (let kx = 0; kx < block; kx++) indices.push((channel * size + ky) * size + kx)
    }
  }
  return Int32Array.from(indices)
}

/** Eigenvectors (columns) of the covariance of the given coordinates, largest variance first. */
function principalAxes(rows: Float32Array, width: number, axes: Int32Array): Float32Array {
  const n = axes.length
  const count = rows.length / width
  const covariance = new Float64Array(n * n)
  const low = new Float64Array(n)
  for (let i = 0; i < count; i++) {
    for (let p = 0; p < n; p++) low[p] = rows[i * width + axes[p]!]!
    for (let p = 0; p < n; p++) {
      const value = low[p]! / count
      for (let q = 0; q <= p; q++) covariance[p * n + q] = covariance[p * n + q]! + value * low[q]!
    }
  }
  const symmetric = Matrix.zeros(n, n)
  for (let p = 0; p < n; p++) {
    for (let q = 0; q <= p; q++) {
      symmetric.set(p, q, covariance[p * n + q]!)
      symmetric.set(q, p, covariance[p * n + q]!)
    }
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(symmetric, { assumeSymmetric: true })
  const order = realEigenvalues.map((_, j) => j).sort((a, b) => realEigenvalues[b]! - realEigenvalues[a]!)
  return Float32Array.from({ length: n * n }, (_, i) => eigenvectorMatrix.get(Math.floor(i / n), order[i % n]!))
}

/** Replaces the given coordinates v of every row by v R. */
function rotateRows(rows: Float32Array, width: number, axes: Int32Array, rotation: Float32Array): void {
  const n = axes.length
  const rotated = new Float64Array(n)
  for (let start = 0; start < rows.length; start += width) {
    rotated.fill(0)
    for (let p = 0; p < n; p++) {
      const value = rows[start + axes[p]!]!
      for (let q = 0; q < n; q++) rotated[q] = rotated[q]! + value * rotation[p * n + q]!
    }
    for (let q = 0; q < n; q++) rows[start + axes[q]!] = rotated[q]!
  }
}

/** Samples by cell of the condition space, where there are enough of them. */
function cellsOf(data: TrainingData, bins: number): number[][] {
  const conditions = data.conditions.length / data.count
  const members = new Map<number, number[]>()
  for (let i = 0; i < data.count; i++) {
    let cell = 0
    for (let k = 0; k < conditions; k++) {
      const c = data.conditions[i * conditions + k]!
      cell = cell * bins + Math.min(bins - 1, Math.max(0, Math.floor(((c + 1) / 2) * bins)))
    }
    members.set(cell, [...(members.get(cell) ?? []), i])
  }
  return [...members.values()].filter((list) => list.length >= smallestCell)
}

/** A cell's equation in a least-squares fit, weighted by the square root of its size, so that the fit counts samples. */
function cellFeatures(list: readonly number[], features: readonly number[][], weight: number): number[] {
  return Array.from(
    { length: features[0]!.length },
    (_, p) => (weight * list.reduce((sum, i) => sum + features[i]![p]!, 0)) / list.length,
  )
}

/**
 * The angle by which each mode's two channels are turned to their principal axes, `[features, size^2]`: in every cell of
 * the condition space from the covariance of the two, then by least squares in the condition. An axis has no direction,
 * so a cell's angle is taken within a right angle of that of the whole set.
 */
function fitAngle(
  coefficients: Float32Array,
  data: TrainingData,
  features: readonly number[][],
  { bins }: GaussianFitSettings,
): Float32Array {
  const pixels = data.size ** 2
  const angles = (list: readonly number[]): Float64Array => {
    const sums = Array.from({ length: 5 }, () => new Float64Array(pixels))
    for (const i of list) {
      for (let k = 0; k < pixels; k++) {
        const [a, b] = [coefficients[2 * i * pixels + k]!, coefficients[(2 * i + 1) * pixels + k]!]
        ;[a, b, a * a, b * b, a * b].forEach((term, s) => (sums[s]![k] = sums[s]![k]! + term / list.length))
      }
    }
    const [a, b, aa, bb, ab] = sums as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array]
    return a.map((_, k) => Math.atan2(2 * (ab[k]! - a[k]! * b[k]!), aa[k]! - a[k]! ** 2 - bb[k]! + b[k]! ** 2) / 2)
  }
  const whole = angles(features.map((_, i) => i))
  const cells = cellsOf(data, bins)
  refuseFewCells(cells.length, features[0]!.length, data.count)
  const rows = new Float32Array(cells.length * pixels)
  const design = cells.map((list, cell) => {
    const weight = Math.sqrt(list.length)
    const own = angles(list)
    for (let k = 0; k < pixels; k++) {
      const near = own[k]! - Math.PI * Math.round((own[k]! - whole[k]!) / Math.PI)
      rows[cell * pixels + k] = weight * near
    }
    return cellFeatures(list, features, weight)
  })
  return leastSquares(design, rows, pixels)
}

/** Turns the two channels of a sample's coefficients `[2, pixels]` by the angle at its features. */
function turn(row: Float32Array, angle: Float32Array, features: readonly number[]): void {
  const pixels = row.length / 2
  for (let k = 0; k < pixels; k++) {
    const theta = features.reduce((sum, f, p) => sum + f * angle[p * pixels + k]!, 0)
    const [c, s] = [Math.cos(theta), Math.sin(theta)]
    const [a, b] = [row[k]!, row[pixels + k]!]
    row[k] = c * a + s * b
    row[pixels + k] = c * b - s * a
  }
}

function refuseFewCells(cells: number, terms: number, count: number): void {
  if (cells >= terms) return
  throw new Failure({
    code: 'too-few-samples',
    kind: 'usage',
    what: `variances cannot be fitted to ${count} samples`,
    where: 'data.training, gaussian.bins',
    expected: `${terms} cells of the conditions with at least ${smallestCell} samples in each`,
    received: `${cells}`,
  })
}

function fitLogVariance(
  rows: Float32Array,
  data: TrainingData,
  features: readonly number[][],
  width: number,
  bins: number,
): Float32Array {
  const cells = cellsOf(data, bins)
  const terms = features[0]!.length
  const design: number[][] = []
  const logs = new Float32Array(cells.length * width)
  cells.forEach((list, cell) => {
    const weight = Math.sqrt(list.length)
    design.push(cellFeatures(list, features, weight))
    const variance = new Float64Array(width)
    for (const i of list)
      for (let k = 0; k < width; k++) variance[k] = variance[k]! + rows[i * width + k]! ** 2 / list.length
    for (let k = 0; k < width; k++) logs[cell * width + k] = weight * Math.log(Math.max(variance[k]!, varianceFloor))
  })
  refuseFewCells(cells.length, terms, data.count)
  return leastSquares(design, logs, width)
}
