import type { ObservedPoint, ProblemDescription } from '../../../src-main/contract/calls'

/** Observed up to this share of the time, what comes later is a forecast. */
const forecastBelow = 0.9

export interface ObservedTimes {
  readonly latest: number
  /** End of the times that the field spans. */
  readonly duration: number
}

/**
 * What is asked of the fields by what of them was observed, e.g. `Inverse: pressure head observed`. `times` is left out
 * where the problem is not one in space and time.
 */
export function taskName(
  { fields }: Pick<ProblemDescription, 'fields'>,
  observed: readonly string[],
  times?: ObservedTimes,
): string {
  const known = fields.filter(({ key }) => observed.includes(key))
  const names = known.map(({ name }) => name.toLowerCase()).join(' and ')
  if (times) {
    const { latest, duration } = times
    return latest < forecastBelow * duration
      ? `Forecast: ${names} observed until t = ${latest.toFixed(2)}`
      : `Reconstruction: ${names} observed`
  }
  const roles = new Set(known.map(({ role }) => role))
  if (roles.size > 1) return `Reconstruction: ${names} observed`
  return `${roles.has('coefficient') ? 'Forward' : 'Inverse'}: ${names} observed`
}

/** The latest time that a measurement reaches, points and averages alike. */
export function latestTime(points: readonly Pick<ObservedPoint, 'y' | 'average'>[]): number {
  return points.reduce((latest, { y, average }) => Math.max(latest, y, average?.y ?? y), 0)
}
