import { featureCount, type LinearGaussian } from '../../../src-main/networks/linear-gaussian'
import { RandomStream } from '../../../src-main/numerics/random'
import { basisMatrices, type SpectralBasis } from '../../../src-main/numerics/transforms'
import { float32 } from '../../../src-main/runtime/session'

/** A U-Net of two levels with attention. */
export const smallNetwork = { channels: [4, 8], blocks: [1, 1], embedding: 6, groupSize: 4 }

/** White noise that depends on its label alone. */
export function noise(count: number, label: string): Float32Array {
  const out = new Float32Array(count)
  new RandomStream(7, label).fillNormal(out)
  return out
}

/**
 * A Gaussian model of two channels on 8 x 8 with random axes, means and variances that depend on two conditions; with
 * `turned`, its modes' channels are turned by random angles too, and its axes leave them uncorrelated, as a fit does.
 */
export function randomModel(bases: readonly SpectralBasis[] = ['dct', 'dst'], { turned = false } = {}): LinearGaussian {
  const [size, block, conditions] = [8, 3, 2]
  const width = 2 * size * size
  const random = new RandomStream(4, 'gaussian model')
  const draw = (count: number, scale: number): Float32Array =>
    Float32Array.from({ length: count }, () => scale * random.normal())
  const features = featureCount(conditions)
  const logVariance = draw(features * width, 0.3)
  // Falling spectra, as fields have.
  for (let k = 0; k < width; k++)
    logVariance[k] = logVariance[k]! - 0.5 * Math.hypot(k % size, Math.floor(k / size) % size)
  return {
    size,
    bases,
    block,
    conditions,
    rotation: turned ? channelwise(block * block, random) : orthogonal(2 * block * block, random),
    mean: draw(features * width, 0.3),
    logVariance,
    ...(turned && { angle: draw(features * size * size, 1) }),
  }
}

/** A model without correlations, mean or colour: variance s^2 in every mode. */
export function whiteModel(size: number, deviation: number): LinearGaussian {
  const width = 2 * size * size
  const features = featureCount(1)
  return {
    size,
    bases: ['dct', 'dst'],
    block: 2,
    conditions: 1,
    rotation: Float32Array.from({ length: 64 }, (_, i) => (i % 9 === 0 ? 1 : 0)),
    mean: new Float32Array(features * width),
    logVariance: new Float32Array(features * width).map((_, k) => (k < width ? 2 * Math.log(deviation) : 0)),
  }
}

/** A random orthogonal matrix by Gram and Schmidt's method. */
function orthogonal(n: number, random: RandomStream): Float32Array {
  const columns: number[][] = []
  while (columns.length < n) {
    const v = Array.from({ length: n }, () => random.normal())
    for (let pass = 0; pass < 2; pass++) {
      for (const column of columns) {
        const along = v.reduce((sum, x, i) => sum + x * column[i]!, 0)
        column.forEach((x, i) => (v[i] = v[i]! - along * x))
      }
    }
    const length = Math.hypot(...v)
    columns.push(v.map((x) => x / length))
  }
  return Float32Array.from({ length: n * n }, (_, i) => columns[i % n]![Math.floor(i / n)]!)
}

/** Random axes of each of two channels alone. */
function channelwise(n: number, random: RandomStream): Float32Array {
  const rotation = new Float32Array(4 * n * n)
  for (const first of [0, n]) {
    orthogonal(n, random).forEach((value, i) => {
      rotation[(first + Math.floor(i / n)) * 2 * n + first + (i % n)] = value
    })
  }
  return rotation
}

/** Mean field, and the field of each mode with unit coefficient (columns of T^-1), in double precision. */
export interface DenseGaussian {
  readonly mean: Float64Array
  readonly modes: readonly Float64Array[]
  readonly variances: Float64Array
}

