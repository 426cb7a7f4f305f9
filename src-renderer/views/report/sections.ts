import type { ReportSubject } from './subject'

/** The sections of a report, in their order. */
const names = [
  'fields',
  'sensors',
  'versions',
  'residual',
  'next',
  'parameters',
  'assumptions',
  'provenance',
  'request',
] as const
export type SectionName = (typeof names)[number]

/** Those that there is something to say in. */
export function sectionsOf({ solution }: ReportSubject): readonly SectionName[] {
  const document = solution?.document
  const present: Partial<Record<SectionName, boolean>> = {
    sensors: document !== undefined && document.observations.count > 0,
    versions: document?.refined ?? false,
    next: (document?.nextSensors.length ?? 0) > 0,
  }
  return names.filter((name) => present[name] ?? true)
}
