import type { Parameters, Problem } from '../problems/problem'
import { normalisationSlopes } from './slopes'

/** The normalisation of one field, which works point by point, as functions of lists of any length. */
export interface FieldScale {
  /** Whether it only shifts and stretches, so that averages of normalised values are normalised averages. */
  readonly affine: boolean
  /** Physical units of one normalised unit around zero. */
  readonly unit: number
  normalise(physical: ArrayLike<number>): Float64Array
  denormalise(normalised: ArrayLike<number>): Float64Array
  /** d physical / d normalised at normalised values. */
  slopes(normalised: ArrayLike<number>): Float64Array
}

export function fieldScale(problem: Problem, parameters: Parameters, key: string): FieldScale {
  const channel = problem.fields.findIndex((field) => field.key === key)
  const stateOf = (normalised: ArrayLike<number>): Float32Array => {
    const state = new Float32Array(problem.fields.length * normalised.length)
    state.set(normalised, channel * normalised.length)
    return state
  }
  const denormalise = (normalised: ArrayLike<number>): Float64Array =>
    problem.denormalise(parameters, stateOf(normalised))[key]!
  const [minus2, minus1, zero, one] = denormalise([-2, -1, 0, 1]) as unknown as [number, number, number, number]
  const unit = Math.abs(one - zero)
  const bend = Math.max(Math.abs(one - 2 * zero + minus1), Math.abs(zero - 2 * minus1 + minus2))
  return {
    affine: bend < 1e-6 * unit,
    unit,
    normalise(physical) {
      const length = physical.length
      const list = Float64Array.from(physical)
      const ones = new Float64Array(length).fill(1)
      const fields = Object.fromEntries(problem.fields.map((field) => [field.key, field.key === key ? list : ones]))
      return Float64Array.from(problem.normalise(parameters, fields).subarray(channel * length, (channel + 1) * length))
    },
    denormalise,
    slopes: (normalised) => normalisationSlopes(problem, parameters, stateOf(normalised))[key]!,
  }
}
