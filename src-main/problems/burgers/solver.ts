import { Failure } from '../../field/failure'
import { largestMagnitude } from '../../field/norms'
import { checkFits } from '../given-data'
import { checkPeriodicGridSize } from '../grid-size'
import { checkIterations } from '../most-iterations'
import { evolve, timeStepping, waveAmplification, type Discretisation } from './evolution'

/** Points of the coarsest and of the finest grid that is solved on. */
const fewestPoints = 64
const mostPoints = 2048

/** Points that a shock of viscosity nu in a flow of speed U takes, times nu/U. */
const pointsPerShock = 1.6

/** Longest time step, and longest in units of nu/U^2, the time a flow of speed U takes to cross its shock. */
const longestStep = 1 / 160
const longestStepPerCrossing = 0.75

/** Rounding of the amplification of waves that are neither damped nor amplified. */
const amplificationRounding = 1e-12

export interface TimeStepOptions {
  /** Time steps between two frames; chosen from accuracy if left out. */
  readonly stepsPerFrame?: number
  /** Time steps at most. */
  readonly mostIterations?: number
}

/**
 * u `[size, size]` `[t, x]` from its initial state `[size]` at x = i/size, on frames t = j/(size - 1). Solved on at
 * least twice as many points as are given, and on as many as the thinnest shock (nu/U, U = max |u0|) needs. With the
 * steps chosen here the relative error is about 1e-6 across the sliders; it falls with the fourth power of the step.
 *
 * @throws Failure `grid-not-supported`, `shape-mismatch`, `initial-state-not-finite`, `shock-not-resolved`,
 * `time-step-unstable`, `solution-too-long`
 */
export function solveBurgers(
  size: number,
  viscosity: number,
  initial: Float64Array,
  { stepsPerFrame, mostIterations }: TimeStepOptions = {},
): { solution: Float64Array; iterations: number } {
  checkInitialState(size, initial)
  const speed = largestMagnitude(initial)
  const points = pointsFor(size, viscosity, speed)
  const steps = stepsPerFrame ?? accurateStepsPerFrame(size, viscosity, speed)
  checkIterations((size - 1) * steps, mostIterations)
  const isStable = stabilityOf(size, viscosity, points, speed)
  if (!isCount(steps) || !isStable(steps)) throw unstable(size, steps, fewestStable(1, isStable))
  const discretisation = { points, stepsPerFrame: steps }
  const stepping = timeStepping(size, viscosity, discretisation)
  const solution = evolve(initial, stepping, discretisation)
  return { solution, iterations: (size - 1) * steps }
}

/**
 * What {@link solveBurgers} solves on, with time steps as large as `coarsening` times those it chooses where that is
 * stable.
 *
 * @throws Failure as {@link solveBurgers}
 */
export function coarseDiscretisation(
  size: number,
  viscosity: number,
  initial: Float64Array,
  coarsening: number,
): Discretisation {
  checkInitialState(size, initial)
  const speed = largestMagnitude(initial)
  const points = pointsFor(size, viscosity, speed)
  const fewest = Math.ceil(accurateStepsPerFrame(size, viscosity, speed) / coarsening)
  return { points, stepsPerFrame: fewestStable(fewest, stabilityOf(size, viscosity, points, speed)) }
}

/** Whether no wave that is carried along with the flow is amplified by a number of steps between two frames. */
function stabilityOf(size: number, viscosity: number, points: number, speed: number) {
  return (stepsPerFrame: number): boolean => {
    const stepping = timeStepping(size, viscosity, { points, stepsPerFrame })
    return waveAmplification(stepping, points, speed) <= 1 + amplificationRounding
  }
}

function fewestStable(from: number, isStable: (stepsPerFrame: number) => boolean): number {
  let steps = from
  while (!isStable(steps)) steps += 1
  return steps
}

/** Steps between two frames that {@link solveBurgers} takes by itself. */
export function accurateStepsPerFrame(size: number, viscosity: number, speed: number): number {
  const step = Math.min(longestStep, (longestStepPerCrossing * viscosity) / speed ** 2)
  return Math.ceil(1 / ((size - 1) * step))
}

/** Points that {@link solveBurgers} solves on. */
export function pointsFor(size: number, viscosity: number, speed: number): number {
  let points = Math.max(2 * size, fewestPoints)
  while (points < mostPoints && points * viscosity <= pointsPerShock * speed) points *= 2
  if (points * viscosity > pointsPerShock * speed) return points
  throw new Failure({
    code: 'shock-not-resolved',
    kind: 'usage',
    what: 'the shocks of this initial state are too thin to be resolved',
    where: 'u(0, x)',
    expected: `|u| up to ${((mostPoints * viscosity) / pointsPerShock).toPrecision(3)} at the viscosity ${viscosity}`,
    received: `|u| up to ${speed.toPrecision(3)}`,
  })
}

const isCount = (steps: number): boolean => Number.isInteger(steps) && steps > 0

function checkInitialState(size: number, initial: Float64Array): void {
  checkPeriodicGridSize(size)
  checkFits(initial, [size], 'the initial state', 'u(0, x)')
  const bad = initial.findIndex((value) => !Number.isFinite(value))
  if (bad < 0) return
  throw new Failure({
    code: 'initial-state-not-finite',
    kind: 'usage',
    what: 'the initial state must be finite',
    where: `u(0, x), sample ${bad}`,
    expected: 'a finite number',
    received: String(initial[bad]),
  })
}

function unstable(size: number, requested: number, fewest: number): Failure {
  const step = (stepsPerFrame: number) => (1 / ((size - 1) * stepsPerFrame)).toPrecision(3)
  return new Failure({
    code: 'time-step-unstable',
    kind: 'usage',
    what: 'this time step cannot be stable',
    where: 'stepsPerFrame',
    expected: `a whole number of at least ${fewest} steps between two frames (a time step of at most ${step(fewest)})`,
    received: `${requested} (a time step of ${step(requested)})`,
  })
}
