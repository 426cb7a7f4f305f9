/**
 * NumPy arrays of any plain type as columns of doubles or texts: both byte orders, C and Fortran order, integers, floats,
 * Booleans, texts, and structured types. Object arrays, which are Python's pickles, are refused unread.
 */
import { Failure } from '../field/failure'
import { countOf, readNpyHeader } from './npy-header'

export interface NpyColumn {
  /** Empty for an array that is not structured. */
  readonly name: string
  readonly values: Float64Array | readonly string[]
}

/** An array as `columns.length` values at each index of `shape`, in C order. */
export interface NpyColumns {
  readonly shape: readonly number[]
  readonly columns: readonly NpyColumn[]
}

interface Field {
  readonly name: string
  readonly type: ElementType
  /** Bytes from the beginning of a record. */
  readonly offset: number
}

interface ElementType {
  readonly bytes: number
  /** Undefined for padding. */
  readonly number?: (view: DataView, at: number) => number
  readonly text?: (view: DataView, at: number) => string
}

/** Parts that a structured type may have, counting those of arrays within it. */
const mostFields = 4096
/** Values in all columns together, eight bytes each. */
const mostValues = 64_000_000

/**
 * @throws Failure `npy-format` naming `where` and what was found
 */
export function readNpyColumns(bytes: Uint8Array, where: string): NpyColumns {
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
  const { header, shape, start, fortran } = readNpyHeader(bytes, refuse)
  const { fields, bytes: recordBytes } = fieldsOf(header, refuse)
  const count = countOf(shape)
  if (count * fields.length > mostValues) return refuse(`at most ${mostValues} values`, `shape (${shape.join(', ')})`)
  const wanted = count * recordBytes
  if (bytes.length - start !== wanted) {
    return refuse(`${wanted} bytes of data for shape (${shape.join(', ')})`, `${bytes.length - start} bytes`)
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, wanted)
  const record = fortran && shape.length > 1 ? fortranOrder(shape) : (index: number): number => index
  const columns = fields.flatMap(({ name, type, offset }): NpyColumn[] => {
    const at = (index: number): number => record(index) * recordBytes + offset
    const { number, text } = type
    if (number) {
      const values = new Float64Array(count)
      for (let i = 0; i < count; i++) values[i] = number(view, at(i))
      return [{ name, values }]
    }
    return text ? [{ name, values: Array.from({ length: count }, (_, i) => text(view, at(i))) }] : []
  })
  return { shape, columns }
}

/** Place in Fortran order, first index fastest, of the entry at a place in C order. */
function fortranOrder(shape: readonly number[]): (index: number) => number {
  return (index) => {
    let place = 0
    let rest = index
    let stride = countOf(shape)
    for (const size of shape.toReversed()) {
      stride /= size
      place += (rest % size) * stride
      rest = Math.floor(rest / size)
    }
    return place
  }
}

const simple = /'descr'\s*:\s*'([^']*)'/
const structured = /'descr'\s*:\s*\[((?:[^\]'"]|'[^']*'|"[^"]*")*)\]/
const part =
  /\(\s*(?:'([^']*)'|"([^"]*)"|\(\s*'[^']*'\s*,\s*'([^']*)'\s*\))\s*,\s*'([^']*)'\s*(?:,\s*\(([\d,\s]*)\)\s*)?\)\s*,?\s*/y

function fieldsOf(
  header: string,
  refuse: (expected: string, received: string) => never,
): { readonly fields: readonly Field[]; readonly bytes: number } {
  const known = (descriptor: string): ElementType =>
    elementType(descriptor) ?? refuse('numbers or text', `element type ${descriptor}`)
  const plain = simple.exec(header)?.[1]
  if (plain !== undefined) {
    const type = known(plain)
    return { fields: [{ name: '', type, offset: 0 }], bytes: type.bytes }
  }
  const list = structured.exec(header)?.[1]
  if (list === undefined) return refuse('an element type', 'none that can be read')
  const fields: Field[] = []
  let offset = 0
  part.lastIndex = 0
  for (let at = 0; at < list.length; at = part.lastIndex) {
    part.lastIndex = at
    const match = part.exec(list)
    if (!match) return refuse('columns of numbers and text', `the type ${list.slice(at, at + 40)}`)
    const [, single, double, titled, descriptor, within] = match
    const name = single ?? double ?? titled ?? ''
    const type = known(descriptor!)
    const entries = within === undefined ? undefined : countOf((within.match(/\d+/g) ?? []).map(Number))
    if (fields.length + (entries ?? 1) > mostFields) return refuse(`at most ${mostFields} columns`, 'more')
    for (let i = 0; i < (entries ?? 1); i++) {
      fields.push({ name: entries === undefined ? name : `${name}.${i + 1}`, type, offset })
      offset += type.bytes
    }
  }
  if (fields.length === 0) return refuse('columns of numbers and text', 'none')
  return { fields, bytes: offset }
}

function elementType(descriptor: string): ElementType | undefined {
  const match = /^([<>|=])([a-zA-Z])(\d{1,6})$/.exec(descriptor)
  if (!match) return undefined
  const little = match[1] !== '>'
  const size = Number(match[3])
  if (size === 0) return undefined
  switch (`${match[2]}${size}`) {
    case 'f2':
      return { bytes: 2, number: (view, at) => halfFloat(view.getUint16(at, little)) }
    case 'f4':
      return { bytes: 4, number: (view, at) => view.getFloat32(at, little) }
    case 'f8':
      return { bytes: 8, number: (view, at) => view.getFloat64(at, little) }
    case 'i1':
      return { bytes: 1, number: (view, at) => view.getInt8(at) }
    case 'i2':
      return { bytes: 2, number: (view, at) => view.getInt16(at, little) }
    case 'i4':
      return { bytes: 4, number: (view, at) => view.getInt32(at, little) }
    case 'i8':
      return { bytes: 8, number: (view, at) => Number(view.getBigInt64(at, little)) }
    case 'u1':
    case 'b1':
      return { bytes: 1, number: (view, at) => view.getUint8(at) }
    case 'u2':
      return { bytes: 2, number: (view, at) => view.getUint16(at, little) }
    case 'u4':
      return { bytes: 4, number: (view, at) => view.getUint32(at, little) }
    case 'u8':
      return { bytes: 8, number: (view, at) => Number(view.getBigUint64(at, little)) }
  }
  if (match[2] === 'S') return { bytes: size, text: (view, at) => latinText(view, at, size) }
  if (match[2] === 'U') return { bytes: 4 * size, text: (view, at) => codePoints(view, at, size, little) }
  return match[2] === 'V' ? { bytes: size } : undefined
}

/** IEEE 754 binary16. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15))
}

function latinText(view: DataView, at: number, size: number): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, size)
  return new TextDecoder().decode(bytes).replace(/\0+$/, '').trim()
}

/** UCS-4, padded with zeros; what is no character becomes the mark of a damaged one. */
function codePoints(view: DataView, at: number, size: number, little: boolean): string {
  let text = ''
  for (let i = 0; i < size; i++) {
    const point = view.getUint32(at + 4 * i, little)
    if (point === 0) break
    text += point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd'
  }
  return text.trim()
}
