import { Failure } from '../../field/failure'
import { largestMagnitude } from '../../field/norms'
import { ExponentialRungeKutta, type Nonlinearity } from '../../numerics/exponential-runge-kutta'
import { inverseRealFft2, realFft2, spectrumLength, waveNumbers } from '../../numerics/fft'
import { checkFits } from '../given-data'
import { checkPeriodicGridSize } from '../grid-size'
import { Advection } from './advection'

/** The equation's three numbers. */
export interface Flow {
  readonly viscosity: number
  /** Amplitude A of the forcing. */
  readonly forcing: number
  readonly duration: number
}

/**
 * Largest time step times the largest vorticity that can occur: leaves a relative error of about 1e-7, at most 1e-6 over
 * the sliders, since the scheme is of fourth order.
 */
const vorticityPerStep = 0.07

/** The velocity may grow while the flow develops, beyond what the forcing adds by itself. */
const velocityReserve = 1.2

/** Beyond it one solve takes minutes. */
const mostSteps = 20_000

/** How finely a flow is followed. */
export interface TimeStepOptions {
  /** Chosen from the largest vorticity and velocity, if it is not given. */
  readonly steps?: number
  /** A whole number that multiplies the steps, for a result of about `refinement`^-4 the error. */
  readonly refinement?: number
  /** Divides the steps that accuracy asks for, down to those that are stable, for up to `coarsening`^4 the error. */
  readonly coarsening?: number
  /** Steps beyond which a flow is refused. */
  readonly most?: number
}

/**
 * Vorticity at the end `[size, size]`, of that at the start: w_t + v.grad w = nu lap w + F on the periodic unit
 * square. Fourier pseudo-spectral in space with the 2/3 rule ({@link Advection}), ETDRK4 of order 4 in time with a
 * fixed step. Waves beyond the 2/3 rule's band, up to half the grid, decay by viscosity alone. The mean is conserved
 * exactly.
 *
 * @throws Failure `grid-not-supported`, `shape-mismatch`, `initial-state-not-finite`, `time-step-unstable`, `flow-too-fast`
 */
export function solveVorticity(
  size: number,
  flow: Flow,
  start: ArrayLike<number>,
  options: TimeStepOptions = {},
): { solution: Float64Array; iterations: number } {
  const { state, steps, scheme, advection } = timeStepping(size, flow, start, options)
  const rightHandSide: Nonlinearity = (vorticity, out) => advection.apply(vorticity, out)
  for (let step = 0; step < steps; step += 1) scheme.advance(state, rightHandSide)
  return { solution: inverseRealFft2(state, size, size), iterations: steps }
}

/**
 * What {@link solveVorticity} does: `steps` of the scheme from the spectrum `state` of the start.
 *
 * @throws Failure as {@link solveVorticity}
 */
export function timeStepping(
  size: number,
  flow: Flow,
  start: ArrayLike<number>,
  { steps: asked, refinement = 1, coarsening = 1, most = mostSteps }: TimeStepOptions,
) {
  checkPeriodicGridSize(size)
  checkVorticity(size, start)
  const state = realFft2(Float64Array.from(start), size, size)
  const advection = new Advection(size, realFft2(forcingField(size, flow.forcing), size, size))
  const isStable = stabilityOf(advection, state, flow)
  const coarse = asked ?? firstStable(Math.ceil(fewestAccurateSteps(start, flow) / coarsening), isStable)
  checkSteps(coarse, most, isStable, flow.duration)
  const steps = coarse * refinement
  const scheme = new ExponentialRungeKutta(viscousRates(size, flow.viscosity), flow.duration / steps)
  return { state, steps, scheme, advection }
}

/** F = A (sin 2 pi (x + y) + cos 2 pi (x + y)) on the grid `[size, size]`. */
export function forcingField(size: number, amplitude: number): Float64Array {
  return Float64Array.from({ length: size * size }, (_, p) => {
    const phase = (2 * Math.PI * ((p % size) + Math.floor(p / size))) / size
    return amplitude * (Math.sin(phase) + Math.cos(phase))
  })
}

/** Eigenvalues -nu (2 pi |k|)^2 of the viscous term for the spectra of `realFft2`. */
export function viscousRates(size: number, viscosity: number): Float64Array {
  const half = spectrumLength(size)
  const rates = new Float64Array(size * half)
  waveNumbers(size).forEach((ky, row) => {
    for (let kx = 0; kx < half; kx += 1) {
      rates[row * half + kx] = -viscosity * (2 * Math.PI) ** 2 * (kx * kx + ky * ky)
    }
  })
  return rates
}

/** Vorticity is carried and smoothed but made by the forcing alone: max |w| <= max |w0| + sqrt(2) A T. */
function fewestAccurateSteps(start: ArrayLike<number>, { forcing, duration }: Flow): number {
  const largest = largestMagnitude(start) + Math.SQRT2 * Math.abs(forcing) * duration
  return Math.max(1, Math.ceil((duration * largest) / vorticityPerStep))
}

/**
 * Whether no wave of the band is amplified by a number of steps, carried along at the largest speed and damped by
 * viscosity. The forcing by itself, whose wave number is (1, 1), adds at most sqrt(2) A t/(2 pi) to |v_x| + |v_y|.
 */
function stabilityOf(advection: Advection, start: Float64Array, { viscosity, forcing, duration }: Flow) {
  const forced = (Math.SQRT2 * Math.abs(forcing) * duration) / (2 * Math.PI)
  const speed = velocityReserve * (advection.largestSpeed(start) + forced)
  const waves = Float64Array.from({ length: advection.band }, (_, k) => 2 * Math.PI * (k + 1))
  const rates = waves.map((wave) => -viscosity * wave * wave)
  const frequencies = waves.map((wave) => wave * speed)
  const rounding = 1e-12
  return (steps: number): boolean =>
    new ExponentialRungeKutta(rates, duration / steps).amplification(frequencies) <= 1 + rounding
}

/** The first stable number of steps from `steps` on, to a tenth; beyond {@link mostSteps} if there is none. */
function firstStable(steps: number, isStable: (steps: number) => boolean): number {
  while (steps <= mostSteps && !isStable(steps)) steps += Math.ceil(steps / 10)
  return steps
}

function checkVorticity(size: number, vorticity: ArrayLike<number>): void {
  checkFits(vorticity, [size, size], 'the vorticity at the start', 'w0')
  for (let p = 0; p < vorticity.length; p += 1) {
    if (Number.isFinite(vorticity[p])) continue
    throw new Failure({
      code: 'initial-state-not-finite',
      kind: 'usage',
      what: 'the vorticity at the start must be finite',
      where: `w0, point [${Math.floor(p / size)}, ${p % size}]`,
      expected: 'a number',
      received: String(vorticity[p]),
    })
  }
}

function checkSteps(steps: number, most: number, isStable: (steps: number) => boolean, duration: number): void {
  if (steps > most) {
    throw new Failure({
      code: 'flow-too-fast',
      kind: 'usage',
      what: 'the vorticity at the start is too large to be followed',
      where: 'w0',
      expected: `at most ${most} time steps`,
      received: `${steps} time steps`,
    })
  }
  if (Number.isInteger(steps) && steps > 0 && isStable(steps)) return
  const fewest = firstStable(1, isStable)
  throw new Failure({
    code: 'time-step-unstable',
    kind: 'usage',
    what: 'a time step this large is not stable for this flow',
    where: 'steps',
    expected: `${fewest} to ${most} steps, that is a time step of at most ${(duration / fewest).toPrecision(3)}`,
    received: String(steps),
  })
}
