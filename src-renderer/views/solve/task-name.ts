import { formatFixed } from '../../components/number-format'
import { words } from '../../text/words.svelte'
import type { ObservedPoint, ProblemDescription } from '../../../src-main/contract/calls'

/** Observed up to this share of the time, what comes later is a forecast. */
const forecastBelow = 0.9

export interface ObservedTimes {
  readonly latest: number
  /** End of the times that the field spans. */
  readonly duration: number
}

/**
 * What is asked of the fields, by what of them was observed: forward from the given data, inverse from the solution.
 * `times` is left out where the problem is not one in space and time.
 */
export function taskName(
  { fields }: Pick<ProblemDescription, 'fields'>,
  observed: readonly string[],
  times?: ObservedTimes,
): string {
  const { task } = words().solve
  if (times && times.latest < forecastBelow * times.duration) return task.forecast(formatFixed(times.latest, 2))
  const roles = new Set(fields.filter(({ key }) => observed.includes(key)).map(({ role }) => role))
  if (times || roles.size > 1) return task.reconstruction
  return roles.has('coefficient') ? task.forward : task.inverse
}

/** The latest time that a measurement reaches, points and averages alike. */
export function latestTime(points: readonly Pick<ObservedPoint, 'y' | 'average'>[]): number {
  return points.reduce((latest, { y, average }) => Math.max(latest, y, average?.y ?? y), 0)
}
