import { crc32, inflateRawSync } from 'node:zlib'
import { Failure } from '../field/failure'

export interface ZipLimits {
  /** What all members together may unpack to. */
  readonly bytes: number
  readonly members: number
}

const generous: ZipLimits = { bytes: 2 ** 31, members: 10_000 }

const endSignature = 0x06054b50
const endLength = 22
const directorySignature = 0x02014b50
const directoryLength = 46
const localSignature = 0x04034b50
const localLength = 30

interface Entry {
  readonly name: string
  readonly method: number
  readonly crc: number
  readonly packedSize: number
  readonly size: number
  readonly localOffset: number
}

/**
 * The members of a zip archive by name, unpacked and checked against their sizes and checksums. Archives may come
 * from anywhere: nothing is allocated beyond the limits, and every offset is checked.
 *
 * Reads stored and deflated members up to 4 GiB, without encryption (APPNOTE 6.3.10, sections 4.3.7, 4.3.12, 4.3.16).
 *
 * @throws Failure `code`, naming `where` and what was found
 */
export function readZip(
  bytes: Uint8Array,
  where: string,
  code: string,
  limits: ZipLimits = generous,
): Map<string, Uint8Array> {
  const refuse = (received: string): never => {
    throw new Failure({
      code,
      kind: 'usage',
      what: 'the archive cannot be read',
      where,
      expected: 'a complete zip archive',
      received,
    })
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries = readDirectory(bytes, view, limits.members, refuse)
  const content = entries.reduce((sum, { size }) => sum + size, 0)
  if (content > limits.bytes) refuse(`members of ${content} bytes together`)
  const members = new Map<string, Uint8Array>()
  for (const entry of entries) {
    if (members.has(entry.name)) refuse(`two members named ${entry.name}`)
    members.set(entry.name, unpack(bytes, view, entry, refuse))
  }
  return members
}

type Refuse = (received: string) => never

function readDirectory(bytes: Uint8Array, view: DataView, mostMembers: number, refuse: Refuse): Entry[] {
  // The end record is followed by a comment of at most 65535 bytes, usually by none.
  let end = bytes.length - endLength
  const last = Math.max(0, end - 0xffff)
  while (end >= last && view.getUint32(end, true) !== endSignature) end -= 1
  if (end < last) refuse('a file that is cut off or no zip archive')
  const count = view.getUint16(end + 10, true)
  if (count > mostMembers) refuse(`${count} members`)
  const entries: Entry[] = []
  let at = view.getUint32(end + 16, true)
  for (let index = 0; index < count; index += 1) {
    if (at + directoryLength > bytes.length || view.getUint32(at, true) !== directorySignature) {
      return refuse(`a damaged directory at member ${index + 1} of ${count}`)
    }
    const nameLength = view.getUint16(at + 28, true)
    const nameEnd = at + directoryLength + nameLength
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + directoryLength, nameEnd)),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      localOffset: view.getUint32(at + 42, true),
    })
    at = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return entries
}

function unpack(bytes: Uint8Array, view: DataView, entry: Entry, refuse: Refuse): Uint8Array {
  const { name, method, crc, packedSize, size, localOffset } = entry
  if (localOffset + localLength > bytes.length || view.getUint32(localOffset, true) !== localSignature) {
    return refuse(`member ${name} with a damaged header`)
  }
  const nameLength = view.getUint16(localOffset + 26, true)
  const start = localOffset + localLength + nameLength + view.getUint16(localOffset + 28, true)
  const packed = bytes.subarray(start, start + packedSize)
  if (packed.length < packedSize) return refuse(`member ${name} cut off`)
  const unpacked = method === 0 ? packed : method === 8 ? inflate(packed, size) : undefined
  if (method !== 0 && method !== 8) return refuse(`member ${name} packed by method ${method}`)
  if (unpacked?.length !== size || crc32(unpacked) !== crc) return refuse(`member ${name} with damaged content`)
  return unpacked
}

/** Undefined when the data is damaged or does not end within `size` bytes. */
function inflate(packed: Uint8Array, size: number): Uint8Array | undefined {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) })
  } catch {
    return undefined
  }
}
