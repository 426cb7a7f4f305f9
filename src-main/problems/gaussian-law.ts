/**
 * The law of Gaussian given data of zero mean, as the linear map from white noise that draws it:
 * given = L xi, xi ~ N(0, I) `[dimension]`, so that its covariance is L L^T. Physical units.
 */
export interface GaussianLaw {
  readonly dimension: number
  /** L xi, `[given]`. */
  synthesise(xi: Float64Array): Float64Array
  /** L^T values, `[dimension]`. */
  transpose(values: Float64Array): Float64Array
}

/** A draw of the law. */
export function drawOf(law: GaussianLaw, random: { fillNormal(out: Float64Array): void }): Float64Array {
  const xi = new Float64Array(law.dimension)
  random.fillNormal(xi)
  return law.synthesise(xi)
}
