/** The header of a .npy file, versions 1 to 3. It is matched, never evaluated. Source: numpy.lib.format. */

export const magic = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59)
/** Largest header that is read; NumPy's own are under 200 bytes, structured ones a line a column. */
const longestHeader = 65_536

export interface NpyHeader {
  /** The dictionary as text, for the element type. */
  readonly header: string
  readonly shape: readonly number[]
  readonly fortran: boolean
  /** Where the data begins. */
  readonly start: number
}

export type Refuse = (expected: string, received: string) => never

export function readNpyHeader(bytes: Uint8Array, refuse: Refuse): NpyHeader {
  if (bytes.length < 12 || magic.some((byte, i) => bytes[i] !== byte)) {
    return refuse("NumPy's magic bytes", 'another file')
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const version = bytes[6]!
  if (version < 1 || version > 3) return refuse('format version 1 to 3', `version ${version}`)
  const lengthBytes = version === 1 ? 2 : 4
  const headerLength = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  const start = 8 + lengthBytes + headerLength
  if (headerLength > longestHeader || start > bytes.length) {
    return refuse('a complete header', `a header of ${headerLength} bytes`)
  }
  const header = new TextDecoder(version === 3 ? 'utf-8' : 'latin1').decode(bytes.subarray(8 + lengthBytes, start))
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1]
  if (order === undefined) return refuse('C order', 'no order')
  const tuple = /'shape'\s*:\s*\(((?:\d{1,15}(?:,\s*|(?=\))))*)\)/.exec(header)?.[1]
  if (tuple === undefined) return refuse('a shape', 'none that can be read')
  const shape = (tuple.match(/\d+/g) ?? []).map(Number)
  return { header, start, shape, fortran: order === 'True' }
}

export function countOf(shape: readonly number[]): number {
  return shape.reduce((count, size) => count * size, 1)
}
