import { cellFlow, type CellFlow } from '../../numerics/five-point'
import { darcyOperator } from './operator'

/**
 * Flux q = -a grad u of steady flow per metre of width, `[size, size]` each: the flow through the faces of the finite
 * volumes over their length 1/size, averaged over the two faces of a cell. Through a jump of a along x, q_x has none.
 */
export function darcyFlux(size: number, transmissivity: ArrayLike<number>, head: ArrayLike<number>): CellFlow {
  const { x, y } = cellFlow(darcyOperator(size, transmissivity), head)
  return { x: x.map((flow) => flow * size), y: y.map((flow) => flow * size) }
}
