import type { ChannelObservations } from './conditioning'
import type { Student } from './student'

/** Readings under a Gaussian model, free of noise, the channels' points one after another. */
export interface GaussianReadings {
  /** `[points]`, normalised. */
  readonly mean: Float64Array
  /** `[points, points]`. */
  readonly covariance: Float64Array
}

/** Cotangents that go through the map at once; 64x64 states of two fields then take a megabyte. */
const batch = 32

/**
 * Mean and covariance H A A^T H^T of what sensors read of the student's linear-Gaussian part x = m + A z. Readings that
 * are curved in the field are linearised at m.
 *
 * Rows of H A come from the map's pullback; their products are summed in double precision, so that the covariance stays
 * positive semidefinite down to noise far below its own size. Work grows with the square of the points.
 */
export async function gaussianReadings(
  { gaussian, width, size }: Pick<Student, 'gaussian' | 'width' | 'size'>,
  condition: Float32Array,
  observed: readonly ChannelObservations[],
): Promise<GaussianReadings> {
  const pixels = size * size
  const centre = await gaussian.states(new Float32Array(width), condition)
  const fields = observed.map(({ channel }) => centre.subarray(channel * pixels, (channel + 1) * pixels))
  const mean = Float64Array.from(observed.flatMap((entry, c) => [...entry.predict(fields[c]!)]))
  const owner = observed.flatMap(({ points }, c) => Array.from(points, (_, i) => ({ c, i })))
  const count = mean.length
  const rows = new Float32Array(count * width)
  for (let first = 0; first < count; first += batch) {
    const few = owner.slice(first, first + batch)
    const cotangents = new Float32Array(few.length * width)
    few.forEach(({ c, i }, row) => {
      const unit = new Float64Array(observed[c]!.points.length)
      unit[i] = 1
      cotangents.set(observed[c]!.pull(fields[c]!, unit), row * width + observed[c]!.channel * pixels)
    })
    rows.set(await gaussian.pullback(new Float32Array(cotangents.length), condition, cotangents), first * width)
  }
  return { mean, covariance: products(rows, count, width) }
}

/** R R^T of rows `[count, width]`. */
function products(rows: Float32Array, count: number, width: number): Float64Array {
  const out = new Float64Array(count * count)
  // Two sums, so that an addition need not wait for the one before.
  for (let i = 0; i < count; i++) {
    const a = rows.subarray(i * width, (i + 1) * width)
    for (let j = 0; j <= i; j++) {
      const b = rows.subarray(j * width, (j + 1) * width)
      let [even, odd] = [0, 0]
      if (width % 2 === 1) even = a[width - 1]! * b[width - 1]!
      for (let k = 1; k < width; k += 2) {
        even += a[k - 1]! * b[k - 1]!
        odd += a[k]! * b[k]!
      }
      out[i * count + j] = out[j * count + i] = even + odd
    }
  }
  return out
}
