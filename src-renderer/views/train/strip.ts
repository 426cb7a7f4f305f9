import type { FieldPayload, ProblemDescription, SampleStrip } from '../../../src-main/contract/calls'
import { fieldView, type FieldView } from '../../scene/field-view'
import { automaticRange, extremes, type ValueRange } from '../../scene/value-range'

/** One field of several samples, drawn in the same colours. */
export interface StripRow {
  readonly key: string
  readonly views: readonly FieldView[]
  readonly range: ValueRange
}

/** The fields of several samples, field by field, each over the range of all its samples. */
export function stripRows(
  samples: readonly { readonly fields: readonly FieldPayload[] }[],
  problem: ProblemDescription,
): readonly StripRow[] {
  const keys = samples[0]?.fields.map(({ key }) => key) ?? []
  return keys.map((key) => {
    const views = samples.flatMap(({ fields }) =>
      fields.filter((field) => field.key === key).map((field) => fieldView(field, problem)),
    )
    return { key, views, range: commonRange(views) }
  })
}

/** The range that shows all of several pictures of one field. */
export function commonRange(views: readonly FieldView[]): ValueRange {
  const ends = views.flatMap(({ field }) => {
    const found = extremes(field.data)
    return found ? [found.minimum, found.maximum] : []
  })
  const [first] = views
  return first ? automaticRange(ends, first.map, first.fromZero) : { minimum: 0, maximum: 1 }
}

/** The slider values of a sample in one line, e.g. `Viscosity 0.01`. */
export function describeParameters(
  parameters: SampleStrip['samples'][number]['parameters'],
  problem: Pick<ProblemDescription, 'parameters'>,
  write: (value: number, unit: string) => string,
): string {
  return problem.parameters
    .flatMap(({ key, name, unit }) => {
      const value = parameters[key]
      return value === undefined ? [] : [`${name} ${write(value, unit)}`]
    })
    .join(', ')
}
