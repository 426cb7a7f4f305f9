import type { FieldPayload } from '../../src-main/contract/calls'
import type { DomainPoint } from './picture'
import { positionOf } from './grid-walk'

export interface FieldStatistics {
  readonly minimum: number
  readonly maximum: number
  readonly mean: number
  /** Where the extremes lie, in units of the grid's extent. */
  readonly minimumAt: DomainPoint
  readonly maximumAt: DomainPoint
}

/** What a person who cannot see the picture needs to know of it. */
export function fieldStatistics(field: Pick<FieldPayload, 'grid' | 'data'>): FieldStatistics {
  const { data, grid } = field
  let lowest = 0
  let highest = 0
  let sum = 0
  for (let i = 0; i < data.length; i += 1) {
    sum += data[i]!
    if (data[i]! < data[lowest]!) lowest = i
    if (data[i]! > data[highest]!) highest = i
  }
  const position = (index: number): DomainPoint =>
    positionOf(grid, { column: index % grid.nx, row: Math.floor(index / grid.nx) })
  return {
    minimum: data[lowest]!,
    maximum: data[highest]!,
    mean: sum / data.length,
    minimumAt: position(lowest),
    maximumAt: position(highest),
  }
}
