import type { ChannelObservations } from './conditioning'
import { DataSpace } from './data-space'
import { readingRows, type LinearMap } from './gaussian-readings'

/** Targets `[points]` and noise `[points]` of one channel for each member of the ensemble. */
export interface EnsembleTargets {
  readonly observed: ChannelObservations
  readonly targets: readonly Float64Array[]
  readonly sigma: Float64Array
}

/** Readings up to which the posterior is dense algebra in the space of the data; the work grows with their cube. */
const mostDense = 1000

/** Conjugate-gradient iterations beyond. */
const gainIterations = 60

/**
 * The posterior of latents under a linear generator x = m + A z and the observations of an ensemble, J = H A: its normal
 * operator is N = I + J^T S^-1 J. All members are worked on together. Readings that are curved in the field are linearised
 * at m.
 */
export class LinearPosterior {
  readonly #linear: LinearMap
  readonly #members: number
  readonly #channels: readonly EnsembleTargets[]
  readonly #centre: Float32Array
  readonly #mean: Float64Array
  readonly #dense: DataSpace | undefined

  private constructor(
    linear: LinearMap,
    members: number,
    channels: readonly EnsembleTargets[],
    centre: Float32Array,
    mean: Float64Array,
    dense: DataSpace | undefined,
  ) {
    this.#linear = linear
    this.#members = members
    this.#channels = channels
    this.#centre = centre
    this.#mean = mean
    this.#dense = dense
  }

  static async of(
    linear: LinearMap,
    members: number,
    channels: readonly EnsembleTargets[],
    dense = mostDense,
  ): Promise<LinearPosterior> {
    const { map, condition, latents, pixels } = linear
    const observed = channels.map((entry) => entry.observed)
    const centre = await map.states(new Float32Array(latents), condition)
    const count = observed.reduce((sum, { points }) => sum + points.length, 0)
    if (count > 0 && count <= dense) {
      const { mean, rows } = await readingRows(linear, observed)
      const sigma = Float64Array.from(channels.flatMap((entry) => [...entry.sigma]))
      return new LinearPosterior(linear, members, channels, centre, mean, new DataSpace(rows, sigma))
    }
    const mean = Float64Array.from(
      observed.flatMap(({ channel, predict }) => [...predict(channelOf(centre, channel, pixels))]),
    )
    return new LinearPosterior(linear, members, channels, centre, mean, undefined)
  }

  /**
   * Samples by Matheron's rule: each member's prior draw z0 is moved to the minimiser of
   * |z - z0|^2 / 2 + sum (H x(z) - y)^2 / (2 s^2) with that member's own y, which is
   * z0 + J^T K^-1 (y - H x(z0)) = z0 + N^-1 J^T S^-1 (y - H x(z0)), K = J J^T + S.
   */
  async sample(prior: Float32Array): Promise<Float32Array> {
    const count = this.#mean.length
    if (count === 0) return prior.slice()
    const predicted = await this.image(prior)
    const residuals = new Float64Array(this.#members * count)
    for (let m = 0; m < this.#members; m++) {
      let i = 0
      for (const { targets } of this.#channels) {
        for (const y of targets[m]!) {
          residuals[m * count + i] = y - this.#mean[i]! - predicted[m * count + i]!
          i++
        }
      }
    }
    const moved = await this.gain(residuals)
    return prior.map((z, i) => z + moved[i]!)
  }

  /**
   * J^T K^-1 r = N^-1 J^T S^-1 r for each member's r `[members, readings]`; where the readings are many, N^-1 by conjugate
   * gradients to a relative residual of 1 %.
   */
  async gain(residuals: Float64Array): Promise<Float32Array> {
    if (this.#dense) return this.#dense.pull(this.#dense.weights(residuals))
    const right = await this.#pull(this.#weighted(residuals))
    const width = right.length / this.#members
    const solution = new Float32Array(right.length)
    const residual = right.slice()
    const direction = right.slice()
    let rho = this.#inner(residual, residual)
    const target = rho.map((value) => value * 1e-4)
    for (let k = 0; k < gainIterations && rho.some((value, m) => value > target[m]!); k++) {
      const pulled = await this.#pull(this.#weighted(await this.image(direction)))
      const image = pulled.map((x, i) => x + direction[i]!)
      const curvature = this.#inner(direction, image)
      const alpha = rho.map((value, m) => (curvature[m]! > 0 ? value / curvature[m]! : 0))
      for (let i = 0; i < solution.length; i++) {
        const m = Math.floor(i / width)
        solution[i] = solution[i]! + alpha[m]! * direction[i]!
        residual[i] = residual[i]! - alpha[m]! * image[i]!
      }
      const next = this.#inner(residual, residual)
      for (let i = 0; i < direction.length; i++) {
        const m = Math.floor(i / width)
        direction[i] = residual[i]! + (rho[m]! > 0 ? next[m]! / rho[m]! : 0) * direction[i]!
      }
      rho = next
    }
    return solution
  }

  /** J v for each member's v, `[members, readings]`. */
  async image(v: Float32Array): Promise<Float64Array> {
    if (this.#dense) return this.#dense.image(v)
    const { map, condition, pixels } = this.#linear
    const width = this.#centre.length
    const states = await map.states(v, condition)
    const direction = states.map((x, i) => x - this.#centre[i % width]!)
    const out = new Float64Array(this.#members * this.#mean.length)
    let at = 0
    for (let m = 0; m < this.#members; m++) {
      const state = direction.subarray(m * width, (m + 1) * width)
      for (const { observed } of this.#channels) {
        const { channel, tangent } = observed
        const read = tangent(channelOf(this.#centre, channel, pixels), channelOf(state, channel, pixels))
        out.set(read, at)
        at += read.length
      }
    }
    return out
  }

  /** S^-1 r. */
  #weighted(residuals: Float64Array): Float64Array {
    const weighted = new Float64Array(residuals.length)
    let at = 0
    for (let m = 0; m < this.#members; m++) {
      for (const { sigma } of this.#channels) {
        for (let i = 0; i < sigma.length; i++, at++) weighted[at] = residuals[at]! / sigma[i]! ** 2
      }
    }
    return weighted
  }

  /** J^T w `[members, latents]`. */
  #pull(weights: Float64Array): Promise<Float32Array> {
    const { map, condition, latents, pixels } = this.#linear
    const width = this.#centre.length
    const cotangents = new Float32Array(this.#members * width)
    let at = 0
    for (let m = 0; m < this.#members; m++) {
      for (const { observed } of this.#channels) {
        const { channel, pull, points } = observed
        const part = weights.subarray(at, at + points.length)
        cotangents.set(pull(channelOf(this.#centre, channel, pixels), part), m * width + channel * pixels)
        at += points.length
      }
    }
    // The map is linear, so its pullback is the same at every latent.
    return map.pullback(new Float32Array(this.#members * latents), condition, cotangents)
  }

  #inner(a: Float32Array, b: Float32Array): Float64Array {
    const width = a.length / this.#members
    const sums = new Float64Array(this.#members)
    for (let i = 0; i < a.length; i++) {
      const m = Math.floor(i / width)
      sums[m] = sums[m]! + a[i]! * b[i]!
    }
    return sums
  }
}

const channelOf = (state: Float32Array, channel: number, pixels: number): Float32Array =>
  state.subarray(channel * pixels, (channel + 1) * pixels)
