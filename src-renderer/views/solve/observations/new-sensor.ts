import type { ProblemDescription } from '../../../../src-main/contract/calls'
import type { Row } from '../../../stores/observations/table'

/** What a picture shows is no better known than this. */
const digits = 4

/** A measurement to begin with, on the shown field where that can be measured; its noise is not known. */
export function newSensor(
  { fields }: Pick<ProblemDescription, 'fields'>,
  shownField: string | undefined,
  { x, y }: { readonly x: number; readonly y: number },
  value = 0,
): Omit<Row, 'average' | 'line'> {
  const field =
    fields.find(({ key }) => key === shownField) ?? fields.find(({ role }) => role === 'solution') ?? fields[0]!
  const { minimum = -Infinity, maximum = Infinity } = field
  const rounded = Number(value.toPrecision(digits))
  return { field: field.key, x, y, value: Math.min(maximum, Math.max(minimum, rounded)), sigma: NaN }
}
