import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Bytes of all files below `path`, links not followed; 0 where there is nothing. */
export async function diskUse(path: string): Promise<number> {
  try {
    const entry = await lstat(path)
    if (!entry.isDirectory()) return entry.size
    const names = await readdir(path)
    const sizes = await Promise.all(names.map((name) => diskUse(join(path, name))))
    return sizes.reduce((sum, size) => sum + size, 0)
  } catch {
    // What goes while it is looked at takes no room.
    return 0
  }
}
