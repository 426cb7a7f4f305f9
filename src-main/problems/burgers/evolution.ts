import { ExponentialRungeKutta, type Nonlinearity } from '../../numerics/exponential-runge-kutta'
import { inverseRealFft, realFft, spectrumLength } from '../../numerics/fft'
import { Convection, dealiasedBand } from './convection'

/** How finely the equation is solved between the frames and the samples that are asked for. */
export interface Discretisation {
  /** Points of the pseudo-spectral grid, a power of two and a multiple of the samples asked for. */
  readonly points: number
  readonly stepsPerFrame: number
}

/** The time stepping for a viscosity, with as many frames as samples, `duration` 1. */
export function timeStepping(size: number, viscosity: number, { points, stepsPerFrame }: Discretisation) {
  const rates = Float64Array.from({ length: spectrumLength(points) }, (_, k) => -viscosity * (2 * Math.PI * k) ** 2)
  return new ExponentialRungeKutta(rates, 1 / ((size - 1) * stepsPerFrame))
}

/**
 * Largest factor by which a time step multiplies a wave that is carried along at `speed`: a larger one than 1 means
 * that disturbances grow where the equation damps them.
 */
export function waveAmplification(stepping: ExponentialRungeKutta, points: number, speed: number): number {
  const band = dealiasedBand(points)
  const frequencies = Float64Array.from({ length: spectrumLength(points) }, (_, k) =>
    k <= band ? -2 * Math.PI * k * speed : 0,
  )
  return stepping.amplification(frequencies)
}

/**
 * The solution `[size, size]` at times j/(size - 1) and positions i/size from its first row, pseudo-spectral in space
 * (conservative form, 2/3 rule) and of fourth order in time.
 */
export function evolve(
  initial: Float64Array,
  stepping: Pick<ExponentialRungeKutta, 'advance'>,
  discretisation: Discretisation,
): Float64Array {
  const convection = new Convection(discretisation.points)
  const rightHandSide: Nonlinearity = (state, out) => convection.apply(state, out)
  return evolveBy((state) => stepping.advance(state, rightHandSide), initial, discretisation)
}

/** The frames of {@link evolve} for any `advance` that moves a spectrum on `points` points on by one time step. */
export function evolveBy(
  advance: (state: Float64Array) => void,
  initial: Float64Array,
  { points, stepsPerFrame }: Discretisation,
): Float64Array {
  const size = initial.length
  const stride = 2 * spectrumLength(points)
  const frames = new Float64Array(size * stride)
  const state = interpolatingSpectrum(initial, points)
  frames.set(state)
  for (let frame = 1; frame < size; frame += 1) {
    for (let step = 0; step < stepsPerFrame; step += 1) advance(state)
    frames.set(state, frame * stride)
  }
  const fine = inverseRealFft(frames, points)
  const ratio = points / size
  const solution = new Float64Array(size * size)
  for (let p = 0; p < solution.length; p += 1) solution[p] = fine[p * ratio]!
  // The first frame is the given state to the last bit.
  solution.set(initial)
  return solution
}

/**
 * The transpose of {@link evolveBy} where `advance` is linear: from a gradient `[size, size]` with respect to the solution
 * the one with respect to its first row. `pullBack` moves the spectrum of a gradient back by one time step.
 */
export function pullBackBy(
  pullBack: (state: Float64Array) => void,
  cotangent: Float64Array,
  { points, stepsPerFrame }: Discretisation,
): Float64Array {
  const size = Math.sqrt(cotangent.length)
  const stride = 2 * spectrumLength(points)
  const fine = new Float64Array(size * points)
  // The first frame is the given state itself and is added at the end.
  for (let p = size; p < cotangent.length; p += 1) fine[(p * points) / size] = cotangent[p]!
  const frames = realFft(fine, points)
  const state = new Float64Array(stride)
  for (let frame = size - 1; frame > 0; frame -= 1) {
    for (let k = 0; k < stride; k += 1) state[k] = state[k]! + frames[frame * stride + k]!
    for (let step = 0; step < stepsPerFrame; step += 1) pullBack(state)
  }
  // The transpose of the interpolation takes the waves that the samples carry, that at their Nyquist frequency once.
  const gradient = inverseRealFft(state.slice(0, 2 * spectrumLength(size)), size)
  return gradient.map((value, i) => value + cotangent[i]!)
}

/** Spectrum on `points` points of the trigonometric polynomial through the samples. */
function interpolatingSpectrum(samples: Float64Array, points: number): Float64Array {
  const size = samples.length
  const spectrum = new Float64Array(2 * spectrumLength(points))
  spectrum.set(realFft(samples, size).map((value) => (value * points) / size))
  // cos(pi size x) belongs to the wave numbers size/2 and -size/2 alike.
  if (points > size) spectrum[size] = spectrum[size]! / 2
  return spectrum
}
