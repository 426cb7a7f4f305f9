import { analyseRows, synthesiseRows, type RowBasis } from './folded-product'

/**
 * Orthonormal cosine, sine and Fourier transforms of fields `[ny, nx]` (row-major), as separable matrix products.
 *
 * DCT-II diagonalises the cell-centred 5-point Laplacian with Neumann ends, DST-II the same with Dirichlet ends half
 * a cell away; both have the eigenvalues (4/h^2) sin^2(pi k/(2N)) of -d^2/dx^2, with k = 0..N-1 and k = 1..N.
 * Products cost O(n^3); at the sizes in use (32 to 256) a folded and blocked one takes 0.2 to 15 ms, any n is as good
 * as a power of two, and the same matrices are what networks and residual graphs carry as constants.
 */

/** Basis along one axis: its orthonormal rows rise in frequency. */
interface AxisBasis {
  readonly matrix: (n: number) => Float64Array
  readonly alternating: boolean
  /** Half waves over the axis of a row of the matrix. */
  readonly halfWaves: (row: number) => number
}

/**
 * Transform whose modes suit a field's ends: `dct` zero slope (Neumann), `dst` zero value half a cell beyond the ends,
 * `dst-nodes` zero value at the end nodes, `fourier` periodic, `dct-fourier` periodic along x with free ends along y.
 */
export const spectralBases = ['dct', 'dst', 'dst-nodes', 'fourier', 'dct-fourier'] as const
export type SpectralBasis = (typeof spectralBases)[number]

/** The matrices of a basis along both axes. */
export function basisMatrices(basis: SpectralBasis, ny: number, nx: number): { y: Float64Array; x: Float64Array } {
  const { y, x } = axisBases[basis]
  return { y: y.matrix(ny), x: x.matrix(nx) }
}

/**
 * Rows are the orthonormal DCT-II basis, `[n, n]`: row k is c_k cos(pi k (i + 1/2)/n), k = 0..n-1,
 * c_0 = sqrt(1/n), else sqrt(2/n).
 */
export function dctMatrix(n: number): Float64Array {
  return cached(dctMatrices, n, (k, i) => {
    const scale = Math.sqrt((k === 0 ? 1 : 2) / n)
    return scale * cosineOfTurns(k * (2 * i + 1), 4 * n)
  })
}

/**
 * Rows are the orthonormal DST-II basis, `[n, n]`: row k - 1 is s_k sin(pi k (i + 1/2)/n), k = 1..n,
 * s_n = sqrt(1/n), else sqrt(2/n).
 */
export function dstMatrix(n: number): Float64Array {
  return cached(dstMatrices, n, (row, i) => {
    const k = row + 1
    const scale = Math.sqrt((k === n ? 1 : 2) / n)
    return scale * cosineOfTurns(k * (2 * i + 1) - n, 4 * n)
  })
}

/**
 * Rows are an orthonormal basis of values at n nodes, ends included, `[n, n]`: sqrt(2/(n - 1)) sin(pi k i/(n - 1)),
 * k = 1..n-2, and last the two end nodes, as sum and as difference: every row is even or odd about the middle.
 */
export function nodeSineMatrix(n: number): Float64Array {
  return cached(nodeSineMatrices, n, (row, i) => {
    const isEnd = i === 0 || i === n - 1
    // The sine of whole turns is zero only up to rounding.
    if (isEnd !== row >= n - 2) return 0
    if (isEnd) return i > 0 && row % 2 === 1 ? -Math.SQRT1_2 : Math.SQRT1_2
    return Math.sqrt(2 / (n - 1)) * sineOfTurns((row + 1) * i, 2 * (n - 1))
  })
}

/**
 * Rows are the orthonormal real Fourier basis of n (even) periodic values, `[n, n]`: the constant, then cosine and sine
 * of each wave number m = 1..n/2-1, last cos(pi i). Row k has about k half waves, as in {@link dctMatrix}.
 */
export function fourierMatrix(n: number): Float64Array {
  return cached(fourierMatrices, n, (row, i) => {
    const wave = Math.ceil(row / 2)
    const scale = Math.sqrt((row === 0 || row === n - 1 ? 1 : 2) / n)
    return scale * (row % 2 === 1 || row === 0 ? cosineOfTurns(wave * i, n) : sineOfTurns(wave * i, n))
  })
}

/** Eigenvalues of the cell-centred -d^2/dx^2 for rows of {@link dctMatrix} (k = 0..n-1), spacing h. */
export function neumannEigenvalues(n: number, h: number): Float64Array {
  return Float64Array.from({ length: n }, (_, k) => (4 / (h * h)) * Math.sin((Math.PI * k) / (2 * n)) ** 2)
}

