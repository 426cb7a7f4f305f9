import type { GraphBuilder, Value } from '../graph/builder'
import {
  add,
  channelOf,
  concat,
  cos,
  div,
  exp,
  matMul,
  mul,
  neg,
  pad,
  reduceMean,
  reshape,
  sin,
  slice,
  sqrt,
  square,
  sub,
} from '../graph/operators'
import { float32Tensor } from '../graph/types'
import { basisMatrices, type SpectralBasis } from '../numerics/transforms'

/**
 * A Gaussian model of the normalised state given the condition c:
 *
 * x = T^-1 v, v_k ~ N(mean_k(c), variance_k(c)) independent, T = R P(c) B with B the separable transform of each
 * channel, P a rotation of the two channels of every mode by angle_k(c) where both have the same modes (a linear
 * equation with constant coefficients makes them one), and R a rotation of the lowest `block` x `block` modes of all
 * channels together (their principal axes, which carry what correlation is left). Mean, angle and log-variance are
 * quadratic polynomials of c.
 *
 * T is orthonormal, so white noise stays white under it and the ideal denoiser is diagonal.
 */
export interface LinearGaussian {
  readonly size: number
  readonly bases: readonly SpectralBasis[]
  readonly block: number
  readonly conditions: number
  /** `[features, size^2]`, radians: v = (cos x0 + sin x1, cos x1 - sin x0). None where the channels' modes differ. */
  readonly angle?: Float32Array
  /** `[channels block^2, channels block^2]`; column j is principal axis j. */
  readonly rotation: Float32Array
  /** `[features, channels size^2]`, in rotated coefficients. */
  readonly mean: Float32Array
  /** `[features, channels size^2]`, natural logarithm. */
  readonly logVariance: Float32Array
}

/** Monomials of degree at most two in the condition: 1, c_i, c_i c_j (i <= j). */
export function quadraticFeatures(condition: ArrayLike<number>): number[] {
  const c = Array.from(condition)
  return [1, ...c, ...c.flatMap((a, i) => c.slice(i).map((b) => a * b))]
}

/** Number of {@link quadraticFeatures} of `conditions` numbers. */
export const featureCount = (conditions: number): number => ((conditions + 1) * (conditions + 2)) / 2

/** A matrix per channel `[channels, size, size]` for each axis. */
interface Sides {
  readonly y: Value
  readonly x: Value
}

/** The Gaussian model as graph nodes. Fields are `[N, channels, size, size]`, the condition `[N, conditions]`. */
export class GaussianNodes {
  readonly #model: LinearGaussian
  readonly #basis: Sides
  readonly #transposed: Sides
  readonly #rotation: Value
  readonly #rotationTransposed: Value
  readonly #squaredRotationTransposed: Value
  readonly #high: Value
  readonly #turn: { readonly cos: Value; readonly sin: Value } | undefined
  readonly mean: Value
  readonly variance: Value

  constructor(graph: GraphBuilder, model: LinearGaussian, condition: Value) {
    this.#model = model
    const { size, block, bases } = model
    const channels = bases.length
    const axes = channels * block * block
    const matrices = bases.map((basis) => basisMatrices(basis, size, size))
    const stacked = (name: string, pick: (of: (typeof matrices)[number]) => Float64Array, transposed: boolean): Value =>
      graph.initializer(
        `gaussian.${name}`,
        float32Tensor(stackMatrices(matrices.map(pick), size, transposed), [channels, size, size]),
      )
    const y = stacked('basis', (of) => of.y, false)
    const xTransposed = stacked('basisTransposed', (of) => of.x, true)
    // Where both axes have the same basis, each matrix is stored once.
    const same = matrices.every((of) => of.x === of.y)
    this.#basis = { y, x: same ? y : stacked('basisX', (of) => of.x, false) }
    this.#transposed = { y: same ? xTransposed : stacked('basisYTransposed', (of) => of.y, true), x: xTransposed }
    const { rotation } = model
    const rotationTransposed = rotation.map((_, i) => rotation[(i % axes) * axes + Math.floor(i / axes)]!)
    this.#rotation = graph.initializer('gaussian.rotation', float32Tensor(rotation, [axes, axes]))
    this.#rotationTransposed = graph.initializer(
      'gaussian.rotationTransposed',
      float32Tensor(rotationTransposed, [axes, axes]),
    )
    this.#squaredRotationTransposed = square(this.#rotationTransposed)
    const high = new Float32Array(size * size).map((_, i) => (i % size < block && Math.floor(i / size) < block ? 0 : 1))
    this.#high = graph.initializer('gaussian.high', float32Tensor(high, [size, size]))

