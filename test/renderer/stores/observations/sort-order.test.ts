import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sortedRows } from '../../../../src-renderer/stores/observations/sort-order'

it('sorts rows by any numbers, keeps the order of equal ones, and puts what is no number last', () => {
  const key = fc.oneof(fc.double(), fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 1, -1))
  fc.assert(
    fc.property(fc.array(key), fc.boolean(), (keys, descending) => {
      const sign = descending ? -1 : 1
      const compare = (a: number, b: number): number => {
        const [p, q] = [keys[a]!, keys[b]!]
        if (Number.isNaN(p) || Number.isNaN(q)) return Number(Number.isNaN(p)) - Number(Number.isNaN(q))
        return p === q ? 0 : sign * (p < q ? -1 : 1)
      }
      const expected = keys.map((_, row) => row).sort(compare)
      expect([...sortedRows(Float64Array.from(keys), descending)]).toEqual(expected)
    }),
  )
})
