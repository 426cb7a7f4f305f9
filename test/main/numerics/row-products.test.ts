import { expect, test } from 'vitest'
import { RandomStream } from '../../../src-main/numerics/random'
import { addRow, inner, rowProducts } from '../../../src-main/numerics/row-products'

test.each([1, 2, 5, 8])('%d rows have the products of each with each', (count) => {
  const width = 11
  const rows = new Float64Array(count * width)
  new RandomStream(1, 'rows', count).fillNormal(rows)
  const products = rowProducts(rows, count)
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j < count; j += 1) {
      let sum = 0
      for (let k = 0; k < width; k += 1) sum += rows[i * width + k]! * rows[j * width + k]!
      expect(products[i * count + j]).toBeCloseTo(sum, 12)
      expect(inner(rows, i * width, rows, j * width, width)).toBeCloseTo(sum, 12)
    }
  }
})

test('a row is added with its factor', () => {
  const out = Float64Array.of(1, 2)
  addRow(out, 3, Float32Array.of(9, 9, 10, 20), 1)
  expect(out).toEqual(Float64Array.of(31, 62))
})
