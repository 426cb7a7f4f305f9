import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { readZip } from '../../../src-main/formats/zip-reader'
import { writeZip } from '../../../src-main/formats/zip-writer'

const members = {
  'first.txt': new TextEncoder().encode('field,x,y,value\n'.repeat(50)),
  'März/日本.npy': Uint8Array.from({ length: 1000 }, (_, i) => (i * 37) % 251),
  empty: new Uint8Array(0),
}

test.each([0, 6] as const)('an archive of level %i is read by others and by ourselves', (level) => {
  const bytes = writeZip(members, level)
  expect(unzipSync(bytes)).toEqual(members)
  const own = [...readZip(bytes, 'own', 'x')].map(([name, content]) => [name, Uint8Array.from(content)] as const)
  expect(Object.fromEntries(own)).toEqual(members)
  expect(Object.keys(unzipSync(bytes))).toEqual(Object.keys(members))
})

test('stored members stand in the archive as they are', () => {
  const stored = writeZip(members, 0)
  const content = Object.values(members).reduce((sum, { length }) => sum + length, 0)
  expect(stored.length).toBeGreaterThan(content)
  expect(Buffer.from(stored).includes(Buffer.from(members['first.txt']))).toBe(true)
})
