import { Matrix } from 'ml-matrix'
import { describe, expect, it } from 'vitest'
import type { Observations } from '../../../src-main/field/observations'
import { RandomStream } from '../../../src-main/numerics/random'
import { darcy } from '../../../src-main/problems/darcy/darcy'
import { defaultParameters } from '../../../src-main/problems/parameters'
import { conditionOn } from '../../../src-main/tasks/conditioning'
import { gaussianReadings } from '../../../src-main/tasks/gaussian-readings'
import type { LatentMap } from '../../../src-main/tasks/student'

const size = 16
const width = 2 * size * size

function normals(label: string, count: number): Float32Array {
  const draw = new Float32Array(count)
  new RandomStream(4, label).fillNormal(draw)
  return draw
}

/** x = m + A z with a random A. */
const matrix = normals('matrix', width * width).map((value) => value / Math.sqrt(width))
const offset = normals('offset', width)
const linear: LatentMap = {
  async states(latents) {
    return latents.map((_, i) => {
      const [row, start] = [i % width, i - (i % width)]
      let sum = offset[row]!
      for (let k = 0; k < width; k++) sum += matrix[row * width + k]! * latents[start + k]!
      return sum
    })
  },
  async pullback(_latents, _condition, cotangents) {
    return cotangents.map((_, i) => {
      const [column, start] = [i % width, i - (i % width)]
      let sum = 0
      for (let k = 0; k < width; k++) sum += matrix[k * width + column]! * cotangents[start + k]!
      return sum
    })
  },
}

describe('what sensors read of a Gaussian field', () => {
  it('has the mean and covariance that dense algebra gives, curved averages linearised at the mean', async () => {
    const observations: Observations = {
      fields: ['a', 'u'],
      field: Uint8Array.of(0, 1, 0, 1, 1),
      x: Float64Array.of(0.2, 0.5, 0.1, 0.3, 0.77),
      y: Float64Array.of(0.9, 0.4, 0.1, 0.3, 0.12),
      averages: {
        shape: Uint8Array.of(0, 0, 2, 1, 0),
        x2: Float64Array.of(NaN, NaN, 0.7, 0.9, NaN),
        y2: Float64Array.of(NaN, NaN, 0.6, 0.9, NaN),
      },
      value: new Float64Array(5).fill(1),
      sigma: new Float64Array(5).fill(1),
      line: new Uint32Array(5),
    }
    const observed = conditionOn(darcy, darcy.grid(size), defaultParameters(darcy), observations, observations.sigma)
    const { mean, covariance } = await gaussianReadings(
      { gaussian: linear, width, size },
      new Float32Array(0),
      observed,
    )

    const pixels = size * size
    const rows = observed.flatMap(({ points, channel, pull }) =>
      Array.from(points, (_, i) => {
        const unit = new Float64Array(points.length)
        unit[i] = 1
        const row = new Array<number>(width).fill(0)
        pull(offset.subarray(channel * pixels, (channel + 1) * pixels), unit).forEach(
          (value, p) => (row[channel * pixels + p] = value),
        )
        return row
      }),
    )
    const a = new Matrix(Array.from({ length: width }, (_, r) => [...matrix.subarray(r * width, (r + 1) * width)]))
    const h = new Matrix(rows).mmul(a)
    const expected = h.mmul(h.transpose()).to1DArray()
    expect(covariance).toHaveLength(25)
    covariance.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5))
    const predicted = observed.flatMap(({ channel, predict }) => [
      ...predict(offset.subarray(channel * pixels, (channel + 1) * pixels)),
    ])
    expect([...mean]).toEqual(predicted)
  })
})
