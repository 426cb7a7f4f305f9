import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Removes the programs in a folder that are not of the last build and were there before it began. What another build
 * puts there meanwhile stays, whatever its name.
 * @param {string} directory
 * @param {readonly string[]} built names of the last build
 * @param {number} began when it began, in milliseconds since 1970
 */
export function removeFormerChunks(directory, built, began) {
  for (const name of readdirSync(directory)) {
    if (!/\.[mc]js$/.test(name) || built.includes(name)) continue
    const file = join(directory, name)
    const former = statSync(file, { throwIfNoEntry: false })
    if (former && former.mtimeMs < began) rmSync(file, { force: true })
  }
}
