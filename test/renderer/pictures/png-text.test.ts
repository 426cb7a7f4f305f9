import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { sequential } from '../../../src-main/report/colour-map'
import { encodePng } from '../../../src-main/report/png'
import { textOf, withText } from '../../../src-renderer/pictures/png-text'

const image = encodePng(3, 2, Uint8Array.of(0, 50, 100, 150, 200, 250), sequential)
const request = JSON.stringify({ problem: 'darcy', note: 'Grundwasser, 12 m²/d, ψ' })

describe('text in a PNG image', () => {
  it('comes back under its keyword, whatever its letters', () => {
    const marked = withText(withText(image, 'Software', 'Fieldsmith'), 'fieldsmith', request)
    expect(textOf(marked, 'fieldsmith')).toBe(request)
    expect(textOf(marked, 'Software')).toBe('Fieldsmith')
    expect(textOf(marked, 'Author')).toBeUndefined()
  })

  it('stands before the data and leaves every other byte as it was', () => {
    const marked = withText(image, 'fieldsmith', request)
    const bytes = Buffer.from(marked)
    const at = bytes.indexOf('iTXt') - 4
    const length = bytes.readUInt32BE(at) + 12
    expect(at + length).toBe(bytes.indexOf('IDAT') - 4)
    expect(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)])).toEqual(Buffer.from(image))
    expect(bytes.readUInt32BE(at + length - 4)).toBe(crc32(bytes.subarray(at + 4, at + length - 4)))
  })

  it.each([
    ['no PNG at all', new TextEncoder().encode('GIF89a'), /signature/],
    ['a PNG without data', encodePng(1, 1, Uint8Array.of(0), sequential).subarray(0, 8), /holds no data/],
    ['a PNG that was cut off', image.subarray(0, image.length - 20), /ends within the chunk/],
  ])('is refused by %s', (_name, bytes, reason) => {
    expect(() => withText(bytes, 'fieldsmith', request)).toThrow(reason)
  })
})
