import type { Grid } from '../../field/grid'
import { solutionKey } from '../../problems/problem'
import type { Solution } from '../../report/solution'

/** Cells of a thumbnail along each side, at most. */
const mostCells = 32

/** A field small enough to stand in a list. */
export interface Thumbnail {
  readonly grid: Grid
  /** `[y, x]` */
  readonly data: Float32Array
}

/** The mean of the exported solution field, averaged over blocks of cells. */
export function thumbnailOf({ problem, grid, fields }: Solution): Thumbnail {
  const { mean } = fields.find(({ declaration }) => declaration.key === solutionKey(problem))!
  const block = Math.ceil(Math.max(grid.nx, grid.ny) / mostCells)
  const small = { ...grid, nx: Math.ceil(grid.nx / block), ny: Math.ceil(grid.ny / block) }
  const data = new Float32Array(small.nx * small.ny)
  for (let j = 0; j < small.ny; j += 1) {
    for (let i = 0; i < small.nx; i += 1) data[j * small.nx + i] = blockMean(mean, grid, block, i, j)
  }
  return { grid: small, data }
}

/** Mean over the block (i, j); those at the edges may have fewer cells. */
function blockMean(data: Float64Array, { nx, ny }: Grid, block: number, i: number, j: number): number {
  const [right, top] = [Math.min(nx, (i + 1) * block), Math.min(ny, (j + 1) * block)]
  let sum = 0
  for (let y = j * block; y < top; y += 1) for (let x = i * block; x < right; x += 1) sum += data[y * nx + x]!
  return sum / ((right - i * block) * (top - j * block))
}
