import { zipSync, type Zippable } from 'fflate'

/** Modification time that every member carries, so that equal content gives equal bytes. */
const timestamp = new Date(1980, 0, 1)

/** The bytes of a zip archive of these members, in their order; `level` 0 stores, 1 to 9 compress. */
export function writeZip(members: Readonly<Record<string, Uint8Array>>, level: 0 | 1 | 6 | 9 = 6): Uint8Array {
  const entries = Object.entries(members).map(([name, content]) => [name, [content, { level, mtime: timestamp }]])
  return zipSync(Object.fromEntries(entries) as Zippable)
}
