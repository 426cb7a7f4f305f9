/** A range of values and how they lie along a slider. */
export interface SliderScale {
  readonly minimum: number
  readonly maximum: number
  readonly scale: 'linear' | 'log'
}

/** Place along the slider, 0..1. */
export function placeOf({ minimum, maximum, scale }: SliderScale, value: number): number {
  return scale === 'log'
    ? Math.log(value / minimum) / Math.log(maximum / minimum)
    : (value - minimum) / (maximum - minimum)
}

/** Value at a place along the slider, rounded to what a hand can mean, and exact at both ends. */
export function valueAtPlace(slider: SliderScale, place: number): number {
  const { minimum, maximum, scale } = slider
  if (place <= 0) return minimum
  if (place >= 1) return maximum
  const exact = scale === 'log' ? minimum * (maximum / minimum) ** place : minimum + place * (maximum - minimum)
  return Math.min(maximum, Math.max(minimum, Number(exact.toPrecision(4))))
}

/** The value a share of the slider's length further on its scale, also beyond its ends, rounded as {@link valueAtPlace}. */
export function stepFrom({ minimum, maximum, scale }: SliderScale, value: number, share: number): number {
  const next = scale === 'log' ? value * (maximum / minimum) ** share : value + share * (maximum - minimum)
  return Number(next.toPrecision(4))
}
