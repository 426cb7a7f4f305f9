/** When the residual's gradient counts, in generator updates. */
export interface GuidanceSchedule {
  readonly weight: number
  readonly from: number
  readonly to: number
}

/**
 * Guidance by the residual at an update: zero while the distributions come to match, then a linear ramp, then constant.
 */
export function guidanceAt(step: number, { weight, from, to }: GuidanceSchedule): number {
  return weight * Math.min(1, Math.max(0, (step - from) / Math.max(1, to - from)))
}