    const features = conditionFeatures(condition, model.conditions)
    const field = (name: string, data: Float32Array, planes = channels): Value => {
      const table = graph.initializer(
        `gaussian.${name}`,
        float32Tensor(data, [featureCount(model.conditions), planes * size * size]),
      )
      return reshape(matMul(features, table), [-1, planes, size, size])
    }
    const angle = model.angle && field('angle', model.angle, 1)
    this.#turn = angle && { cos: cos(angle), sin: sin(angle) }
    this.mean = field('mean', model.mean)
    this.variance = exp(field('logVariance', model.logVariance))
  }

  get channels(): number {
    return this.#model.bases.length
  }

  /** Rotated coefficients T x. */
  analyse(x: Value): Value {
    return this.#rotate(this.#turned(matMul(matMul(this.#basis.y, x), this.#transposed.x), 1), this.#rotation)
  }

  /** The field T^-1 v. */
  synthesise(v: Value): Value {
    const modes = this.#turned(this.#rotate(v, this.#rotationTransposed), -1)
    return matMul(matMul(this.#transposed.y, modes), this.#basis.x)
  }

  /**
   * Mean over pixels of the variance of T^-1 v per channel `[N, channels, 1, 1]`, v independent with the given
   * variances. Where channels are turned: if R leaves the two of a mode uncorrelated, as the angle of a fit makes them;
   * their sum in any case.
   */
  pixelVariance(variances: Value): Value {
    const turned = this.#rotate(variances, this.#squaredRotationTransposed)
    if (!this.#turn) return reduceMean(turned, [2, 3])
    const [first, second] = [channelOf(turned, 0), channelOf(turned, 1)]
    const [cosSquared, sinSquared] = [square(this.#turn.cos), square(this.#turn.sin)]
    const channels = [
      add(mul(cosSquared, first), mul(sinSquared, second)),
      add(mul(sinSquared, first), mul(cosSquared, second)),
    ]
    return reduceMean(concat(channels, 1), [2, 3])
  }

  /** Ideal denoiser of the Gaussian from the coefficients of a noisy state: mean + l / (l + sigma^2) (v - mean). */
  posteriorMean(noisyCoefficients: Value, sigmaSquared: Value): Value {
    const gain = div(this.variance, add(this.variance, sigmaSquared))
    return this.synthesise(add(this.mean, mul(gain, sub(noisyCoefficients, this.mean))))
  }

  /** A field with white errors of the given variance, freed of what the model does not have: l / (l + errors) v. */
  confine(field: Value, errors: number): Value {
    return this.synthesise(mul(div(this.variance, add(this.variance, errors)), this.analyse(field)))
  }

  /** Root mean square error of that denoiser per channel `[N, channels, 1, 1]`. */
  posteriorDeviation(sigmaSquared: Value): Value {
    return sqrt(this.pixelVariance(div(mul(this.variance, sigmaSquared), add(this.variance, sigmaSquared))))
  }

  /** Coefficients of a state with noise of size sigma: the Gaussian flow's image of white noise z. */
  noisyCoefficients(z: Value, sigma: number): Value {
    return add(this.mean, mul(sqrt(add(this.variance, sigma ** 2)), z))
  }

  /** Each mode's two channels by its angle, forwards or back. */
  #turned(coefficients: Value, direction: 1 | -1): Value {
    if (!this.#turn) return coefficients
    const { cos: c, sin: s } = this.#turn
    const [first, second] = [channelOf(coefficients, 0), channelOf(coefficients, 1)]
    const along = direction === 1 ? mul(s, second) : mul(neg(s), second)
    const across = direction === 1 ? mul(neg(s), first) : mul(s, first)
    return concat([add(mul(c, first), along), add(mul(c, second), across)], 1)
  }

  #rotate(coefficients: Value, rotation: Value): Value {
    const { size, block, bases } = this.#model
    const channels = bases.length
    const low = slice(coefficients, [
      { axis: 2, start: 0, end: block },
      { axis: 3, start: 0, end: block },
    ])
    const rotated = reshape(matMul(reshape(low, [-1, channels * block * block]), rotation), [
      -1,
      channels,
      block,
      block,
    ])
    const rest = size - block
    return add(pad(rotated, [0, 0, 0, 0], [0, 0, rest, rest]), mul(coefficients, this.#high))
  }
}

/** {@link quadraticFeatures} as nodes: `[N, conditions]` to `[N, features]`. */
function conditionFeatures(condition: Value, conditions: number): Value {
  const column = (i: number): Value => slice(condition, [{ axis: 1, start: i, end: i + 1 }])
  const columns = Array.from({ length: conditions }, (_, i) => column(i))
  const one = add(mul(columns[0]!, 0), 1)
  return concat([one, ...columns, ...columns.flatMap((a, i) => columns.slice(i).map((b) => mul(a, b)))], 1)
}

/** Matrices `[size, size]` of all channels in one array, each transposed if asked for. */
function stackMatrices(matrices: readonly Float64Array[], size: number, transposed: boolean): Float32Array {
  const stacked = new Float32Array(matrices.length * size * size)
  matrices.forEach((matrix, channel) => {
    for (let k = 0; k < size; k++) {
      for (let i = 0; i < size; i++) {
        const at = transposed ? i * size + k : k * size + i
        stacked[channel * size * size + at] = matrix[k * size + i]!
      }
    }
  })
  return stacked
}
