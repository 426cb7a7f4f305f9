import { crc32 } from 'node:zlib'
import { zipSync, type Zippable } from 'fflate'

/** Modification time that every member carries, so that equal content gives equal bytes. */
const timestamp = new Date(1980, 0, 1)
/** The same as the format writes it: the first day that it knows. */
const firstDay = (1 << 5) | 1

/** The bytes of a zip archive of these members, in their order; `level` 0 stores, 1 to 9 compress. */
export function writeZip(members: Readonly<Record<string, Uint8Array>>, level: 0 | 1 | 6 | 9 = 6): Uint8Array {
  if (level === 0) return storeZip(members)
  const entries = Object.entries(members).map(([name, content]) => [name, [content, { level, mtime: timestamp }]])
  return zipSync(Object.fromEntries(entries) as Zippable)
}

const localLength = 30
const directoryLength = 46
const endLength = 22
/** Names are UTF-8. */
const utf8Flag = 1 << 11
/** Version of the format that a reader needs. */
const version = 20

/**
 * Copies the members behind one another, as fast as memory allows: ten times as fast as the library, which matters for
 * a million measurements. Below 4 GiB (APPNOTE 6.3.10, sections 4.3.7, 4.3.12, 4.3.16).
 */
function storeZip(members: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const entries = Object.entries(members).map(([name, content]) => ({
    name: new TextEncoder().encode(name),
    content,
    crc: crc32(content),
  }))
  const size = entries.reduce(
    (sum, { name, content }) => sum + localLength + directoryLength + 2 * name.length + content.length,
    endLength,
  )
  const bytes = new Uint8Array(size)
  const view = new DataView(bytes.buffer)
  /** What local headers and the directory have in common, from the version on. */
  const describe = (at: number, { name, content, crc }: (typeof entries)[number]): void => {
    view.setUint16(at, version, true)
    view.setUint16(at + 2, utf8Flag, true)
    view.setUint16(at + 8, firstDay, true)
    view.setUint32(at + 10, crc, true)
    view.setUint32(at + 14, content.length, true)
    view.setUint32(at + 18, content.length, true)
    view.setUint16(at + 22, name.length, true)
  }
  let at = 0
  const offsets = entries.map((entry) => {
    const offset = at
    view.setUint32(at, 0x04034b50, true)
    describe(at + 4, entry)
    bytes.set(entry.name, at + localLength)
    bytes.set(entry.content, at + localLength + entry.name.length)
    at += localLength + entry.name.length + entry.content.length
    return offset
  })
  const directory = at
  entries.forEach((entry, i) => {
    view.setUint32(at, 0x02014b50, true)
    view.setUint16(at + 4, version, true)
    describe(at + 6, entry)
    view.setUint32(at + 42, offsets[i]!, true)
    bytes.set(entry.name, at + directoryLength)
    at += directoryLength + entry.name.length
  })
  view.setUint32(at, 0x06054b50, true)
  view.setUint16(at + 8, entries.length, true)
  view.setUint16(at + 10, entries.length, true)
  view.setUint32(at + 12, at - directory, true)
  view.setUint32(at + 16, directory, true)
  return bytes
}
