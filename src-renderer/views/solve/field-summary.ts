import { formatQuantity } from '../../components/number-format'
import { fieldStatistics } from '../../scene/field-statistics'
import type { FieldView } from '../../scene/field-view'

/** A picture in one sentence, for who cannot see it. */
export function summariseField(view: FieldView): string {
  const { field, name, qualifier } = view
  const { minimum, maximum, mean, minimumAt, maximumAt } = fieldStatistics(field)
  const { symbols } = field.grid
  const place = ({ x, y }: { x: number; y: number }): string =>
    `${symbols.x} ${x.toFixed(2)}, ${symbols.y} ${y.toFixed(2)}`
  return [
    `${name}${qualifier === '' ? '' : `, ${qualifier}`}`,
    `from ${formatQuantity(minimum, field.unit)} at ${place(minimumAt)}`,
    `to ${formatQuantity(maximum, field.unit)} at ${place(maximumAt)}`,
    `mean ${formatQuantity(mean, field.unit)}`,
  ].join(', ')
}
