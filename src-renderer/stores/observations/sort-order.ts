import { allRows } from './table'

const digits = 0x10000

/**
 * The rows in the order of their keys, stable, NaN at the end whichever way: four passes of a radix sort over the bits of
 * the keys, so that a million rows do not hold up the window.
 */
export function sortedRows(keys: Float64Array, descending = false): Uint32Array {
  const words = orderedWords(keys, descending)
  const count = keys.length
  let rows = allRows(count)
  let other: Uint32Array = new Uint32Array(count)
  for (let half = 0; half < 4; half += 1) {
    const starts = new Uint32Array(digits + 1)
    for (let row = 0; row < count; row += 1) starts[words[4 * row + half]! + 1]! += 1
    for (let digit = 1; digit <= digits; digit += 1) starts[digit]! += starts[digit - 1]!
    for (let i = 0; i < count; i += 1) {
      const row = rows[i]!
      const digit = words[4 * row + half]!
      other[starts[digit]!] = row
      starts[digit]! += 1
    }
    ;[rows, other] = [other, rows]
  }
  return rows
}

/** Four halves of words a key, the lowest first, that compare as an unsigned integer like the keys do as numbers. */
function orderedWords(keys: Float64Array, descending: boolean): Uint16Array {
  const copy = new Float64Array(keys.length)
  const bits = new Uint32Array(copy.buffer)
  for (let row = 0; row < keys.length; row += 1) {
    const key = keys[row]!
    // Adding 0 makes -0 equal to 0.
    copy[row] = (descending ? -key : key) + 0
    const [low, high] = [2 * row, 2 * row + 1]
    if (Number.isNaN(key)) bits[low] = bits[high] = 0xffffffff
    else if (bits[high]! >>> 31 === 1) {
      bits[low] = ~bits[low]!
      bits[high] = ~bits[high]!
    } else bits[high] = bits[high]! | 0x80000000
  }
  return new Uint16Array(copy.buffer)
}
