import type { GaussianLaw } from '../gaussian-law'
import type { Parameters } from '../problem'
import { withZeroBoundary } from '../shifted-laplacian/operator'
import { sourceLaw } from '../shifted-laplacian/source'

/** The law of a source `[size, size]` as Poisson's, but zero on the boundary nodes. */
export function enclosedSourceLaw(size: number, parameters: Parameters): GaussianLaw {
  const { dimension, synthesise, transpose } = sourceLaw(size, parameters)
  return {
    dimension,
    synthesise: (xi) => withZeroBoundary(size, synthesise(xi)),
    transpose: (field) => transpose(withZeroBoundary(size, field)),
  }
}
