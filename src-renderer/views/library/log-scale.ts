/** Powers of ten around all positive values, so that dots of several rows share one scale; one decade where there are none. */
export function logDomain(values: readonly (number | null)[]): readonly [number, number] {
  const exponents = values.flatMap((value) => (value !== null && value > 0 ? [Math.log10(value)] : []))
  if (exponents.length === 0) return [0.1, 1]
  const from = Math.floor(Math.min(...exponents))
  return [10 ** from, 10 ** Math.max(from + 1, Math.ceil(Math.max(...exponents)))]
}

/** Place of a value between the ends of the scale, 0 to 1. */
export function logShare(value: number, [from, to]: readonly [number, number]): number {
  return Math.min(1, Math.max(0, Math.log10(value / from) / Math.log10(to / from)))
}
