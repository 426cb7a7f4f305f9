/** Rows of a point file that repeat others: copies to drop, and contradictions to report. Linear in the rows. */
import type { FailureDetail } from '../field/failure'

interface Rows {
  /** Columns that say what is measured, and where. */
  readonly place: readonly (Uint8Array | Float64Array)[]
  readonly value: Float64Array
  /** NaN where unknown, which counts as free of noise here. */
  readonly sigma: Float64Array
}

/**
 * Pairs of rows on one field at one position, line or box whose values differ by more than their noise explains.
 *
 * Honest repeats differ by z = |v1 - v2| / sqrt(s1^2 + s2^2), a half-normal number with P(z > t) <= exp(-t^2/2); the
 * threshold t = sqrt(2 ln(1000 pairs)) lets a whole file of honest repeats through 999 times of 1000.
 */
export function disagreeingRepeats(rows: Rows): { readonly earlier: number; readonly later: number }[] {
  const { place, value, sigma } = rows
  const first = firstWithSameKey(place)
  const pairs: { earlier: number; later: number }[] = []
  for (let later = 0; later < first.length; later++) {
    const earlier = first[later]!
    if (earlier !== later && value[earlier] !== value[later]) pairs.push({ earlier, later })
  }
  const threshold = Math.sqrt(2 * Math.log(1000 * Math.max(1, pairs.length)))
  return pairs.filter(({ earlier, later }) => {
    const noise = Math.hypot(sigma[earlier]! || 0, sigma[later]! || 0)
    return Math.abs(value[earlier]! - value[later]!) > threshold * noise
  })
}

/** What is wrong with a row that disagrees with an earlier one, which `earlierPlace` names. */
export function repeatFinding(
  key: string,
  earlierPlace: string,
  earlierValue: number,
  laterValue: number,
): Pick<FailureDetail, 'code' | 'what' | 'expected' | 'received'> {
  return {
    code: 'observations-duplicate',
    what: `a second value of ${key} at the position of ${earlierPlace}`,
    expected: `${earlierValue} within the noise`,
    received: `${laterValue}`,
  }
}

/** Indices of the rows that do not repeat an earlier one in every column. */
export function distinctRows({ place, value, sigma }: Rows): Uint32Array {
  const first = firstWithSameKey([...place, value, sigma])
  return first.filter((earlier, row) => earlier === row)
}

/** For each row the first row with equal entries in all columns (NaN equals NaN), by open addressing. */
function firstWithSameKey(columns: readonly (Uint8Array | Float64Array)[]): Uint32Array {
  const count = columns[0]!.length
  const slots = 2 ** Math.ceil(Math.log2(2 * count + 2))
  const table = new Int32Array(slots).fill(-1)
  const hashes = new Uint32Array(count)
  for (const column of columns) mixInto(hashes, column)
  const first = new Uint32Array(count)
  for (let row = 0; row < count; row++) {
    let slot = finalised(hashes[row]!) & (slots - 1)
    while (table[slot]! >= 0 && !sameKey(columns, table[slot]!, row)) slot = (slot + 1) & (slots - 1)
    if (table[slot]! < 0) table[slot] = row
    first[row] = table[slot]!
  }
  return first
}

function sameKey(columns: readonly (Uint8Array | Float64Array)[], a: number, b: number): boolean {
  return columns.every((column) => Object.is(column[a], column[b]))
}

function mixInto(hashes: Uint32Array, column: Uint8Array | Float64Array): void {
  const bits = new Float64Array(1)
  const words = new Uint32Array(bits.buffer)
  for (let row = 0; row < hashes.length; row++) {
    bits[0] = column[row]!
    const mixed = Math.imul(hashes[row]! ^ words[0]!, 0x9e3779b1)
    hashes[row] = Math.imul((mixed ^ (mixed >>> 15)) + words[1]!, 0x85ebca77)
  }
}

/** Spreads the high bits over the low ones, which choose the slot. */
function finalised(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae3d)
  return mixed ^ (mixed >>> 13)
}
