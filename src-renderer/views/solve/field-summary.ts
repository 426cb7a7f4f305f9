import { formatFixed, formatQuantity, separator } from '../../components/number-format'
import { fieldStatistics } from '../../scene/field-statistics'
import type { FieldView } from '../../scene/field-view'
import { words } from '../../text/words.svelte'

/** A picture in one sentence, for who cannot see it. */
export function summariseField(view: FieldView): string {
  const { field, name, qualifier } = view
  const { minimum, maximum, mean, minimumAt, maximumAt } = fieldStatistics(field)
  const { symbols } = field.grid
  const place = ({ x, y }: { x: number; y: number }): string =>
    `${symbols.x} ${formatFixed(x, 2)}${separator()} ${symbols.y} ${formatFixed(y, 2)}`
  return words().solve.views.summary(
    `${name}${qualifier === '' ? '' : `, ${qualifier}`}`,
    formatQuantity(minimum, field.unit),
    place(minimumAt),
    formatQuantity(maximum, field.unit),
    place(maximumAt),
    formatQuantity(mean, field.unit),
  )
}
