import type { Value } from '../../graph/builder'
import { add, channelOf, exp, mul, neg, sub } from '../../graph/operators'
import { float32Tensor } from '../../graph/types'
import { endScale, startScale } from './normalisation'
import { spectralNodes, squaredWaveNumbers } from './spectral-nodes'

/**
 * The endpoint defect (see `endpointDefect`) times T/{@link endScale} of a normalised state `[N, 2, n, n]` at condition
 * `[N, 3]`, as graph nodes `[N, 1, n, n]`: the change over the duration that the equation does not account for, in the
 * units of the normalised vorticity.
 */
export function vorticityResidualNodes(state: Value, condition: Value): Value {
  const n = state.shape[3] as number
  const { toModes, fromModes, sources, diffusion, time, plane } = spectralNodes(n, condition)
  const w = mul(state, state.graph.constant(float32Tensor(Float32Array.of(startScale, endScale), [1, 2, 1, 1])))
  // What each end gives to the other by half of the duration: the start forwards, the end backwards.
  const half = mul(mul(time, 0.5), sources(w))
  const end = channelOf(sub(w, half), 1)
  const start = channelOf(add(w, half), 0)
  const decay = exp(neg(mul(diffusion, plane(squaredWaveNumbers(n)))))
  return mul(sub(end, fromModes(mul(decay, toModes(start)))), 1 / endScale)
}
