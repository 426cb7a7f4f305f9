import type { FieldPayload, ProblemDescription, VectorField } from '../../src-main/contract/calls'
import { colourMapOf, colourMaps, type ColourMap } from './colour-map'
import { named } from '../text/engine-names'
import { words } from '../text/words.svelte'

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
  /** What flows by it, where the problem says so. */
  readonly flow?: VectorField
  /** What the fields that it is one of leave of the equation, where that is known. */
  readonly residual?: FieldPayload
}

/** Names of colour maps as the view settings have them. */
export interface ChosenMaps {
  readonly map: string
  readonly signedMap: string
}

function residualQualifier(of: string): string {
  const { residual, residualOf } = words().solve.views.of
  return of === '' ? residual : residualOf(of)
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
    name: declared?.name ?? named('Residual'),
    qualifier: statistic === 'residual' ? residualQualifier(qualifier) : qualifier,
    map: ownMap(statistic, declared?.signed ?? false),
    fromZero: statistic === 'deviation',
  }
}

/** The map that suits a field: signs are told apart about zero, deviations look like no values. */
function ownMap(statistic: Statistic, signed: boolean): ColourMap {
  if (statistic === 'deviation') return colourMaps.ember
  return statistic === 'residual' || signed ? colourMaps.balance : colourMaps.tide
}

/** A view in the colours that were chosen for its kind. */
export function withChosenMap(view: FieldView, { map, signedMap }: ChosenMaps): FieldView {
  const chosen = colourMapOf(view.map.kind === 'diverging' ? signedMap : map)
  return chosen?.kind === view.map.kind ? { ...view, map: chosen } : view
}

/** Views of all fields of one result, each with its flow and with the residual that they have in common. */
export function fieldViews(
  { fields, vectors }: { readonly fields: readonly FieldPayload[]; readonly vectors: readonly VectorField[] },
  problem: ProblemDescription,
  quantity?: Exclude<Statistic, 'residual'>,
  qualifier?: string,
): FieldView[] {
  const residual = fields.find(({ of }) => of === 'residual')
  return fields.map((field) => {
    const flow = vectors.find(({ of }) => of === field.of)
    return {
      ...fieldView(field, problem, quantity, qualifier),
      ...(flow && { flow }),
      ...(residual && { residual }),
    }
  })
}
