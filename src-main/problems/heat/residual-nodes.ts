import type { Value } from '../../graph/builder'
import { channelOf, exp, matMul, mul, sub } from '../../graph/operators'
import { float32Tensor } from '../../graph/types'
import { dctMatrix } from '../../numerics/transforms'
import { sliderValue } from '../state-nodes'
import { diffusivity } from './declaration'
import { finalScale } from './normalisation'

/**
 * The defect u(1) - Phi(u0) over the standard deviation of u0, of a normalised state `[N, 2, n, n]` at condition
 * `[N, 2]`, as graph nodes `[N, 1, n, n]`: cosine transform, decay of each mode, and back, as matrix products.
 */
export function heatResidualNodes(state: Value, condition: Value): Value {
  const n = state.shape[3] as number
  const { graph } = state
  const cosines = dctMatrix(n)
  const matrix = (entry: (row: number, column: number) => number): Value =>
    graph.constant(
      float32Tensor(
        Float32Array.from({ length: n * n }, (_, i) => entry(Math.floor(i / n), i % n)),
        [n, n],
      ),
    )
  const analysis = matrix((k, i) => cosines[k * n + i]!)
  const synthesis = matrix((i, k) => cosines[k * n + i]!)
  const rates = matrix((k2, k1) => -(Math.PI ** 2) * (k1 * k1 + k2 * k2))

  const kappa = sliderValue(condition, 0, diffusivity)

  const initial = matMul(matMul(analysis, channelOf(state, 0)), synthesis)
  const propagated = matMul(matMul(synthesis, mul(initial, exp(mul(kappa, rates)))), analysis)
  return sub(mul(channelOf(state, 1), finalScale), propagated)
}
