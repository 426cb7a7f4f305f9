import { Matrix, solve } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import { unitSquare } from '../../../src-main/field/grid'
import { observationOperator } from '../../../src-main/field/interpolation'
import { RandomStream } from '../../../src-main/numerics/random'
import { LinearPosterior, type EnsembleTargets } from '../../../src-main/tasks/linear-posterior'
import { linearMeasurement } from '../../../src-main/tasks/measurement'
import type { LatentMap } from '../../../src-main/tasks/student'

const size = 4
const width = size * size

function normals(label: string, count: number): Float32Array {
  const out = new Float32Array(count)
  new RandomStream(5, label).fillNormal(out)
  return out
}

/** x = mean + B z with a dense B, as a latent map. */
const offset = normals('mean', width)
const matrix = normals('matrix', width * width)
const linear: LatentMap = {
  async states(latents) {
    return latents.map((_, i) => {
      const [member, row] = [Math.floor(i / width), i % width]
      let sum = offset[row]!
      for (let k = 0; k < width; k++) sum += matrix[row * width + k]! * latents[member * width + k]!
      return sum
    })
  },
  async pullback(_latents, _condition, cotangents) {
    return cotangents.map((_, i) => {
      const [member, column] = [Math.floor(i / width), i % width]
      let sum = 0
      for (let k = 0; k < width; k++) sum += matrix[k * width + column]! * cotangents[member * width + k]!
      return sum
    })
  },
}

describe('the linear-Gaussian posterior', () => {
  it.each([
    ['dense', 3, 1e-4],
    // The iteration ends at a relative residual of 1e-2 in the normal equations.
    ['iterative', 2, 0.02],
  ] as const)('is the minimiser of misfit and prior for each member, %s', async (_, mostDense, tolerance) => {
    const members = 2
    const grid = unitSquare(size, 'cell', 'm')
    const [x, y] = [
      [0.2, 0.5, 0.9],
      [0.3, 0.55, 0.1],
    ]
    const operator = observationOperator(grid, { x, y }, 'extend')
    const sigma = Float64Array.of(0.5, 0.3, 0.8)
    const entry: EnsembleTargets = {
      observed: {
        ...linearMeasurement(operator, size * size),
        key: 'a',
        channel: 0,
        values: new Float64Array(3),
        sigma,
        points: Uint32Array.of(0, 1, 2),
      },
      sigma,
      targets: [Float64Array.of(1, -2, 0.5), Float64Array.of(0.1, 0.2, 3)],
    }
    const prior = normals('prior', members * width)
    const map = { map: linear, condition: new Float32Array(0), latents: width, pixels: width }
    const result = await (await LinearPosterior.of(map, members, [entry], mostDense)).sample(prior)

    const h = Matrix.zeros(3, width)
    for (let e = 0; e < operator.cells.length; e++) {
      const [p, cell] = [Math.floor(e / 4), operator.cells[e]!]
      h.set(p, cell, h.get(p, cell) + operator.weights[e]!)
    }
    const b = new Matrix(
      Array.from({ length: width }, (_, r) => Array.from(matrix.subarray(r * width, (r + 1) * width))),
    )
    const j = h.mmul(b)
    const weight = Matrix.diag(Array.from(sigma, (s) => 1 / s ** 2))
    const normal = Matrix.eye(width).add(j.transpose().mmul(weight).mmul(j))
    for (let m = 0; m < members; m++) {
      const z0 = Matrix.columnVector(Array.from(prior.subarray(m * width, (m + 1) * width)))
      const predicted = h.mmul(Matrix.columnVector(Array.from(offset))).add(j.mmul(z0))
      const right = j
        .transpose()
        .mmul(weight)
        .mmul(Matrix.columnVector(Array.from(entry.targets[m]!)).sub(predicted))
      const expected = z0.add(solve(normal, right)).to1DArray()
      const difference = expected.map((value, i) => value - result[m * width + i]!)
      expect(Math.hypot(...difference)).toBeLessThan(tolerance * Math.hypot(...expected))
    }
  })
})
