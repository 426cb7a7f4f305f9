import { expect, test } from 'vitest'
import { previewPlaces, previewSchema, type MappedColumn } from '../../../../src-main/contract/observations'
import { previewObservations } from '../../../../src-main/formats/observations/preview'
import { darcy } from '../../../../src-main/problems/darcy/darcy'

const bytes = (rows: readonly string[]): Uint8Array => new TextEncoder().encode(rows.join('\n'))

function places(rows: readonly string[], changes: Record<string, Partial<MappedColumn>> = {}) {
  const { mapping } = previewObservations(bytes(rows), 'wells.csv', darcy)
  const columns = mapping.columns.map((column) => ({ ...column, ...changes[column.name] }))
  return previewSchema.parse(previewObservations(bytes(rows), 'wells.csv', darcy, { ...mapping, columns })).places
}

const rows = ['x;y;head', '3500,5;80;1', '3500,25;85;none', 'a;80;1']

test('rows lie where their columns say, outside the domain and with bad values as well', () => {
  expect(places(rows)).toEqual([
    { x: 3500.5, y: 80 },
    { x: 3500.25, y: 85 },
  ])
})

test('units, origins and scales move them', () => {
  const moved = places(rows, { x: { unit: 'km', offset: 3500 }, y: { offset: 80, scale: 10 } })
  expect(moved).toEqual([
    { x: 500, y: 0 },
    { x: 250, y: 0.5 },
  ])
})

test('there are none before both positions are known, or where a unit does not convert', () => {
  expect(places(rows, { y: { role: 'ignore' } })).toEqual([])
  expect(places(rows, { x: { unit: 'kg' } })).toEqual([])
})

test('very many are thinned evenly', () => {
  const many = Array.from({ length: 5001 }, (_, i) => `${i / 5001},0.5,1`)
  const found = places(['x,y,head', ...many])
  expect(found.length).toBeLessThanOrEqual(previewPlaces)
  expect(found.length).toBeGreaterThan(0.8 * previewPlaces)
  expect(found[0]!.x).toBe(0)
  expect(found.at(-1)!.x).toBeGreaterThan(0.99)
})
