import type { Evaluation } from './lbfgs'

export interface AdamOptions {
  readonly iterations: number
  readonly rate: number
  /** Longest gradient of a point, in the norm of the variables: longer ones are shortened to it. */
  readonly clip: number
  /** Called with the values at which each iteration's gradients were taken; false ends the search. */
  readonly onIteration?: (iteration: number, values: Float64Array) => boolean
}

const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8]

/**
 * Minimises an objective from several starting points at once by Adam (Kingma & Ba 2015) with each point's gradient
 * clipped by its norm. `start` `[count, width]`; returns the last points.
 */
export async function minimiseAdam(
  evaluate: (points: Float32Array) => Promise<Evaluation>,
  start: Float32Array,
  count: number,
  { iterations, rate, clip, onIteration }: AdamOptions,
): Promise<Float32Array> {
  const width = start.length / count
  const points = start.slice()
  const first = new Float32Array(start.length)
  const second = new Float32Array(start.length)
  for (let k = 1; k <= iterations; k += 1) {
    const { values, gradients } = await evaluate(points)
    const stepSize = (rate * Math.sqrt(1 - beta2 ** k)) / (1 - beta1 ** k)
    for (let p = 0; p < count; p += 1) {
      const from = p * width
      let squares = 0
      for (let i = from; i < from + width; i += 1) squares += gradients[i]! ** 2
      const scale = Math.min(1, clip / Math.sqrt(squares))
      for (let i = from; i < from + width; i += 1) {
        const gradient = scale * gradients[i]!
        first[i] = beta1 * first[i]! + (1 - beta1) * gradient
        second[i] = beta2 * second[i]! + (1 - beta2) * gradient * gradient
        points[i] = points[i]! - (stepSize * first[i]!) / (Math.sqrt(second[i]!) + epsilon)
      }
    }
    if (onIteration?.(k, values) === false) break
  }
  return points
}
