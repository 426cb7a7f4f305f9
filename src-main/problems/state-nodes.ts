import type { Value } from '../graph/builder'
import { add, exp, mul, reshape, slice } from '../graph/operators'
import type { ParameterDeclaration } from './problem'

/** One entry of a condition `[N, K]`, as `[N, 1, 1, 1]`. */
export function entryOf(condition: Value, index: number): Value {
  return reshape(slice(condition, [{ axis: 1, start: index, end: index + 1 }]), [-1, 1, 1, 1])
}

/** The value of a slider whose position is an entry of the condition: the inverse of `sliderPosition`, `[N, 1, 1, 1]`. */
export function sliderValue(condition: Value, index: number, { minimum, maximum, scale }: ParameterDeclaration): Value {
  const [low, high] = scale === 'log' ? [Math.log(minimum), Math.log(maximum)] : [minimum, maximum]
  const value = add(mul(entryOf(condition, index), (high - low) / 2), (high + low) / 2)
  return scale === 'log' ? exp(value) : value
}
