import type { Linearisation, Parameters, Problem } from '../problems/problem'
import type { ChannelObservations } from './conditioning'
import { fieldScale, type FieldScale } from './field-scale'

/** Given data with the reference solution for it, physical units. */
export interface GivenAndSolution {
  readonly given: Float64Array
  readonly solution: Float64Array
}

/**
 * What all sensors read of given data and its reference solution, and how that changes with the given data to first
 * order: the channels' points one after another, in normalised units.
 */
export class Readings {
  readonly #observed: readonly {
    readonly entry: ChannelObservations
    readonly scale: FieldScale
    readonly isGiven: boolean
  }[]
  readonly values: Float64Array
  readonly sigma: Float64Array
  /** Which of the channels each reading is of. */
  readonly channel: Uint8Array

  constructor(problem: Problem, parameters: Parameters, observed: readonly ChannelObservations[]) {
    this.#observed = observed.map((entry) => ({
      entry,
      scale: fieldScale(problem, parameters, entry.key),
      isGiven: problem.fields[entry.channel]!.role === 'coefficient',
    }))
    this.values = Float64Array.from(observed.flatMap(({ values }) => [...values]))
    this.sigma = Float64Array.from(observed.flatMap(({ sigma }) => [...sigma]))
    this.channel = Uint8Array.from(observed.flatMap(({ points }, index) => Array.from(points, () => index)))
  }

  get count(): number {
    return this.values.length
  }

  predict(state: GivenAndSolution): Float64Array {
    return Float64Array.from(this.#observed.flatMap(({ entry, ...how }) => [...entry.predict(normalised(how, state))]))
  }

  /** Change of the readings for a small change of the given data. */
  tangent(given: Float64Array, linearisation: Linearisation, direction: Float64Array): Float64Array {
    const state = { given, solution: linearisation.solution }
    // One tangent solve serves all channels of the solution.
    const change = {
      given: direction,
      solution: this.#observed.every(({ isGiven }) => isGiven) ? direction : linearisation.tangent(direction),
    }
    return Float64Array.from(
      this.#observed.flatMap(({ entry, ...how }) => {
        const field = normalised(how, state)
        const slopes = how.scale.slopes(field)
        return [
          ...entry.tangent(
            field,
            physical(how, change).map((value, p) => value / slopes[p]!),
          ),
        ]
      }),
    )
  }

  /** Gradient with respect to the given data of each reading by itself, `[count][given]`. */
  gradients(given: Float64Array, linearisation: Linearisation): Float64Array[] {
    const state = { given, solution: linearisation.solution }
    return this.#observed.flatMap(({ entry, ...how }) => {
      const field = normalised(how, state)
      const slopes = how.scale.slopes(field)
      return Array.from(entry.points, (_, point) => {
        const unit = new Float64Array(entry.points.length)
        unit[point] = 1
        const cotangent = entry.pull(field, unit).map((value, p) => value / slopes[p]!)
        return how.isGiven ? cotangent : linearisation.gradient(cotangent)
      })
    })
  }

  /** Gradient with respect to the given data of the readings' sum with these weights. */
  gradient(given: Float64Array, linearisation: Linearisation, weights: Float64Array): Float64Array {
    const state = { given, solution: linearisation.solution }
    const gradient = new Float64Array(given.length)
    const cotangent = new Float64Array(linearisation.solution.length)
    let first = 0
    let reachesSolution = false
    for (const { entry, ...how } of this.#observed) {
      const field = normalised(how, state)
      const slopes = how.scale.slopes(field)
      const part = weights.subarray(first, first + entry.points.length)
      first += entry.points.length
      const into = how.isGiven ? gradient : cotangent
      entry.pull(field, part).forEach((value, p) => (into[p]! += value / slopes[p]!))
      reachesSolution ||= !how.isGiven
    }
    if (reachesSolution) linearisation.gradient(cotangent).forEach((value, p) => (gradient[p]! += value))
    return gradient
  }
}

interface How {
  readonly scale: FieldScale
  readonly isGiven: boolean
}

const physical = ({ isGiven }: How, { given, solution }: GivenAndSolution): Float64Array => (isGiven ? given : solution)

const normalised = (how: How, state: GivenAndSolution): Float64Array => how.scale.normalise(physical(how, state))
