import type { FieldPayload, ProblemDescription } from '../../src-main/contract/calls'
import { colourMaps, type ColourMap } from './colour-map'

/** What a field shows of its quantity. */
export type Statistic = 'sample' | 'mean' | 'deviation' | 'quantile' | 'residual' | 'difference'

/** A field with the way it is named and drawn. */
export interface FieldView {
  readonly field: FieldPayload
  readonly statistic: Statistic
  /** Symbol in equations, e.g. `u`. */
  readonly symbol: string
  /** Sentence-case name, e.g. `Pressure head`. */
  readonly name: string
  /** What stands below the name, e.g. `mean of the samples, refined`; empty for a free sample. */
  readonly qualifier: string
  readonly map: ColourMap
  /** The colour map begins at zero, whatever the smallest value. */
  readonly fromZero: boolean
}

function residualQualifier(of: string): string {
  return of === '' ? 'what is left of the equation in each cell' : `left of the equation by the ${of}`
}

/** `qualifier` says what the statistic is of; a residual is one of whatever it is of. */
export function fieldView(
  field: FieldPayload,
  problem: ProblemDescription,
  quantity: Exclude<Statistic, 'residual'> = 'sample',
  qualifier = '',
): FieldView {
  const statistic = field.of === 'residual' ? 'residual' : quantity
  const declared = problem.fields.find(({ key }) => key === field.of)
  return {
    field,
    statistic,
    symbol: declared?.key ?? '',
    name: declared?.name ?? 'Residual',
    qualifier: statistic === 'residual' ? residualQualifier(qualifier) : qualifier,
    map: statistic === 'residual' ? colourMaps.balance : statistic === 'deviation' ? colourMaps.ember : colourMaps.tide,
    fromZero: statistic === 'deviation',
  }
}
