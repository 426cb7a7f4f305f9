import { inverseRealFft2, realFft2 } from '../../numerics/fft'
import { LinearisedEvolution } from '../../numerics/linearised-evolution'
import type { Linearisation } from '../problem'
import { timeStepping, type Flow } from './solver'

/** Time steps of the linearised flow over those of the reference solution, where that is stable. */
const coarsening = 3

/** Grid points times steps, of 64 bytes each, that are kept: a gigabyte. */
const mostKept = 2 ** 24

/**
 * The vorticity at the end by `solveVorticity` in up to three times fewer time steps, as few as are stable, with the exact
 * tangent and gradient of its steps. It differs from the reference solution by about 1e-5 of it, at most 1e-4 over the
 * sliders, and its derivative from the reference solution's own by two or three times as much: far less than an
 * observation's noise. The velocity at every stage of every step is kept: at 64x64 a quarter of a megabyte a step, for 2
 * to 20 steps.
 *
 * @throws Failure as `solveVorticity`
 */
export function linearisedVorticity(size: number, flow: Flow, start: Float64Array): Linearisation {
  const most = Math.floor(mostKept / (size * size))
  const { state, steps, scheme, advection } = timeStepping(size, flow, start, { coarsening, most })
  const trajectory = new LinearisedEvolution(scheme, advection)
  for (let step = 0; step < steps; step += 1) trajectory.advance(state)
  return {
    solution: inverseRealFft2(state, size, size),
    tangent(direction) {
      const change = realFft2(direction, size, size)
      for (let step = 0; step < steps; step += 1) trajectory.tangent(step, change)
      return inverseRealFft2(change, size, size)
    },
    gradient(cotangent) {
      const back = realFft2(cotangent, size, size)
      for (let step = steps - 1; step >= 0; step -= 1) trajectory.gradient(step, back)
      return inverseRealFft2(back, size, size)
    },
  }
}
