import type { Value } from '../../graph/builder'
import { add, div, mul, reduceSum, sqrt, square, sub } from '../../graph/operators'

/** How the divergence's and the residual's gradients become one. */
export const combinations = ['fixed', 'conflict-free'] as const
export type Combination = (typeof combinations)[number]

/** g = g_d + guidance g_r: one loss with a fixed weight. */
function fixed(divergence: Value, residual: Value, guidance: Value): Value {
  return add(divergence, mul(guidance, residual))
}

/**
 * ConFIG (Liu et al. 2024, arXiv 2408.11104) for two gradients of parameters, flat vectors: the direction
 *
 *     d = U( U(u_d - (u_d . u_r) u_r) + guidance U(u_r - (u_d . u_r) u_d) ),   u = g / |g|, U(v) = v / |v|
 *
 * has a positive product with both, equal angles at guidance 1; its length is the sum of both gradients' parts along it,
 * g = ((g_d + g_r) . d) d. Where a gradient is zero, the other remains.
 */
function conflictFree(divergence: Value, residual: Value, guidance: Value): Value {
  const [a, b] = [unit(divergence), unit(residual)]
  const common = dot(a, b)
  const direction = unit(add(unit(sub(a, mul(common, b))), mul(guidance, unit(sub(b, mul(common, a))))))
  return mul(dot(add(divergence, residual), direction), direction)
}

const dot = (a: Value, b: Value): Value => reduceSum(mul(a, b), [0], false)

/** v / |v|; zero stays zero. */
const unit = (v: Value): Value => div(v, add(sqrt(reduceSum(square(v), [0], false)), 1e-20))

export const combine: Readonly<Record<Combination, typeof fixed>> = { fixed, 'conflict-free': conflictFree }
