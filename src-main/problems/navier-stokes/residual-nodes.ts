import type { Value } from '../../graph/builder'
import { add, channelOf, exp, mul, multiplyAlong, neg, sub } from '../../graph/operators'
import { float32Tensor } from '../../graph/types'
import { fourierDerivativeMatrix } from '../../numerics/fourier-derivative'
import { fourierMatrix, transposed } from '../../numerics/transforms'
import { sliderValue } from '../state-nodes'
import { duration, forcing, viscosity } from './declaration'
import { endScale, startScale } from './normalisation'
import { forcingField } from './solver'

/**
 * The endpoint defect (see `endpointDefect`) times T/{@link endScale} of a normalised state `[N, 2, n, n]` at condition
 * `[N, 3]`, as graph nodes `[N, 1, n, n]`: the change over the duration that the equation does not account for, in the
 * units of the normalised vorticity. Derivatives are products with constant matrices; the stream function is found in
 * the real Fourier basis, where the Laplacian is diagonal.
 */
export function vorticityResidualNodes(state: Value, condition: Value): Value {
  const n = state.shape[3] as number
  const constant = (values: ArrayLike<number>, dims: readonly number[]): Value =>
    state.graph.constant(float32Tensor(Float32Array.from(values), dims))
  const along = (x: Value, axis: 2 | 3, matrix: Float64Array): Value => multiplyAlong(x, axis, matrix, n, n)
  const w = mul(state, constant([startScale, endScale], [1, 2, 1, 1]))

  const basis = fourierMatrix(n)
  const first = fourierDerivativeMatrix(n, 1)
  const toModes = (x: Value): Value => along(along(x, 3, basis), 2, basis)
  const fromModes = (x: Value): Value => along(along(x, 3, transposed(basis, n, n)), 2, transposed(basis, n, n))
  const squared = squaredWaveNumbers(n)
  const inverse = squared.map((value) => (value === 0 ? 0 : 1 / value))
  const stream = fromModes(mul(toModes(w), constant(inverse, [1, 1, n, n])))
  const advection = sub(
    mul(along(stream, 2, first), along(w, 3, first)),
    mul(along(stream, 3, first), along(w, 2, first)),
  )

  const nu = sliderValue(condition, 0, viscosity)
  const amplitude = sliderValue(condition, 1, forcing)
  const time = sliderValue(condition, 2, duration)
  const sources = sub(mul(amplitude, constant(forcingField(n, 1), [1, 1, n, n])), advection)
  // What each end gives to the other by half of the duration: the start forwards, the end backwards.
  const half = mul(mul(time, 0.5), sources)
  const end = channelOf(sub(w, half), 1)
  const start = channelOf(add(w, half), 0)
  const decay = exp(mul(neg(mul(nu, time)), constant(squared, [1, 1, n, n])))
  return mul(sub(end, fromModes(mul(decay, toModes(start)))), 1 / endScale)
}

/** (2 pi |k|)^2 of the products of two rows of `fourierMatrix`, `[n, n]`. */
function squaredWaveNumbers(n: number): Float64Array {
  const wave = (row: number): number => Math.ceil(row / 2)
  return Float64Array.from(
    { length: n * n },
    (_, p) => (2 * Math.PI) ** 2 * (wave(p % n) ** 2 + wave(Math.floor(p / n)) ** 2),
  )
}
