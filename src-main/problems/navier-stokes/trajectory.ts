import type { Nonlinearity } from '../../numerics/exponential-runge-kutta'
import { inverseRealFft2 } from '../../numerics/fft'
import type { Trajectory } from '../problem'
import { timeStepping, type Flow } from './solver'

/**
 * The flow of `solveVorticity` at `frames` equally spaced times, both ends included: vorticities `[size, size]`, the
 * first of them the start itself. Each frame is a whole number of time steps after the one before, and they are at
 * least as many in all as `solveVorticity` takes, so that the last frame is its solution to the accuracy of both.
 *
 * @throws Failure as `solveVorticity`
 */
export function vorticityTrajectory(size: number, flow: Flow, start: ArrayLike<number>, frames: number): Trajectory {
  const intervals = frames - 1
  const stepsPerFrame = Math.ceil(timeStepping(size, flow, start, {}).steps / intervals)
  const steps = stepsPerFrame * intervals
  const { state, scheme, advection } = timeStepping(size, flow, start, { steps })
  const rightHandSide: Nonlinearity = (vorticity, out) => advection.apply(vorticity, out)
  function* states(): Generator<Float64Array, void, void> {
    yield Float64Array.from(start)
    for (let frame = 1; frame <= intervals; frame += 1) {
      for (let step = 0; step < stepsPerFrame; step += 1) scheme.advance(state, rightHandSide)
      yield inverseRealFft2(state, size, size)
    }
  }
  return { steps, duration: flow.duration, states: states() }
}
