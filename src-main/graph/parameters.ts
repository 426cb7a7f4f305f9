import type { GraphBuilder, Value } from './builder'
import { concat, reshape, slice } from './operators'
import { elementCount, type DataType } from './types'

/** How a parameter starts: He-scaled normal numbers, or a constant. */
export type Initial = { readonly normal: number } | { readonly constant: number }

export interface ParameterSlot {
  readonly name: string
  readonly shape: readonly number[]
  readonly offset: number
  readonly initial: Initial
}

/**
 * All parameters of a network as slices of one flat vector: the training graph then has one parameter
 * input, one gradient and one optimiser chain, which ONNX Runtime loads and runs several times faster
 * than hundreds of small ones.
 *
 * A network asks for its parameters by name, in a fixed order; a name that is asked for again is the same parameter, so
 * that a network can stand in a graph more than once. `flat` is the vector inside the graph:
 * an input while training, an initialiser in a finished model.
 */
export class ParameterVector {
  readonly slots: ParameterSlot[] = []
  readonly #flat: Value
  readonly #values = new Map<string, Value>()
  #size = 0

  constructor(flat: Value) {
    this.#flat = flat
  }

  get size(): number {
    return this.#size
  }

  get type(): DataType {
    return this.#flat.type
  }

  /** The parameter of that name as a value of `shape`. */
  take(name: string, shape: readonly number[], initial: Initial): Value {
    const known = this.#values.get(name)
    if (known) return known
    const offset = this.#size
    const count = elementCount(shape)
    this.#size += count
    this.slots.push({ name, shape, offset, initial })
    const value = reshape(slice(this.#flat, [{ axis: 0, start: offset, end: offset + count }]), shape)
    this.#values.set(name, value)
    return value
  }

  /** What to differentiate with respect to, in the order of the slots. */
  get values(): readonly Value[] {
    return [...this.#values.values()]
  }

  /** The slots' gradients as one flat vector. */
  gather(gradients: readonly Value[]): Value {
    return concat(
      gradients.map((gradient) => reshape(gradient, [-1])),
      0,
    )
  }
}

/** Number of parameters a network takes: builds it once with a vector of the largest admissible size. */
export function countParameters(build: (parameters: ParameterVector) => void, graph: GraphBuilder): ParameterVector {
  const parameters = new ParameterVector(graph.input('parameters', 'float32', [2 ** 30]))
  build(parameters)
  return parameters
}
