import { inverseRealFft2, realFft2, spectrumLength, waveNumbers } from '../../numerics/fft'

const tau = 2 * Math.PI

/** Velocity on the grid, each `[size, size]`. */
export interface Velocity {
  readonly x: Float64Array
  readonly y: Float64Array
}

/**
 * i times these, `[size, size/2 + 1]`, makes the velocity of the vorticity, v = (psi_y, -psi_x) with -lap psi = w:
 * k_y/(tau |k|^2) and -k_x/(tau |k|^2) for the wave numbers up to `band`, zero beyond it and for the mean.
 */
export function velocityFactors(size: number, band: number): Velocity {
  const half = spectrumLength(size)
  const factors = { x: new Float64Array(size * half), y: new Float64Array(size * half) }
  waveNumbers(size).forEach((ky, row) => {
    if (Math.abs(ky) > band) return
    for (let kx = ky === 0 ? 1 : 0; kx <= band; kx += 1) {
      const squared = kx * kx + ky * ky
      factors.x[row * half + kx] = ky / (tau * squared)
      factors.y[row * half + kx] = -kx / (tau * squared)
    }
  })
  return factors
}

/** out = i times the factors times a spectrum. */
export function applyVelocityFactors(factors: Velocity, spectrum: Float64Array, out: Velocity): void {
  for (let p = 0; p < spectrum.length; p += 2) {
    const [re, im] = [spectrum[p]!, spectrum[p + 1]!]
    const [toX, toY] = [factors.x[p >> 1]!, factors.y[p >> 1]!]
    out.x[p] = -toX * im
    out.x[p + 1] = toX * re
    out.y[p] = -toY * im
    out.y[p + 1] = toY * re
  }
}

/**
 * Velocity of a vorticity `[size, size]` on the periodic unit square, without mean and without divergence. The wave
 * number size/2 is left out, because its sine is zero on the whole grid.
 */
export function velocityOf(size: number, vorticity: Float64Array): Velocity {
  const spectrum = realFft2(vorticity, size, size)
  const band = size / 2 - 1
  const spectra = { x: new Float64Array(spectrum.length), y: new Float64Array(spectrum.length) }
  applyVelocityFactors(velocityFactors(size, band), spectrum, spectra)
  return { x: inverseRealFft2(spectra.x, size, size), y: inverseRealFft2(spectra.y, size, size) }
}
