/** Error function of double precision: Abramowitz & Stegun 7.1.5 (series) for small, 7.1.14 (fraction) for large arguments. */
export function erf(z: number): number {
  const magnitude = Math.abs(z)
  const value = magnitude < 2.5 ? series(magnitude) : 1 - tail(magnitude)
  return z < 0 ? -value : value
}

/** erf z = 2/sqrt(pi) e^(-z^2) sum 2^n z^(2n+1) / (1 3 5 ... (2n+1)), whose terms are all positive. */
function series(z: number): number {
  let term = z
  let sum = z
  for (let n = 1; term > 1e-17 * sum; n++) {
    term *= (2 * z * z) / (2 * n + 1)
    sum += term
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-z * z) * sum
}

/** 1 - erf z by its continued fraction, from the inside out. */
function tail(z: number): number {
  let fraction = z
  for (let n = 60; n > 0; n--) fraction = z + n / 2 / fraction
  return Math.exp(-z * z) / (Math.sqrt(Math.PI) * fraction)
}

export const normalDistribution = (z: number): number => 0.5 * (1 + erf(z * Math.SQRT1_2))

export interface Call {
  readonly strike: number
  readonly volatility: number
  readonly rate: number
}

/**
 * Value of a European call of a price S at the time tau before expiry: S Phi(d1) - K e^(-r tau) Phi(d2),
 * d1,2 = (ln(S/K) + (r +- sigma^2/2) tau) / (sigma sqrt(tau)). Black & Scholes, J. Political Economy 81 (1973).
 */
export function callValue(price: number, tau: number, { strike, volatility, rate }: Call): number {
  if (tau <= 0) return Math.max(price - strike, 0)
  if (price <= 0) return 0
  const spread = volatility * Math.sqrt(tau)
  const forward = Math.log(price / strike) + rate * tau
  const discounted = strike * Math.exp(-rate * tau)
  return (
    price * normalDistribution(forward / spread + spread / 2) -
    discounted * normalDistribution(forward / spread - spread / 2)
  )
}
