/**
 * The argument at which the standard normal distribution function is `level`, 0 < level < 1: Acklam's rational
 * approximation (2003), relative error below 1.2e-9.
 */
export function normalQuantile(level: number): number {
  if (!(level > 0 && level < 1)) throw new RangeError(`a level lies between 0 and 1, received ${level}`)
  if (level > 0.5) return -normalQuantile(1 - level)
  if (level < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(level))
    return horner(tailNumerator, q) / horner(tailDenominator, q)
  }
  const q = level - 0.5
  const r = q * q
  return (q * horner(centreNumerator, r)) / horner(centreDenominator, r)
}

const centreNumerator = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
]
const centreDenominator = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1, 1,
]
const tailNumerator = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
]
const tailDenominator = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1]

/** Polynomial with the highest power's coefficient first. */
const horner = (coefficients: readonly number[], x: number): number => coefficients.reduce((sum, c) => sum * x + c, 0)
