import { cellFlow, fivePointOperator, type CellFlow } from '../../numerics/five-point'

/**
 * Heat flux q = -kappa grad u, `[size, size]` each: central differences across the faces, none through the insulated
 * walls, averaged over the two faces of a cell.
 */
export function heatFlux(size: number, diffusivity: number, temperature: ArrayLike<number>): CellFlow {
  const stride = size + 2
  const x = new Float64Array(stride * stride)
  const y = new Float64Array(stride * stride)
  for (let j = 0; j < size; j += 1) {
    for (let i = 0; i < size; i += 1) {
      const p = (j + 1) * stride + i + 1
      if (i > 0) x[p] = diffusivity * size
      if (j > 0) y[p] = diffusivity * size
    }
  }
  return cellFlow(fivePointOperator(size, size, x, y), temperature)
}
