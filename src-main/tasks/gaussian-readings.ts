import { rowProducts } from '../numerics/row-products'
import type { ChannelObservations } from './conditioning'
import type { LatentMap, Student } from './student'

/** Readings under a Gaussian model, free of noise, the channels' points one after another. */
export interface GaussianReadings {
  /** `[points]`, normalised. */
  readonly mean: Float64Array
  /** `[points, points]`. */
  readonly covariance: Float64Array
}

/** Cotangents that go through the map at once; 64x64 states of two fields then take a megabyte. */
const batch = 32

/** A map from latents to states x = m + A z at one condition: linear, or made so at a latent. */
export interface LinearMap {
  readonly map: LatentMap
  readonly condition: Float32Array
  /** Numbers of a latent and of a state's channel. */
  readonly latents: number
  readonly pixels: number
  /** Where a map that is not linear is linearised; m is its state there. Zero if left out. */
  readonly centre?: Float32Array
}

/**
 * Mean and covariance H A A^T H^T of what sensors read of the student's linear-Gaussian part x = m + A z; see
 * {@link readingRows}. Work grows with the square of the points.
 */
export async function gaussianReadings(
  { gaussian, width, size }: Pick<Student, 'gaussian' | 'width' | 'size'>,
  condition: Float32Array,
  observed: readonly ChannelObservations[],
): Promise<GaussianReadings> {
  const { mean, rows } = await readingRows({ map: gaussian, condition, latents: width, pixels: size * size }, observed)
  return { mean, covariance: rowProducts(rows, mean.length) }
}

/**
 * The readings of m `[points]`, and H A `[points, latents]`: its rows are pullbacks, and their products, summed in double
 * precision, stay positive semidefinite down to noise far below their own size. Readings that are curved in the field are
 * linearised at m.
 */
export async function readingRows(
  { map, condition, latents, pixels, centre: at = new Float32Array(latents) }: LinearMap,
  observed: readonly ChannelObservations[],
): Promise<{ mean: Float64Array; rows: Float32Array }> {
  const centre = await map.states(at, condition)
  const fields = observed.map(({ channel }) => centre.subarray(channel * pixels, (channel + 1) * pixels))
  const mean = Float64Array.from(observed.flatMap((entry, c) => [...entry.predict(fields[c]!)]))
  const owner = observed.flatMap(({ points }, c) => Array.from(points, (_, i) => ({ c, i })))
  const count = mean.length
  const rows = new Float32Array(count * latents)
  for (let first = 0; first < count; first += batch) {
    const few = owner.slice(first, first + batch)
    const cotangents = new Float32Array(few.length * centre.length)
    few.forEach(({ c, i }, row) => {
      const unit = new Float64Array(observed[c]!.points.length)
      unit[i] = 1
      cotangents.set(observed[c]!.pull(fields[c]!, unit), row * centre.length + observed[c]!.channel * pixels)
    })
    const places = new Float32Array(few.length * latents)
    for (let row = 0; row < few.length; row++) places.set(at, row * latents)
    rows.set(await map.pullback(places, condition, cotangents), first * latents)
  }
  return { mean, rows }
}
