/**
 * A symmetric 5-point operator in flux form on `[ny, nx]` cells,
 *
 *     (A u)_p = sum over the four faces of cell p: T_face (u_p - u_neighbour),   u = 0 beyond the boundary faces.
 *
 * A Dirichlet wall is a boundary face with T > 0, an insulated wall one with T = 0. A is an M-matrix whenever every
 * T >= 0, and positive definite once one boundary face conducts.
 *
 * All arrays are padded by one ring: shape `[ny + 2, nx + 2]`, cell (j, i) at (j + 1) * stride + i + 1. The ring of a
 * field stays zero, which is the Dirichlet value, so no loop needs a case for the boundary.
 */
export interface FivePointOperator {
  readonly ny: number
  readonly nx: number
  readonly stride: number
  /** Transmissibility of the face between cell p - 1 and p. */
  readonly x: Float64Array
  /** Transmissibility of the face between cell p - stride and p. */
  readonly y: Float64Array
  /** Sum of the four transmissibilities of each cell. */
  readonly diagonal: Float64Array
}

/** Completes face transmissibilities (padded, as in {@link FivePointOperator}) to an operator. */
export function fivePointOperator(ny: number, nx: number, x: Float64Array, y: Float64Array): FivePointOperator {
  const stride = nx + 2
  const diagonal = new Float64Array((ny + 2) * stride)
  for (let j = 1; j <= ny; j += 1) {
    for (let p = j * stride + 1, end = p + nx; p < end; p += 1) {
      diagonal[p] = x[p]! + x[p + 1]! + y[p]! + y[p + stride]!
    }
  }
  return { ny, nx, stride, x, y, diagonal }
}

/** out = A u, padded arrays; the ring of `out` is left alone. */
export function applyFivePoint(operator: FivePointOperator, u: Float64Array, out: Float64Array): void {
  const { ny, nx, stride, x, y, diagonal } = operator
  for (let j = 1; j <= ny; j += 1) {
    for (let p = j * stride + 1, end = p + nx; p < end; p += 1) {
      out[p] =
        diagonal[p]! * u[p]! -
        x[p]! * u[p - 1]! -
        x[p + 1]! * u[p + 1]! -
        y[p]! * u[p - stride]! -
        y[p + stride]! * u[p + stride]!
    }
  }
}

/** What flows in and out of cells along both axes, `[ny, nx]` each. */
export interface CellFlow {
  readonly x: Float64Array
  readonly y: Float64Array
}

/**
 * Flow T_face (u_before - u_after) through the faces, positive along the axis, as the mean of the two faces of each cell.
 * `u` is `[ny, nx]`, without a ring.
 */
export function cellFlow({ ny, nx, stride, x, y }: FivePointOperator, u: ArrayLike<number>): CellFlow {
  const values = padded(u, ny, nx)
  const flow = { x: new Float64Array(ny * nx), y: new Float64Array(ny * nx) }
  for (let j = 0, cell = 0; j < ny; j += 1) {
    for (let i = 0, p = (j + 1) * stride + 1; i < nx; i += 1, p += 1, cell += 1) {
      const u = values[p]!
      flow.x[cell] = (x[p]! * (values[p - 1]! - u) + x[p + 1]! * (u - values[p + 1]!)) / 2
      flow.y[cell] = (y[p]! * (values[p - stride]! - u) + y[p + stride]! * (u - values[p + stride]!)) / 2
    }
  }
  return flow
}

/** `[ny, nx]` values inside a ring of zeros. */
export function padded(values: ArrayLike<number>, ny: number, nx: number): Float64Array {
  const stride = nx + 2
  const out = new Float64Array((ny + 2) * stride)
  for (let j = 0; j < ny; j += 1) {
    for (let i = 0; i < nx; i += 1) out[(j + 1) * stride + i + 1] = values[j * nx + i]!
  }
  return out
}

/** The `[ny, nx]` values without their ring. */
export function unpadded(values: Float64Array, ny: number, nx: number): Float64Array {
  const stride = nx + 2
  const out = new Float64Array(ny * nx)
  for (let j = 0; j < ny; j += 1) {
    out.set(values.subarray((j + 1) * stride + 1, (j + 1) * stride + 1 + nx), j * nx)
  }
  return out
}
