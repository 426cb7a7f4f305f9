import type { Value } from '../../graph/builder'
import { add, matMul, mul, pad, slice, square, sub } from '../../graph/operators'
import { float32Tensor } from '../../graph/types'
import { fourierDerivativeMatrix } from '../../numerics/fourier-derivative'
import { transposed } from '../../numerics/transforms'
import { sliderValue } from '../state-nodes'
import { viscosity } from './declaration'
import { rateScale, velocityScale } from './normalisation'
import { framesWithoutResidual, timeStencil } from './time-derivative'

/**
 * The residual over {@link rateScale} of a normalised state `[N, 1, n, n]` at condition `[N, 1]`, as graph nodes
 * `[N, 1, n, n]`. Differences in time are a product with a matrix from the left, Fourier derivatives from the right.
 */
export function burgersResidualNodes(state: Value, condition: Value): Value {
  const n = state.shape[3] as number
  const matrix = (entries: Float64Array, rows: number): Value =>
    state.graph.constant(float32Tensor(Float32Array.from(entries), [rows, n]))
  const u = mul(state, velocityScale)
  const measured = slice(u, [{ axis: 2, start: framesWithoutResidual, end: n }])

  const rate = matMul(matrix(timeDerivativeMatrix(n), n - framesWithoutResidual), u)
  const convection = matMul(mul(square(measured), 0.5), matrix(transposed(fourierDerivativeMatrix(n, 1), n, n), n))
  const diffusion = matMul(measured, matrix(transposed(fourierDerivativeMatrix(n, 2), n, n), n))
  const residual = sub(add(rate, convection), mul(sliderValue(condition, 0, viscosity), diffusion))
  return pad(mul(residual, 1 / rateScale), [0, 0, framesWithoutResidual, 0], [0, 0, 0, 0])
}

/** Rows are the differences in time of the frames that have a residual, `[n - framesWithoutResidual, n]`. */
export function timeDerivativeMatrix(n: number): Float64Array {
  const entries = new Float64Array((n - framesWithoutResidual) * n)
  for (let frame = framesWithoutResidual; frame < n; frame += 1) {
    const { start, weights } = timeStencil(n, frame)
    entries.set(weights, (frame - framesWithoutResidual) * n + start)
  }
  return entries
}
