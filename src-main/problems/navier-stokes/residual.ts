import { unitSquare } from '../../field/grid'
import { largestMagnitude, rootMeanSquare } from '../../field/norms'
import { realFft2, spectrumLength, waveNumbers } from '../../numerics/fft'
import type { ResidualReport } from '../problem'
import { weakNorm } from '../weak-form'
import { endpointDefect } from './endpoint-defect'
import { solveVorticity, type Flow } from './solver'

/**
 * Time step of the certificate's propagator is the generator's over this: the floor is then the generator's own error
 * in time, and not zero by construction.
 */
const refinement = 2

/** Phi(w0) of the certificate. */
export const finePropagation = (size: number, flow: Flow, start: Float64Array): Float64Array =>
  solveVorticity(size, flow, start, { refinement }).solution

/**
 * Propagator defect d = (wT - Phi(w0))/T, Phi the reference solver over the duration T: the mean source that would have
 * to act for w0 to become wT. It certifies wT whole, where a residual between two distant times cannot.
 *
 * `l2Relative` is ||wT - Phi(w0)|| / ||Phi(w0)||, the relative error of wT. `hMinus1` has the eigenvalues
 * (2 pi |k|)^2 + 1. `balance` is the change of the mean vorticity, which the equation conserves, over the root mean square
 * of w0. `endpoint` is the root mean square of {@link endpointDefect}, which training sees; its floor is the error
 * of a single step over the whole duration. `reference` is Phi(w0), computed if it is not given.
 *
 * @throws Failure as {@link solveVorticity}
 */
export function vorticityResidual(
  size: number,
  flow: Flow,
  start: Float64Array,
  end: Float64Array,
  reference = finePropagation(size, flow, start),
): ResidualReport {
  const map = end.map((w, p) => (w - reference[p]!) / flow.duration)
  const l2 = rootMeanSquare(map)
  return {
    map,
    norms: {
      l2,
      l2Relative: (l2 * flow.duration) / rootMeanSquare(reference),
      hMinus1: periodicHMinus1(map, size),
      max: largestMagnitude(map),
      weak: weakNorm(map, unitSquare(size, 'periodic', '1')),
      balance: Math.abs(mean(end) - mean(start)) / rootMeanSquare(start),
      endpoint: rootMeanSquare(endpointDefect(size, flow, start, end)),
    },
  }
}

/** sqrt( sum_k |d_k|^2/((2 pi |k|)^2 + 1) ), d_k the Fourier coefficients of d `[size, size]`. */
function periodicHMinus1(d: Float64Array, size: number): number {
  const spectrum = realFft2(d, size, size)
  const half = spectrumLength(size)
  let sum = 0
  waveNumbers(size).forEach((ky, row) => {
    for (let kx = 0; kx < half; kx += 1) {
      const p = 2 * (row * half + kx)
      // kx stands for -kx as well, except at the ends.
      const multiplicity = kx === 0 || 2 * kx === size ? 1 : 2
      const power = spectrum[p]! ** 2 + spectrum[p + 1]! ** 2
      sum += (multiplicity * power) / ((2 * Math.PI) ** 2 * (kx * kx + ky * ky) + 1)
    }
  })
  return Math.sqrt(sum) / (size * size)
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