/** The model at one condition, written out mode by mode from its definition. */
export function denseGaussian(model: LinearGaussian, condition: readonly number[]): DenseGaussian {
  const { size, block, bases, rotation } = model
  const pixels = size * size
  const width = bases.length * pixels
  const [c, d] = condition
  const features = condition.length === 1 ? [1, c!, c! * c!] : [1, c!, d!, c! * c!, c! * d!, d! * d!]
  const poly = (table: Float32Array, k: number, columns = width): number =>
    features.reduce((sum, f, p) => sum + f * table[p * columns + k]!, 0)
  /** The coefficients whose two channels, turned by the model's angles, are the given ones. */
  const turnedBack = (coefficients: Float64Array): Float64Array => {
    const { angle } = model
    if (!angle) return coefficients
    const out = new Float64Array(width)
    for (let k = 0; k < pixels; k++) {
      const theta = poly(angle, k, pixels)
      const [along, across] = [coefficients[k]!, coefficients[pixels + k]!]
      out[k] = Math.cos(theta) * along - Math.sin(theta) * across
      out[pixels + k] = Math.sin(theta) * along + Math.cos(theta) * across
    }
    return out
  }
  const axes = Array.from({ length: bases.length * block * block }, (_, p) => {
    const [channel, ky, kx] = [Math.floor(p / (block * block)), Math.floor(p / block) % block, p % block]
    return channel * pixels + ky * size + kx
  })
  const field = (coefficients: Float64Array): Float64Array => {
    const out = new Float64Array(width)
    bases.forEach((basis, channel) => {
      const part = coefficients.slice(channel * pixels, (channel + 1) * pixels)
      const { y, x } = basisMatrices(basis, size, size)
      part.forEach((amplitude, k) => {
        if (amplitude === 0) return
        const [ky, kx] = [Math.floor(k / size), k % size]
        for (let p = 0; p < pixels; p++) {
          const value = amplitude * y[ky * size + Math.floor(p / size)]! * x[kx * size + (p % size)]!
          out[channel * pixels + p] = out[channel * pixels + p]! + value
        }
      })
    })
    return out
  }
  const modes = Array.from({ length: width }, (_, k) => {
    const coefficients = new Float64Array(width)
    const axis = axes.indexOf(k)
    // A rotated coefficient j of the low block stands for the column j of the rotation.
    if (axis < 0) coefficients[k] = 1
    else axes.forEach((position, p) => (coefficients[position] = rotation[p * axes.length + axis]!))
    return field(turnedBack(coefficients))
  })
  const mean = new Float64Array(width)
  modes.forEach((mode, k) => {
    const amplitude = poly(model.mean, k)
    mode.forEach((value, p) => (mean[p] = mean[p]! + amplitude * value))
  })
  return {
    mean,
    modes,
    variances: Float64Array.from({ length: width }, (_, k) => Math.exp(poly(model.logVariance, k))),
  }
}

/** The dense matrix sum_k f(l_k) mode_k mode_k^T, row-major. */
export function spectralMatrix({ modes, variances }: DenseGaussian, f: (variance: number) => number): Float64Array {
  const n = modes.length
  const out = new Float64Array(n * n)
  modes.forEach((mode, k) => {
    const weight = f(variances[k]!)
    for (let i = 0; i < n; i++) {
      const scaled = weight * mode[i]!
      for (let j = 0; j < n; j++) out[i * n + j] = out[i * n + j]! + scaled * mode[j]!
    }
  })
  return out
}

/** Feeds of `count` samples: noise levels and conditions, each repeated in turn. */
export const batchOf = (count: number, sigma: readonly number[], condition: readonly number[]) => ({
  sigma: float32(
    Float32Array.from({ length: count }, (_, i) => sigma[i % sigma.length]!),
    [count, 1],
  ),
  condition: float32(
    Float32Array.from({ length: count * condition.length }, (_, i) => condition[i % condition.length]!),
    [count, condition.length],
  ),
})
