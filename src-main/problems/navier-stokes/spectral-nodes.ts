import type { Value } from '../../graph/builder'
import { mul, multiplyAlong, multiplyBothAxes, sub } from '../../graph/operators'
import { float32Tensor } from '../../graph/types'
import { fourierDerivativeMatrix } from '../../numerics/fourier-derivative'
import { fourierMatrix, transposed } from '../../numerics/transforms'
import { sliderValue } from '../state-nodes'
import { duration, forcing, viscosity } from './declaration'
import { forcingField } from './solver'

/**
 * The parts of the vorticity equation as graph nodes on fields `[N, c, n, n]`, at the viscosity, forcing and duration of
 * a condition `[N, 3]`. Derivatives are products with constant matrices; the real Fourier basis makes the Laplacian
 * diagonal.
 */
export interface SpectralNodes {
  readonly toModes: (field: Value) => Value
  readonly fromModes: (modes: Value) => Value
  /** N(w) = F - v.grad w, products at the samples without the 2/3 rule. */
  readonly sources: (vorticity: Value) => Value
  /** nu T, `[N, 1, 1, 1]`. */
  readonly diffusion: Value
  /** T, `[N, 1, 1, 1]`. */
  readonly time: Value
  /** A constant over the modes or the samples, `[1, 1, n, n]`. */
  readonly plane: (values: ArrayLike<number>) => Value
}

export function spectralNodes(n: number, condition: Value): SpectralNodes {
  const plane = (values: ArrayLike<number>): Value =>
    condition.graph.constant(float32Tensor(Float32Array.from(values), [1, 1, n, n]))
  const along = (x: Value, axis: 2 | 3, matrix: Float64Array): Value => multiplyAlong(x, axis, matrix, n, n)
  const basis = fourierMatrix(n)
  const back = transposed(basis, n, n)
  const first = fourierDerivativeMatrix(n, 1)
  const toModes = (x: Value): Value => multiplyBothAxes(x, { y: basis, x: basis })
  const fromModes = (x: Value): Value => multiplyBothAxes(x, { y: back, x: back })
  const inverse = squaredWaveNumbers(n).map((value) => (value === 0 ? 0 : 1 / value))
  const time = sliderValue(condition, 2, duration)
  const force = mul(sliderValue(condition, 1, forcing), plane(forcingField(n, 1)))
  return {
    toModes,
    fromModes,
    plane,
    time,
    diffusion: mul(sliderValue(condition, 0, viscosity), time),
    sources(w) {
      const stream = fromModes(mul(toModes(w), plane(inverse)))
      const advection = sub(
        mul(along(stream, 2, first), along(w, 3, first)),
        mul(along(stream, 3, first), along(w, 2, first)),
      )
      return sub(force, advection)
    },
  }
}

/** (2 pi |k|)^2 of the products of two rows of `fourierMatrix`, `[n, n]`. */
export function squaredWaveNumbers(n: number): Float64Array {
  const wave = (row: number): number => Math.ceil(row / 2)
  return Float64Array.from(
    { length: n * n },
    (_, p) => (2 * Math.PI) ** 2 * (wave(p % n) ** 2 + wave(Math.floor(p / n)) ** 2),
  )
}
