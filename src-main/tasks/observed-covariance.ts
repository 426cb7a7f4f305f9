import { RandomStream } from '../numerics/random'
import type { ChannelObservations } from './conditioning'
import type { Student } from './student'

/** What the student's linear-Gaussian model says of the observed values before they are seen. */
export interface ObservedPrior {
  /** The points that are kept: their channel's place in the list of observations, and their place within it. */
  readonly points: readonly { readonly entry: number; readonly point: number }[]
  /** H mean, `[points]`, normalised. */
  readonly mean: Float64Array
  /** H C H^T, row-major `[points, points]`, without any noise. */
  readonly covariance: Float64Array
}

/** Points that one run of the model's gradient takes. */
const batch = 32

/**
 * Mean and covariance of the observed values under the linear-Gaussian part of the student, C = A A^T: row p of H A is
 * the pullback of H^T e_p. Of more than `mostPoints` values as many are kept, drawn without replacement. Averages of a
 * field whose normalisation is not linear are taken to first order about the model's mean.
 */
export async function observedPrior(
  { gaussian, width, size }: Pick<Student, 'gaussian' | 'width' | 'size'>,
  condition: Float32Array,
  observed: readonly ChannelObservations[],
  mostPoints: number,
): Promise<ObservedPrior> {
  const pixels = size * size
  const centre = await gaussian.states(new Float32Array(width), condition)
  const fieldOf = ({ channel }: ChannelObservations): Float32Array =>
    centre.subarray(channel * pixels, (channel + 1) * pixels)
  const points = thinned(
    observed.flatMap(({ values }, entry) => Array.from(values, (_, point) => ({ entry, point }))),
    mostPoints,
  )
  const predicted = observed.map((entry) => entry.predict(fieldOf(entry)))
  const rows = new Float32Array(points.length * width)
  for (let first = 0; first < points.length; first += batch) {
    const some = points.slice(first, first + batch)
    const cotangents = new Float32Array(some.length * width)
    some.forEach(({ entry, point }, i) => {
      const channel = observed[entry]!
      const unit = new Float64Array(channel.values.length)
      unit[point] = 1
      cotangents.set(channel.pull(fieldOf(channel), unit), i * width + channel.channel * pixels)
    })
    rows.set(await gaussian.pullback(new Float32Array(cotangents.length), condition, cotangents), first * width)
  }
  return {
    points,
    mean: Float64Array.from(points, ({ entry, point }) => predicted[entry]![point]!),
    covariance: gram(rows, points.length),
  }
}

/** Some of a list, in its order, always the same ones. */
function thinned<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all
  const random = new RandomStream(0, 'observed-prior', 'thinned')
  return all
    .map((item, place) => ({ item, place, key: random.uniform() }))
    .toSorted((a, b) => a.key - b.key)
    .slice(0, most)
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item)
}

/** R R^T of rows `[count, width]`. */
function gram(rows: Float32Array, count: number): Float64Array {
  const width = rows.length / count
  const products = new Float64Array(count * count)
  for (let i = 0; i < count; i += 1) {
    const a = rows.subarray(i * width, (i + 1) * width)
    for (let j = 0; j <= i; j += 1) {
      const b = rows.subarray(j * width, (j + 1) * width)
      let sum = 0
      for (let k = 0; k < width; k += 1) sum += a[k]! * b[k]!
      products[i * count + j] = sum
      products[j * count + i] = sum
    }
  }
  return products
}
