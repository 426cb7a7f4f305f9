import { inverseRealFft, realFft, spectrumLength } from '../../numerics/fft'
import type { DifferentiableNonlinearity } from '../../numerics/linearised-evolution'

/** Highest wave number whose products of two do not alias back: the 2/3 rule. */
export function dealiasedBand(points: number): number {
  return Math.floor((points - 1) / 3)
}

/**
 * The spectrum of -(u^2/2)_x of a spectrum on `points` points, dealiased: N = -D P (P u)^2/2 with D the derivative and P
 * the 2/3 rule. Its derivative is -D P (u P du) and the transpose of that P (u P D g), since D is antisymmetric. What
 * they need of a state is its dealiased velocity `[points]`.
 */
export class Convection implements DifferentiableNonlinearity<Float64Array> {
  readonly #points: number
  readonly #band: number
  readonly #velocity: Float64Array
  readonly #product: Float64Array
  readonly #spectrum: Float64Array

  constructor(points: number) {
    this.#points = points
    this.#band = dealiasedBand(points)
    this.#velocity = new Float64Array(points)
    this.#product = new Float64Array(points)
    this.#spectrum = new Float64Array(2 * spectrumLength(points))
  }

  apply(state: Float64Array, out: Float64Array): void {
    inverseRealFft(state, this.#points, this.#velocity, this.#band)
    this.#convect(this.#velocity, 0.5, this.#velocity, out)
  }

  linearise(state: Float64Array, out: Float64Array): Float64Array {
    this.apply(state, out)
    return this.#velocity.slice()
  }

  tangent(velocity: Float64Array, direction: Float64Array, out: Float64Array): void {
    inverseRealFft(direction, this.#points, this.#velocity, this.#band)
    this.#convect(velocity, 1, this.#velocity, out)
  }

  gradient(velocity: Float64Array, cotangent: Float64Array, out: Float64Array): void {
    const [points, band, spectrum, product] = [this.#points, this.#band, this.#spectrum, this.#product]
    derivative(cotangent, 1, band, spectrum)
    inverseRealFft(spectrum, points, product, band)
    for (let i = 0; i < points; i += 1) product[i] = product[i]! * velocity[i]!
    out.fill(0)
    realFft(product, points, out, band)
  }

  /** out = -factor (u v)_x */
  #convect(u: Float64Array, factor: number, v: Float64Array, out: Float64Array): void {
    const [points, band, spectrum, product] = [this.#points, this.#band, this.#spectrum, this.#product]
    for (let i = 0; i < points; i += 1) product[i] = u[i]! * v[i]!
    realFft(product, points, spectrum, band)
    out.fill(0)
    derivative(spectrum, -factor, band, out)
  }
}

/** out = factor times the derivative of a spectrum, up to `band`. */
function derivative(spectrum: Float64Array, factor: number, band: number, out: Float64Array): void {
  for (let k = 0; k <= band; k += 1) {
    const wave = 2 * Math.PI * factor * k
    out[2 * k] = -wave * spectrum[2 * k + 1]!
    out[2 * k + 1] = wave * spectrum[2 * k]!
  }
}
