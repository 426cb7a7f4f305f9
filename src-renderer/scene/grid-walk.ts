import type { FieldPayload } from '../../src-main/contract/calls'
import type { DomainPoint } from './picture'

type Grid = FieldPayload['grid']

/** A sample of the grid, which the keyboard's probe stands on. */
export interface GridSample {
  readonly column: number
  readonly row: number
}

/** Position of sample `i` of `n` along an edge, by the grid's staggering. */
function along(i: number, n: number, staggering: Grid['staggering']['x'], extent: number): number {
  switch (staggering) {
    case 'cell':
      return ((i + 0.5) / n) * extent
    case 'node':
      return (i / (n - 1)) * extent
    case 'periodic':
      return (i / n) * extent
  }
}

export function positionOf({ nx, ny, staggering, extent }: Grid, { column, row }: GridSample): DomainPoint {
  return { x: along(column, nx, staggering.x, extent.x), y: along(row, ny, staggering.y, extent.y) }
}

export function centreSample({ nx, ny }: Grid): GridSample {
  return { column: Math.floor(nx / 2), row: Math.floor(ny / 2) }
}

/** A number of samples further, but never off the grid. */
export function walk({ nx, ny }: Grid, from: GridSample, columns: number, rows: number): GridSample {
  const within = (i: number, n: number): number => Math.min(n - 1, Math.max(0, i))
  return { column: within(from.column + columns, nx), row: within(from.row + rows, ny) }
}