/** Eigenvalues of the cell-centred -d^2/dx^2 for rows of {@link dstMatrix} (k = 1..n), spacing h. */
export function dirichletEigenvalues(n: number, h: number): Float64Array {
  return Float64Array.from({ length: n }, (_, row) => (4 / (h * h)) * Math.sin((Math.PI * (row + 1)) / (2 * n)) ** 2)
}

/** Coefficients of a field in a basis, `[ny, nx]`, orthonormal. */
export function transform(field: Float64Array, basis: SpectralBasis, ny: number, nx: number): Float64Array {
  return alongBothAxes(analyseRows, field, basis, ny, nx)
}

/**
 * Eigenvalues of -laplacian on the unit square for the modes of a basis, `[n, n]`: pi^2 times the squares of the half
 * waves along both axes.
 */
export function modeEigenvalues(basis: SpectralBasis, n: number): Float64Array {
  const { y, x } = axisBases[basis]
  return Float64Array.from(
    { length: n * n },
    (_, k) => Math.PI ** 2 * (y.halfWaves(Math.floor(k / n)) ** 2 + x.halfWaves(k % n) ** 2),
  )
}

/** DCT-II along both axes: coefficient `[k2, k1]` belongs to cos(pi k2 y) cos(pi k1 x). */
export function dct(field: Float64Array, ny: number, nx: number): Float64Array {
  return transform(field, 'dct', ny, nx)
}

/** Inverse of {@link dct}. */
export function inverseDct(coefficients: Float64Array, ny: number, nx: number): Float64Array {
  return alongBothAxes(synthesiseRows, coefficients, 'dct', ny, nx)
}

/** DST-II along both axes: coefficient `[k2 - 1, k1 - 1]` belongs to sin(pi k2 y) sin(pi k1 x). */
export function dst(field: Float64Array, ny: number, nx: number): Float64Array {
  return transform(field, 'dst', ny, nx)
}

/** Inverse of {@link dst}. */
export function inverseDst(coefficients: Float64Array, ny: number, nx: number): Float64Array {
  return alongBothAxes(synthesiseRows, coefficients, 'dst', ny, nx)
}

const dctMatrices = new Map<number, Float64Array>()
const dstMatrices = new Map<number, Float64Array>()
const nodeSineMatrices = new Map<number, Float64Array>()
const fourierMatrices = new Map<number, Float64Array>()

const cosines: AxisBasis = { matrix: dctMatrix, alternating: true, halfWaves: (row) => row }
const sines: AxisBasis = { matrix: dstMatrix, alternating: true, halfWaves: (row) => row + 1 }
const nodeSines: AxisBasis = { matrix: nodeSineMatrix, alternating: true, halfWaves: (row) => row + 1 }
const waves: AxisBasis = { matrix: fourierMatrix, alternating: false, halfWaves: (row) => 2 * Math.ceil(row / 2) }

const axisBases: Readonly<Record<SpectralBasis, { readonly y: AxisBasis; readonly x: AxisBasis }>> = {
  dct: { y: cosines, x: cosines },
  dst: { y: sines, x: sines },
  'dst-nodes': { y: nodeSines, x: nodeSines },
  fourier: { y: waves, x: waves },
  'dct-fourier': { y: cosines, x: waves },
}

function cached(matrices: Map<number, Float64Array>, n: number, entry: (row: number, column: number) => number) {
  const known = matrices.get(n)
  if (known) return known
  const matrix = Float64Array.from({ length: n * n }, (_, index) => entry(Math.floor(index / n), index % n))
  matrices.set(n, matrix)
  return matrix
}

/** cos(2 pi numerator/denominator), the angle reduced exactly in integers so that large k lose no digits. */
function cosineOfTurns(numerator: number, denominator: number): number {
  return Math.cos((2 * Math.PI * (numerator % denominator)) / denominator)
}

function sineOfTurns(numerator: number, denominator: number): number {
  return cosineOfTurns(4 * numerator - denominator, 4 * denominator)
}

function alongBothAxes(
  ofRows: (rows: Float64Array, basis: RowBasis) => Float64Array,
  values: Float64Array,
  basis: SpectralBasis,
  ny: number,
  nx: number,
): Float64Array {
  const { y, x } = axisBases[basis]
  const alongX = ofRows(values, { n: nx, matrix: x.matrix(nx), alternating: x.alternating })
  const alongY = ofRows(transposed(alongX, ny, nx), { n: ny, matrix: y.matrix(ny), alternating: y.alternating })
  return transposed(alongY, nx, ny)
}

/** The transpose of a matrix `[ny, nx]`, row-major. */
export function transposed<T extends Float32Array | Float64Array>(values: T, ny: number, nx: number): T {
  const out: Float32Array | Float64Array = values.slice()
  for (let j = 0; j < ny; j += 1) {
    for (let i = 0; i < nx; i += 1) out[i * ny + j] = values[j * nx + i]!
  }
  return out as T
}
