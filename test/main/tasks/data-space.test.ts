import { inverse, Matrix } from 'ml-matrix'
import { describe, expect, test } from 'vitest'
import { RandomStream } from '../../../src-main/numerics/random'
import { DataSpace } from '../../../src-main/tasks/data-space'

const [points, width, members] = [6, 11, 3]

function normals(label: string, count: number): Float32Array {
  const out = new Float32Array(count)
  new RandomStream(9, 'data space', label).fillNormal(out)
  return out
}

const rows = normals('rows', points * width)
const sigma = Float64Array.from({ length: points }, (_, i) => 0.1 + 0.2 * i)
const space = new DataSpace(rows, sigma)
const vectors = normals('vectors', members * width)
const weights = Float64Array.from(normals('weights', members * points))

const J = Matrix.from1DArray(points, width, rows)
const S = Matrix.diag([...sigma.map((s) => s * s)])
/** The rows of `values` times the transpose of `matrix`. */
const applied = (matrix: Matrix, values: ArrayLike<number>): number[] =>
  Matrix.from1DArray(members, matrix.columns, Array.from(values)).mmul(matrix.transpose()).to1DArray()

const expectClose = (found: ArrayLike<number>, expected: readonly number[]): void => {
  expect(found.length).toBe(expected.length)
  expected.forEach((value, i) => expect(found[i]).toBeCloseTo(value, 5))
}

describe('a linear fit in the space of its data', () => {
  test('reads with J and pulls with its transpose', () => {
    expectClose(space.image(vectors), applied(J, vectors))
    expectClose(space.pull(weights), applied(J.transpose(), weights))
  })

  test('weighs residuals by the inverse of J J^T + S', () => {
    expectClose(space.weights(weights), applied(inverse(Matrix.add(J.mmul(J.transpose()), S)), weights))
  })

  test('inverts I + J^T S^-1 J in the space of the latents', () => {
    const normal = Matrix.add(Matrix.eye(width), J.transpose().mmul(inverse(S)).mmul(J))
    expectClose(space.inverse(vectors), applied(inverse(normal), vectors))
  })
})
