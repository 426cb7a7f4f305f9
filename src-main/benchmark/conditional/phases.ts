/** A medium of two phases: every cell has one of two values. */
export interface Phases {
  readonly low: number
  readonly high: number
}

const middle = ({ low, high }: Phases): number => (low + high) / 2

/** Every cell given the nearer of the two values. */
export function nearerPhase(values: Float64Array, phases: Phases): Float64Array {
  return values.map((value) => (value >= middle(phases) ? phases.high : phases.low))
}

/** Share of cells that lie on the wrong side of the middle between the two values. */
export function misclassified(values: ArrayLike<number>, truth: Float64Array, phases: Phases): number {
  const boundary = middle(phases)
  const wrong = truth.filter((value, cell) => value >= boundary !== values[cell]! >= boundary)
  return wrong.length / truth.length
}
