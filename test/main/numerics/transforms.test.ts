import { describe, expect, test } from 'vitest'
import { RandomStream } from '../../../src-main/numerics/random'
import {
  basisMatrices,
  dct,
  dctMatrix,
  dirichletEigenvalues,
  dst,
  dstMatrix,
  inverseDct,
  fourierMatrix,
  inverseDst,
  modeEigenvalues,
  neumannEigenvalues,
  nodeSineMatrix,
  spectralBases,
  transform,
} from '../../../src-main/numerics/transforms'

const sizes = [32, 45, 64, 256]

function random(length: number): Float64Array {
  const values = new Float64Array(length)
  new RandomStream(11, 'transforms', length).fillNormal(values)
  return values
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce<number>((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0)
}

describe.each([
  { name: 'DCT-II', matrix: dctMatrix },
  { name: 'DST-II', matrix: dstMatrix },
  { name: 'node sine', matrix: nodeSineMatrix },
  { name: 'Fourier', matrix: fourierMatrix, only: [32, 64, 256] },
])('$name', ({ matrix, only = sizes }) => {
  test.each(only)('basis of %i is orthonormal', (n) => {
    const rows = matrix(n)
    let worst = 0
    for (let k = 0; k < n; k += 1) {
      for (let l = 0; l <= k; l += 1) {
        let product = 0
        for (let i = 0; i < n; i += 1) product += rows[k * n + i]! * rows[l * n + i]!
        worst = Math.max(worst, Math.abs(product - (k === l ? 1 : 0)))
      }
    }
    expect(worst).toBeLessThan(1e-13)
  })
})

test('the bases are the textbook formulas', () => {
  const n = 37
  for (const [k, i] of [
    [0, 5],
    [1, 0],
    [20, 11],
    [36, 36],
  ] as const) {
    const cosine = Math.sqrt((k === 0 ? 1 : 2) / n) * Math.cos((Math.PI * k * (i + 0.5)) / n)
    const sine = Math.sqrt((k + 1 === n ? 1 : 2) / n) * Math.sin((Math.PI * (k + 1) * (i + 0.5)) / n)
    expect(dctMatrix(n)[k * n + i]).toBeCloseTo(cosine, 13)
    expect(dstMatrix(n)[k * n + i]).toBeCloseTo(sine, 13)
  }
})

describe.each([
  { name: 'DCT-II', forward: dct, inverse: inverseDct, matrix: dctMatrix },
  { name: 'DST-II', forward: dst, inverse: inverseDst, matrix: dstMatrix },
])('$name of a field', ({ forward, inverse, matrix }) => {
  test.each([
    [32, 32],
    [40, 56],
    [45, 6],
    [256, 256],
  ])('of %i x %i is undone by its inverse, from both sides', (ny, nx) => {
    const field = random(ny * nx)
    expect(largestDifference(inverse(forward(field, ny, nx), ny, nx), field)).toBeLessThan(1e-12)
    expect(largestDifference(forward(inverse(field, ny, nx), ny, nx), field)).toBeLessThan(1e-12)
  })

  test('keeps the sum of squares', () => {
    const field = random(48 * 64)
    const energy = (values: Float64Array) => values.reduce((sum, v) => sum + v * v, 0)
    expect(energy(forward(field, 48, 64)) / energy(field)).toBeCloseTo(1, 12)
  })

  test('puts a product of basis functions into the one coefficient [ky, kx]', () => {
    const [ny, nx, ky, kx] = [32, 48, 3, 7]
    const field = new Float64Array(ny * nx)
    for (let j = 0; j < ny; j += 1) {
      for (let i = 0; i < nx; i += 1) field[j * nx + i] = matrix(ny)[ky * ny + j]! * matrix(nx)[kx * nx + i]!
    }
    const expected = new Float64Array(ny * nx)
    expected[ky * nx + kx] = 1
    expect(largestDifference(forward(field, ny, nx), expected)).toBeLessThan(1e-13)
  })
})

describe.each(spectralBases)('%s coefficients', (basis) => {
  // Sizes that the blocks divide and sizes that they do not; the Fourier basis is of even n.
  test.each([
    [16, 24],
    [6, 2],
    [22, 10],
    ...(basis.includes('fourier')
      ? []
      : [
          [1, 3],
          [13, 6],
        ]),
  ] as [number, number][])('of %i x %i values are the sums over both bases', (ny, nx) => {
    const { y, x } = basisMatrices(basis, ny, nx)
    const field = random(ny * nx)
    const expected = field.map((_, k) => {
      const [ky, kx] = [Math.floor(k / nx), k % nx]
      return field.reduce((sum, value, p) => sum + y[ky * ny + Math.floor(p / nx)]! * value * x[kx * nx + (p % nx)]!, 0)
    })
    expect(largestDifference(transform(field, basis, ny, nx), expected)).toBeLessThan(1e-13)
  })
})

describe('the bases are eigenvectors of the cell-centred -d^2/dx^2', () => {
  const n = 40
  const h = 1 / n
  // The value beyond the wall: mirrored with the same sign (Neumann) or with the opposite one (Dirichlet).
  test.each([
    { ends: 'Neumann', matrix: dctMatrix, eigenvalues: neumannEigenvalues, mirror: 1 },
    { ends: 'Dirichlet', matrix: dstMatrix, eigenvalues: dirichletEigenvalues, mirror: -1 },
  ])('with $ends ends', ({ matrix, eigenvalues, mirror }) => {
    const lambda = eigenvalues(n, h)
    for (let k = 0; k < n; k += 1) {
      const row = matrix(n).subarray(k * n, k * n + n)
      const applied = Array.from(row, (v, i) => {
        const left = i > 0 ? row[i - 1]! : mirror * row[0]!
        const right = i < n - 1 ? row[i + 1]! : mirror * row[n - 1]!
        return (2 * v - left - right) / (h * h)
      })
      expect(
        largestDifference(
          applied,
          Array.from(row, (v) => lambda[k]! * v),
        ),
      ).toBeLessThan(1e-9)
    }
  })
})

describe('a field of one mode', () => {
  const n = 16
  const only = (coefficients: Float64Array): number[] =>
    [...coefficients.entries()].filter(([, value]) => Math.abs(value) > 1e-12).map(([index]) => index)

  test('periodic in x and free in y has one coefficient in dct-fourier', () => {
    const field = Float64Array.from({ length: n * n }, (_, p) => {
      const [t, x] = [(Math.floor(p / n) + 0.5) / n, (p % n) / n]
      return Math.cos(3 * Math.PI * t) * Math.sin(2 * Math.PI * 2 * x)
    })
    // Row 3 of the cosines, row 4 of the Fourier basis: the sine of wave number 2.
    expect(only(transform(field, 'dct-fourier', n, n))).toEqual([3 * n + 4])
  })

  test('zero at the end nodes has one coefficient in dst-nodes', () => {
    const field = Float64Array.from({ length: n * n }, (_, p) => {
      const [y, x] = [Math.floor(p / n) / (n - 1), (p % n) / (n - 1)]
      return Math.sin(2 * Math.PI * y) * Math.sin(5 * Math.PI * x)
    })
    expect(only(transform(field, 'dst-nodes', n, n))).toEqual([1 * n + 4])
  })
})

test.each(spectralBases)(
  'the modes of %s have the eigenvalues of -laplacian, where the grid resolves them',
  (basis) => {
    const n = 64
    const h = basis === 'dst-nodes' ? 1 / (n - 1) : 1 / n
    const { y, x } = basisMatrices(basis, n, n)
    /** -v''/v of a row, at the place where it is largest inside. */
    const curvature = (matrix: Float64Array, row: number): number => {
      const v = matrix.subarray(row * n, (row + 1) * n)
      const i = v.reduce((best, value, k) => (k > 0 && k < n - 1 && Math.abs(value) > Math.abs(v[best]!) ? k : best), 1)
      return (2 * v[i]! - v[i - 1]! - v[i + 1]!) / (v[i]! * h * h)
    }
    const eigenvalues = modeEigenvalues(basis, n)
    for (const [ky, kx] of [
      [0, 1],
      [1, 0],
      [2, 3],
      [5, 4],
    ] as const) {
      // Second differences see (4/h^2) sin^2(kh/2): within a per cent of k^2 up to a tenth of the finest wave.
      const expected = curvature(y, ky) + curvature(x, kx)
      expect(Math.abs(eigenvalues[ky * n + kx]! / expected - 1)).toBeLessThan(0.01)
    }
  },
)
