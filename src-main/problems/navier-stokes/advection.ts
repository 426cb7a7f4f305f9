import { inverseRealFft2, realFft2, spectrumLength, waveNumbers } from '../../numerics/fft'
import type { DifferentiableNonlinearity } from '../../numerics/linearised-evolution'
import { applyVelocityFactors, velocityFactors, type Velocity } from './velocity'

const tau = 2 * Math.PI

/**
 * Advection of vorticity by its own velocity on the periodic unit square, in Fourier space. Spectra are those of
 * `realFft2`, `[size, size/2 + 1]` complex.
 *
 *     -lap psi = w,   v = (psi_y, -psi_x),   v.grad w = curl div (v v) = (d_xx - d_yy)(v_x v_y) + d_xy (v_y^2 - v_x^2)
 *
 * needs four transforms. Only wave numbers |k_x|, |k_y| < size/3 take part, as velocity and as result (the 2/3 rule):
 * no product of two of them aliases onto a third, so that advection of the truncated field conserves its energy
 * and enstrophy exactly.
 *
 * Its derivative, and that one's transpose, need the velocity of a state and four transforms as well: the products are
 * linear in a change of the velocity, the spectral factors of the result are real and so symmetric, and those of the
 * velocity imaginary and so antisymmetric.
 */
export class Advection implements DifferentiableNonlinearity<Velocity> {
  readonly size: number
  /** Largest wave number that takes part. */
  readonly band: number
  /** Of the spectrum of the vorticity, `[modes]`. */
  readonly #toVelocity: Velocity
  /** What -(v.grad w) takes of v_x v_y and of v_y^2 - v_x^2: tau^2 (k_x^2 - k_y^2) and tau^2 k_x k_y. */
  readonly #ofShear: Float64Array
  readonly #ofStretch: Float64Array
  readonly #source: Float64Array | undefined
  readonly #velocity: Velocity
  readonly #products: Velocity
  readonly #spectra: Velocity

  /** `source` is the spectrum of what acts on the vorticity besides: {@link apply} adds it. */
  constructor(size: number, source?: Float64Array) {
    const half = spectrumLength(size)
    const modes = (): Float64Array => new Float64Array(size * half)
    const pair = (length: number): Velocity => ({ x: new Float64Array(length), y: new Float64Array(length) })
    this.size = size
    this.#source = source
    this.band = Math.ceil(size / 3) - 1
    this.#toVelocity = velocityFactors(size, this.band)
    this.#ofShear = modes()
    this.#ofStretch = modes()
    this.#velocity = pair(size * size)
    this.#products = pair(size * size)
    this.#spectra = pair(2 * size * half)
    waveNumbers(size).forEach((ky, row) => {
      if (Math.abs(ky) > this.band) return
      for (let kx = 0; kx <= this.band; kx += 1) {
        const k = row * half + kx
        this.#ofShear[k] = tau * tau * (kx * kx - ky * ky)
        this.#ofStretch[k] = tau * tau * kx * ky
      }
    })
  }

  /** out = -(v.grad w)^ for the spectrum of w. */
  apply(vorticity: Float64Array, out: Float64Array): void {
    const { x, y } = this.#velocity
    const { x: shear, y: stretch } = this.#products
    this.#velocityOf(vorticity, this.#velocity)
    for (let p = 0; p < x.length; p += 1) {
      const [vx, vy] = [x[p]!, y[p]!]
      shear[p] = vx * vy
      stretch[p] = vy * vy - vx * vx
    }
    this.#combine(out)
    if (!this.#source) return
    for (let p = 0; p < out.length; p += 1) out[p] = out[p]! + this.#source[p]!
  }

  linearise(vorticity: Float64Array, out: Float64Array): Velocity {
    this.apply(vorticity, out)
    return { x: this.#velocity.x.slice(), y: this.#velocity.y.slice() }
  }

  tangent({ x, y }: Velocity, direction: Float64Array, out: Float64Array): void {
    const { x: dx, y: dy } = this.#velocity
    const { x: shear, y: stretch } = this.#products
    this.#velocityOf(direction, this.#velocity)
    for (let p = 0; p < x.length; p += 1) {
      shear[p] = x[p]! * dy[p]! + y[p]! * dx[p]!
      stretch[p] = 2 * (y[p]! * dy[p]! - x[p]! * dx[p]!)
    }
    this.#combine(out)
  }

  gradient({ x, y }: Velocity, cotangent: Float64Array, out: Float64Array): void {
    const { size, band } = this
    const { x: spectrumX, y: spectrumY } = this.#spectra
    const [ofShear, ofStretch] = [this.#ofShear, this.#ofStretch]
    const { x: toX, y: toY } = this.#toVelocity
    for (let p = 0; p < cotangent.length; p += 1) {
      spectrumX[p] = ofShear[p >> 1]! * cotangent[p]!
      spectrumY[p] = ofStretch[p >> 1]! * cotangent[p]!
    }
    const shear = inverseRealFft2(spectrumX, size, size, this.#velocity.x, band)
    const stretch = inverseRealFft2(spectrumY, size, size, this.#velocity.y, band)
    const { x: ofX, y: ofY } = this.#products
    for (let p = 0; p < x.length; p += 1) {
      ofX[p] = y[p]! * shear[p]! - 2 * x[p]! * stretch[p]!
      ofY[p] = x[p]! * shear[p]! + 2 * y[p]! * stretch[p]!
    }
    realFft2(ofX, size, size, spectrumX, band)
    realFft2(ofY, size, size, spectrumY, band)
    for (let p = 0; p < out.length; p += 2) {
      const [cx, cy] = [toX[p >> 1]!, toY[p >> 1]!]
      out[p] = cx * spectrumX[p + 1]! + cy * spectrumY[p + 1]!
      out[p + 1] = -cx * spectrumX[p]! - cy * spectrumY[p]!
    }
  }

  /** Largest |v_x| + |v_y| over the grid. */
  largestSpeed(vorticity: Float64Array): number {
    const { x, y } = this.#velocity
    this.#velocityOf(vorticity, this.#velocity)
    return x.reduce((largest, vx, p) => Math.max(largest, Math.abs(vx) + Math.abs(y[p]!)), 0)
  }

  /** out = spectrum of -(v.grad w) of the products v_x v_y and v_y^2 - v_x^2. */
  #combine(out: Float64Array): void {
    const { size, band } = this
    const [ofShear, ofStretch] = [this.#ofShear, this.#ofStretch]
    const shear = realFft2(this.#products.x, size, size, this.#spectra.x, band)
    const stretch = realFft2(this.#products.y, size, size, this.#spectra.y, band)
    for (let p = 0; p < out.length; p += 1) {
      out[p] = ofShear[p >> 1]! * shear[p]! + ofStretch[p >> 1]! * stretch[p]!
    }
  }

  #velocityOf(vorticity: Float64Array, { x, y }: Velocity): void {
    const { size, band } = this
    applyVelocityFactors(this.#toVelocity, vorticity, this.#spectra)
    inverseRealFft2(this.#spectra.x, size, size, x, band)
    inverseRealFft2(this.#spectra.y, size, size, y, band)
  }
}
