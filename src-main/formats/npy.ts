import { Failure } from '../field/failure'
import { countOf, magic, readNpyHeader } from './npy-header'

export type NpyData = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array

/** An array of a NumPy file, C order. */
export interface NpyArray {
  readonly shape: readonly number[]
  readonly data: NpyData
}

interface ElementType {
  readonly bytes: number
  view(buffer: ArrayBuffer): NpyData
}

const elementTypes = new Map<string, ElementType>([
  ['<f4', { bytes: 4, view: (buffer) => new Float32Array(buffer) }],
  ['<f8', { bytes: 8, view: (buffer) => new Float64Array(buffer) }],
  ['<i4', { bytes: 4, view: (buffer) => new Int32Array(buffer) }],
  ['<i8', { bytes: 8, view: (buffer) => new BigInt64Array(buffer) }],
  ['|u1', { bytes: 1, view: (buffer) => new Uint8Array(buffer) }],
  ['|b1', { bytes: 1, view: (buffer) => new Uint8Array(buffer) }],
])

function descriptorOf(data: NpyData): string {
  if (data instanceof Float32Array) return '<f4'
  if (data instanceof Float64Array) return '<f8'
  if (data instanceof Int32Array) return '<i4'
  if (data instanceof BigInt64Array) return '<i8'
  return '|u1'
}

/**
 * The bytes of a .npy file (format version 1.0, header padded to 64 bytes).
 * Source: NumPy's documentation of the format, numpy.lib.format.
 */
export function writeNpy({ shape, data }: NpyArray): Uint8Array {
  if (countOf(shape) !== data.length) {
    throw new RangeError(`${data.length} values do not fill an array of shape (${shape.join(', ')})`)
  }
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`
  const dictionary = `{'descr': '${descriptorOf(data)}', 'fortran_order': False, 'shape': ${tuple}, }`
  // NumPy leaves room to grow the first axis in place; keeping it makes the files equal to NumPy's, byte for byte.
  const room = shape.length === 0 ? 0 : 21 - String(shape[0]).length
  const unpadded = magic.length + 4 + dictionary.length + room + 1
  const header = dictionary + ' '.repeat(room + ((64 - (unpadded % 64)) % 64)) + '\n'
  const start = magic.length + 4 + header.length
  const bytes = new Uint8Array(start + data.byteLength)
  bytes.set(magic)
  bytes.set([1, 0, header.length & 255, header.length >> 8], magic.length)
  bytes.set(new TextEncoder().encode(header), magic.length + 4)
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start)
  return bytes
}

/**
 * Reads a .npy file of versions 1 to 3 with little-endian float32, float64, int32, int64, uint8 or bool numbers in C order.
 * Headers are matched, never evaluated, so an object array (Python's pickle) is refused like any other unknown type.
 *
 * @throws Failure `npy-format` naming `where` and what was found
 */
export function readNpy(bytes: Uint8Array, where: string): NpyArray {
  const refuse = (expected: string, received: string): never => {
    throw new Failure({
      code: 'npy-format',
      kind: 'usage',
      what: 'the array cannot be read',
      where,
      expected,
      received,
    })
  }
  const { header, start, shape, fortran } = readNpyHeader(bytes, refuse)
  const descriptor = /'descr'\s*:\s*'([^']*)'/.exec(header)?.[1]
  const type = elementTypes.get(descriptor ?? '')
  if (type === undefined) {
    return refuse(`one of ${[...elementTypes.keys()].join(', ')}`, `element type ${descriptor ?? 'unknown'}`)
  }
  if (fortran) return refuse('C order', 'Fortran order')
  const wanted = countOf(shape) * type.bytes
  if (bytes.length - start !== wanted) {
    return refuse(`${wanted} bytes of data for shape (${shape.join(', ')})`, `${bytes.length - start} bytes`)
  }
  // A copy: the data may stand at any offset, typed arrays only at multiples of their element size.
  return { shape, data: type.view(new Uint8Array(bytes.subarray(start)).buffer) }
}
