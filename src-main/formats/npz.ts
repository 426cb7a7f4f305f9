import { Failure } from '../field/failure'
import { readNpy, writeNpy, type NpyArray } from './npy'
import { readZip } from './zip-reader'
import { writeZip } from './zip-writer'

/** The bytes of an .npz archive, equal for equal arrays; `level` 0 stores, 1 to 9 compress. */
export function writeNpz(arrays: Readonly<Record<string, NpyArray>>, level: 0 | 1 | 6 | 9 = 6): Uint8Array {
  const members = Object.entries(arrays).map(([name, array]) => [`${name}.npy`, writeNpy(array)] as const)
  return writeZip(Object.fromEntries(members), level)
}

/**
 * Reads every array of an .npz archive by name.
 *
 * @throws Failure `npz-format`, `npy-format`
 */
export function readNpz(bytes: Uint8Array, where: string): Record<string, NpyArray> {
  const arrays = [...readZip(bytes, where, 'npz-format')].map(([member, content]): [string, NpyArray] => {
    if (!member.endsWith('.npy')) {
      throw new Failure({
        code: 'npz-format',
        kind: 'usage',
        what: 'the archive holds something else than NumPy arrays',
        where,
        expected: 'members named *.npy',
        received: `member ${member}`,
      })
    }
    const name = member.slice(0, -'.npy'.length)
    return [name, readNpy(content, `${where}, array ${name}`)]
  })
  return Object.fromEntries(arrays)
}
