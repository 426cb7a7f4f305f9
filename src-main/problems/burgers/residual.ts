import { spaceTime } from '../../field/grid'
import { Failure } from '../../field/failure'
import { largestMagnitude, rootMeanSquare } from '../../field/norms'
import { realFft, spectrumLength } from '../../numerics/fft'
import { fourierDerivative } from '../../numerics/fourier-derivative'
import type { ResidualReport } from '../problem'
import { weakNorm } from '../weak-form'
import { rateScale } from './normalisation'
import { accurateStepsPerFrame, solveBurgers } from './solver'
import { framesWithoutResidual, timeStencil } from './time-derivative'

/**
 * Residual r = u_t + (u^2/2)_x - nu u_xx on frames and samples `[size, size]`, with differences of fourth order over
 * the frames' own distance in time and Fourier derivatives in space. Its first two frames are zero and have no part in
 * the norms (see {@link framesWithoutResidual}).
 *
 * `l2Relative` is over {@link rateScale}, the size that u_t has. `hMinus1` is H^-1 in space and L2 in time, with
 * the eigenvalues (2 pi k)^2 + 1. `balance` is the largest change of the mean of u over x, which the equation conserves,
 * over the root mean square of u. `propagator` compares with {@link finePropagation} of the first frame, `propagated` if
 * it is given: its floor is the generator's error in time. It is NaN if the solver refuses that frame.
 */
export function burgersResidual(
  size: number,
  viscosity: number,
  u: Float64Array,
  propagated?: Float64Array,
): ResidualReport {
  const map = residualMap(size, viscosity, u)
  const measured = map.subarray(framesWithoutResidual * size)
  const l2 = rootMeanSquare(measured)
  return {
    map,
    norms: {
      l2,
      l2Relative: l2 / rateScale,
      hMinus1: hMinus1InSpace(measured, size),
      max: largestMagnitude(measured),
      weak: weakNorm(map, spaceTime(size, 'periodic')),
      balance: ratio(largestDrift(size, u), rootMeanSquare(u)),
      propagator: propagatorDefect(size, viscosity, u, propagated),
    },
  }
}

function residualMap(size: number, viscosity: number, u: Float64Array): Float64Array {
  const convection = fourierDerivative(
    u.map((value) => value ** 2 / 2),
    size,
    1,
  )
  const diffusion = fourierDerivative(u, size, 2)
  const map = new Float64Array(size * size)
  for (let frame = framesWithoutResidual; frame < size; frame += 1) {
    const { start, weights } = timeStencil(size, frame)
    for (let i = 0; i < size; i += 1) {
      const rate = weights.reduce((sum, weight, k) => sum + weight * u[(start + k) * size + i]!, 0)
      const p = frame * size + i
      map[p] = rate + convection[p]! - viscosity * diffusion[p]!
    }
  }
  return map
}

/** sqrt( mean over frames of sum_k |r_k|^2/((2 pi k)^2 + 1) ), r_k the Fourier coefficients of a frame `[size]`. */
function hMinus1InSpace(frames: Float64Array, size: number): number {
  const spectra = realFft(frames, size)
  const stride = 2 * spectrumLength(size)
  let sum = 0
  for (let p = 0; p < spectra.length; p += 2) {
    const k = (p % stride) / 2
    // k stands for -k as well, except at the ends.
    const multiplicity = k === 0 || 2 * k === size ? 1 : 2
    sum += (multiplicity * (spectra[p]! ** 2 + spectra[p + 1]! ** 2)) / ((2 * Math.PI * k) ** 2 + 1)
  }
  return Math.sqrt(sum / (frames.length / size)) / size
}

function largestDrift(size: number, u: Float64Array): number {
  const means = Float64Array.from({ length: size }, (_, frame) => {
    const row = u.subarray(frame * size, (frame + 1) * size)
    return row.reduce((sum, value) => sum + value, 0) / size
  })
  return largestMagnitude(means.map((mean) => mean - means[0]!))
}

/**
 * The reference solver from a first frame, with half the time step of the generator.
 *
 * @throws Failure as {@link solveBurgers}
 */
export function finePropagation(size: number, viscosity: number, initial: Float64Array): Float64Array {
  const stepsPerFrame = 2 * accurateStepsPerFrame(size, viscosity, largestMagnitude(initial))
  return solveBurgers(size, viscosity, initial, { stepsPerFrame }).solution
}

function propagatorDefect(size: number, viscosity: number, u: Float64Array, propagated?: Float64Array): number {
  try {
    const solution = propagated ?? finePropagation(size, viscosity, u.slice(0, size))
    return ratio(rootMeanSquare(solution.map((value, p) => value - u[p]!)), rootMeanSquare(u))
  } catch (error) {
    if (error instanceof Failure) return NaN
    throw error
  }
}

/** The field at rest, which is a solution, has no error relative to itself. */
const ratio = (error: number, whole: number): number => (error === 0 ? 0 : error / whole)
