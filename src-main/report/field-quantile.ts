import { quantileField } from '../numerics/quantiles'
import type { FieldEnsemble } from './solution'

/** The `level` quantile of a field's members at every cell `[y, x]`, within the values that the field can take. */
export function fieldQuantile({ declaration, mean, samples, spread }: FieldEnsemble, level: number): Float64Array {
  const { minimum = -Infinity, maximum = Infinity } = declaration
  return quantileField(samples, samples.length / mean.length, level, { factor: spread, minimum, maximum })
}
