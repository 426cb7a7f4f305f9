import type { Value } from '../../graph/builder'
import { add, channelOf, concat, div, exp, minimum, mul, reduceMean, square, sub } from '../../graph/operators'
import { endScale, startScale } from './normalisation'
import { spectralNodes, squaredWaveNumbers } from './spectral-nodes'

/** Share of the angle |k| v T, v the speed, by which the iteration turns a mode instead of shrinking its error. */
const turning = 0.8

/** Largest nu k^2 T/2 at which the end still tells of the middle. */
const oldestMemory = 1.5

/**
 * The state `[N, 2, n, n]` with its end corrected by `sweeps` damped sweeps of
 *
 *     wT = E w0 + T/6 (E N(w0) + 4 H N(wm) + N(wT)),   E = exp(nu T lap), H its root,
 *
 * the Lobatto IIIA scheme of fourth order over the whole duration, in the variables in which viscosity is exact; the
 * middle wm is the cubic Hermite polynomial's. Far coarser than the solver: it takes what the network says of the end to
 * know the way there, and is right where the flow turns by less than a radian or so in T.
 */
export function vorticityCorrectionNodes(state: Value, condition: Value, sweeps: number): Value {
  const n = state.shape[3] as number
  const { toModes, fromModes, sources, diffusion, time, plane } = spectralNodes(n, condition)
  const squared = squaredWaveNumbers(n)
  const halfDecay = exp(mul(mul(diffusion, -0.5), plane(squared)))
  // 1/H where the end still tells of the middle.
  const growth = exp(minimum(mul(mul(diffusion, 0.5), plane(squared)), oldestMemory))

  const w0 = mul(channelOf(state, 0), startScale)
  const start = toModes(w0)
  const startSources = toModes(sources(w0))
  // Mean square of the speed, sum over modes of |w_k|^2/k^2.
  const inverse = squared.map((value) => (value === 0 ? 0 : 1 / value))
  const speedSquared = reduceMean(mul(square(start), plane(inverse)), [2, 3])
  const angleSquared = mul(mul(square(mul(time, turning)), speedSquared), plane(squared))
  const damping = div(1, add(angleSquared, 1))
  const fromStart = mul(mul(halfDecay, halfDecay), add(start, mul(mul(time, 1 / 6), startSources)))
  let end = toModes(mul(channelOf(state, 1), endScale))
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const endSources = toModes(sources(fromModes(end)))
    const forwards = mul(halfDecay, add(mul(start, 0.5), mul(mul(time, 1 / 8), startSources)))
    const backwards = mul(growth, sub(mul(end, 0.5), mul(mul(time, 1 / 8), endSources)))
    const middle = toModes(sources(fromModes(add(forwards, backwards))))
    const told = add(mul(mul(halfDecay, middle), 4), endSources)
    const next = add(fromStart, mul(mul(time, 1 / 6), told))
    end = add(end, mul(damping, sub(next, end)))
  }
  return concat([channelOf(state, 0), mul(fromModes(end), 1 / endScale)], 1)
}
