import type { Batch } from './batch'

/** Samples of a batch. */
export interface Samples {
  /** Normalised, `[n, C, ny, nx]`. */
  readonly states: Float32Array
  /** The solutions `[n, ny, nx]` in physical units, from methods that solve for them in double precision. */
  readonly solutions?: Float64Array
}

/** One way of drawing samples. */
export interface Method {
  readonly name: string
  /** Evaluations of a denoiser for one sample. */
  readonly evaluations: number
  /** What its samples depend on beside the data and the noise: hashes of packages, settings. */
  readonly identity: Readonly<Record<string, string | number>>
  draw(batch: Batch): Promise<Samples>
  /** What its latency is the time of, where that is not drawing a sample. */
  timed?(batch: Batch): Promise<() => unknown>
}

/** Makes a thing when it is first asked for. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
