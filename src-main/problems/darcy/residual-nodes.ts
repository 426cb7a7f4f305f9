import type { Value } from '../../graph/builder'
import { add, channelOf, div, exp, mul, pad, slice, sub } from '../../graph/operators'
import { float32Tensor } from '../../graph/types'
import { entryOf } from '../state-nodes'
import { headScale, logContrastRange } from './normalisation'

/**
 * The finite-volume residual over the source, (A u)/(h^2 f) - 1, of a normalised state `[N, 2, n, n]` at condition
 * `[N, 2]`, as graph nodes `[N, 1, n, n]`. Scaling a and f only scales u, so the nodes work with the coefficient over
 * its geometric mean and the head over f/sqrt(low high).
 */
export function darcyResidualNodes(state: Value, condition: Value): Value {
  return flowResidualNodes(
    exp(mul(halfLogContrast(condition), channelOf(state, 0))),
    mul(channelOf(state, 1), headScale),
  )
}

/** ln(high/low)/2 from the condition `[N, 2]`, `[N, 1, 1, 1]`. */
export function halfLogContrast(condition: Value): Value {
  const { minimum, maximum } = logContrastRange
  return add(mul(entryOf(condition, 0), (maximum - minimum) / 4), (maximum + minimum) / 4)
}

/** (A u)/h^2 - 1 of a transmissivity over its unit and a head over f by that unit, both `[N, 1, n, n]`. */
export function flowResidualNodes(a: Value, u: Value): Value {
  const n = a.shape[3] as number

  /** Net outflow through the interior faces across one axis: each face gives to one cell what it takes from the next. */
  const across = (axis: 2 | 3): Value => {
    const before = (field: Value): Value => slice(field, [{ axis, start: 0, end: n - 1 }])
    const after = (field: Value): Value => slice(field, [{ axis, start: 1, end: n }])
    const transmissibility = div(mul(2, mul(before(a), after(a))), add(before(a), after(a)))
    const flux = mul(transmissibility, sub(before(u), after(u)))
    const one = [0, 0, axis === 2 ? 1 : 0, axis === 3 ? 1 : 0]
    const none = [0, 0, 0, 0]
    return sub(pad(flux, none, one), pad(flux, one, none))
  }
  const edges = (i: number): number => (i === 0 ? 1 : 0) + (i === n - 1 ? 1 : 0)
  const walls = Float32Array.from({ length: n * n }, (_, cell) => 2 * (edges(Math.floor(cell / n)) + edges(cell % n)))
  const throughWalls = mul(a.graph.constant(float32Tensor(walls, [1, 1, n, n])), mul(a, u))
  return sub(mul(add(add(across(2), across(3)), throughWalls), n * n), 1)
}
