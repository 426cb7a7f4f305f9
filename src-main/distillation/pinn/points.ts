import type { RandomStream } from '../../numerics/random'
import { columnCount } from '../../pointwise/columns'
import type { PointBatch, PointProblem } from '../../pointwise/point-problem'

/** Candidates for each point that is chosen by how badly the equation is met there. */
const candidatesPerPoint = 4

/**
 * Points for a round of training: a share `adaptive` of them those of the candidates where `squares`, the squared
 * residual, is largest (residual-based adaptive refinement; Lu et al. 2021), the rest drawn as the problem draws them.
 */
export async function adaptivePoints(
  problem: PointProblem,
  random: RandomStream,
  count: number,
  adaptive: number,
  squares: (batch: PointBatch) => Promise<Float32Array>,
): Promise<PointBatch> {
  const chosen = Math.round(adaptive * count)
  const plain = problem.collocation(random, count - chosen)
  if (chosen === 0) return plain
  const candidates = problem.collocation(random, candidatesPerPoint * chosen)
  const left = await squares(candidates)
  const worst = Array.from(left.keys()).sort((a, b) => left[b]! - left[a]!)
  const width = columnCount(problem)
  const points = new Float32Array(width * count)
  points.set(plain.points)
  worst.slice(0, chosen).forEach((from, i) => {
    points.set(candidates.points.subarray(width * from, width * (from + 1)), width * (plain.count + i))
  })
  return { points, count }
}

/** Parts of the time in which causality is kept. */
const spans = 16

/**
 * Causal weights (Wang, Sankaran & Perdikaris 2022): a point of the k-th span of time counts
 * exp(-tolerance sum_{i<k} L_i), L_i the mean squared residual of the i-th span, so that no time is fitted before what
 * leads to it. All ones where `tolerance` is undefined.
 */
export class CausalEmphasis {
  readonly #problem: PointProblem
  readonly #losses = new Float64Array(spans)

  constructor(problem: PointProblem) {
    this.#problem = problem
  }

  /** `[count]` for the points of a batch. */
  of({ points, count }: PointBatch): Float32Array {
    const { causal } = this.#problem
    if (!causal) return new Float32Array(count).fill(1)
    let sum = 0
    const weights = this.#losses.map((loss) => {
      const weight = Math.exp(-causal.tolerance * sum)
      sum += loss
      return weight
    })
    return Float32Array.from({ length: count }, (_, p) => weights[this.#span(points, p)]!)
  }

  /** Learns from what a step has left at its points. */
  note({ points, count }: PointBatch, squares: Float32Array): void {
    if (!this.#problem.causal) return
    const sums = new Float64Array(spans)
    const counts = new Float64Array(spans)
    for (let p = 0; p < count; p++) {
      const span = this.#span(points, p)
      sums[span] = sums[span]! + squares[p]!
      counts[span] = counts[span]! + 1
    }
    sums.forEach((sum, k) => {
      if (counts[k]! > 0) this.#losses[k] = 0.9 * this.#losses[k]! + (0.1 * sum) / counts[k]!
    })
  }

  #span(points: Float32Array, p: number): number {
    const { coordinates, causal } = this.#problem
    const at = coordinates.findIndex(({ key }) => key === causal!.coordinate)
    const { minimum, maximum } = coordinates[at]!
    const time = points[p * columnCount(this.#problem) + at]!
    return Math.min(spans - 1, Math.max(0, Math.floor((spans * (time - minimum)) / (maximum - minimum))))
  }
}
