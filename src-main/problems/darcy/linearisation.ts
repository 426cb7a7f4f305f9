import { BandedCholesky } from '../../numerics/banded-cholesky'
import { padded, unpadded } from '../../numerics/five-point'
import { checkGridSize } from '../grid-size'
import type { Linearisation } from '../problem'
import { darcyOperator } from './operator'
import { checkTransmissivity } from './solver'

/**
 * The head u(a) of {@link darcyOperator} for a transmissivity `[size, size]` and a source (one number, or cell means
 * `[size, size]`), and its derivative: A du = -(dA/da da) u, and with the adjoint A lambda = dJ/du,
 * dJ/da = -lambda^T (dA/da) u. A face between p and q with the harmonic mean T contributes
 * -(lambda_p - lambda_q)(u_p - u_q) dT/da_p, dT/da_p = 2 a_q^2/(a_p + a_q)^2; a wall -2 lambda_p u_p.
 *
 * A is factored once, at size^4 multiplications; every solve with the factor takes 2 size^3.
 *
 * @throws Failure `coefficient-not-positive`, `shape-mismatch`, `grid-not-supported`
 */
export function linearisedFlow(size: number, a: Float64Array, source: number | ArrayLike<number>): Linearisation {
  checkGridSize(size)
  checkTransmissivity(size, a)
  const factor = new BandedCholesky(darcyOperator(size, a))
  const solve = (right: ArrayLike<number>): Float64Array => {
    const found = new Float64Array((size + 2) ** 2)
    factor.solve(padded(right, size, size), found)
    return unpadded(found, size, size)
  }
  const cellArea = 1 / (size * size)
  const u = solve(a.map((_, p) => (typeof source === 'number' ? source : source[p]!) * cellArea))

  return {
    solution: u,

    tangent(direction) {
      const right = new Float64Array(a.length)
      forEachFace(
        size,
        (p, q) => {
          const change = (2 * (a[q]! ** 2 * direction[p]! + a[p]! ** 2 * direction[q]!)) / (a[p]! + a[q]!) ** 2
          const flux = change * (u[p]! - u[q]!)
          right[p] = right[p]! - flux
          right[q] = right[q]! + flux
        },
        (p) => (right[p] = right[p]! - 2 * direction[p]! * u[p]!),
      )
      return solve(right)
    },

    gradient(cotangent) {
      const adjoint = solve(cotangent)
      const out = new Float64Array(a.length)
      forEachFace(
        size,
        (p, q) => {
          const jump = (adjoint[p]! - adjoint[q]!) * (u[p]! - u[q]!)
          const squaredSum = (a[p]! + a[q]!) ** 2
          out[p] = out[p]! - (jump * 2 * a[q]! ** 2) / squaredSum
          out[q] = out[q]! - (jump * 2 * a[p]! ** 2) / squaredSum
        },
        (p) => (out[p] = out[p]! - 2 * adjoint[p]! * u[p]!),
      )
      return out
    },
  }
}

/** Visits every interior face between cells p and q, and every wall of a cell p (a corner cell has two). */
function forEachFace(size: number, face: (p: number, q: number) => void, wall: (p: number) => void): void {
  for (let j = 0; j < size; j += 1) {
    for (let i = 0; i < size; i += 1) {
      const p = j * size + i
      if (i + 1 < size) face(p, p + 1)
      if (j + 1 < size) face(p, p + size)
      if (i === 0 || i === size - 1) wall(p)
      if (j === 0 || j === size - 1) wall(p)
    }
  }
}
