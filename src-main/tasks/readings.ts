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
    this.values = joined(observed.map(({ values }) => values))
    this.sigma = joined(observed.map(({ sigma }) => sigma))
    this.channel = Uint8Array.from(observed.flatMap(({ points }, index) => Array.from(points, () => index)))
  }

  get count(): number {
    return this.values.length
  }

  predict(state: GivenAndSolution): Float64Array {
    return joined(this.#observed.map(({ entry, ...how }) => entry.predict(normalised(how, state))))
  }

  /** The readings to first order about given data at which the equation is linearised. */
  at(given: Float64Array, linearisation: Linearisation): LinearisedReadings {
    const state = { given, solution: linearisation.solution }
    const parts = this.#observed.map(({ entry, ...how }) => {
      const field = normalised(how, state)
      return { entry, field, slopes: how.scale.slopes(field), isGiven: how.isGiven }
    })
    const readsSolution = parts.some(({ isGiven }) => !isGiven)
    return {
      tangent(direction) {
        // One tangent solve serves all channels of the solution.
        const change = readsSolution ? linearisation.tangent(direction) : direction
        return joined(
          parts.map(({ entry, field, slopes, isGiven }) =>
            entry.tangent(
              field,
              (isGiven ? direction : change).map((value, p) => value / slopes[p]!),
            ),
          ),
        )
      },
      gradient(weights) {
        const gradient = new Float64Array(given.length)
        const cotangent = new Float64Array(linearisation.solution.length)
        let first = 0
        for (const { entry, field, slopes, isGiven } of parts) {
          const part = weights.subarray(first, first + entry.points.length)
          first += entry.points.length
          const into = isGiven ? gradient : cotangent
          entry.pull(field, part).forEach((value, p) => (into[p]! += value / slopes[p]!))
        }
        if (readsSolution) linearisation.gradient(cotangent).forEach((value, p) => (gradient[p]! += value))
        return gradient
      },
      gradientOf: (reading) => {
        const first = this.channel.indexOf(this.channel[reading]!)
        const { entry, field, slopes, isGiven } = parts[this.channel[reading]!]!
        const unit = new Float64Array(entry.points.length)
        unit[reading - first] = 1
        const cotangent = entry.pull(field, unit).map((value, p) => value / slopes[p]!)
        return isGiven ? cotangent : linearisation.gradient(cotangent)
      },
    }
  }
}

export interface LinearisedReadings {
  /** Change of the readings for a small change of the given data. */
  tangent(direction: Float64Array): Float64Array
  /** Gradient with respect to the given data of the readings' sum with these weights. */
  gradient(weights: Float64Array): Float64Array
  /** Gradient of one reading by itself. */
  gradientOf(reading: number): Float64Array
}

function joined(lists: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(lists.reduce((sum, list) => sum + list.length, 0))
  let at = 0
  for (const list of lists) {
    out.set(list, at)
    at += list.length
  }
  return out
}

interface How {
  readonly scale: FieldScale
  readonly isGiven: boolean
}

const physical = ({ isGiven }: How, { given, solution }: GivenAndSolution): Float64Array => (isGiven ? given : solution)

const normalised = (how: How, state: GivenAndSolution): Float64Array => how.scale.normalise(physical(how, state))
