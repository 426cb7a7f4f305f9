/** Rows side by side, `[count, width]`. */
export type Rows = Float32Array | Float64Array

/**
 * R R^T `[count, count]` of rows, summed in double precision: positive semidefinite down to its rounding. Works on blocks of
 * two by two products, each of which reads its four rows once.
 */
export function rowProducts(rows: Rows, count: number): Float64Array {
  const width = rows.length / count
  const out = new Float64Array(count * count)
  const put = (i: number, j: number, value: number): void => {
    out[i * count + j] = value
    out[j * count + i] = value
  }
  const even = count - (count % 2)
  for (let i = 0; i < even; i += 2) {
    for (let j = 0; j <= i; j += 2) {
      const [a, b, c, d] = [i * width, (i + 1) * width, j * width, (j + 1) * width]
      let ac = 0
      let ad = 0
      let bc = 0
      let bd = 0
      for (let k = 0; k < width; k += 1) {
        const x = rows[a + k]!
        const y = rows[b + k]!
        const z = rows[c + k]!
        const w = rows[d + k]!
        ac += x * z
        ad += x * w
        bc += y * z
        bd += y * w
      }
      put(i, j, ac)
      put(i + 1, j + 1, bd)
      put(i, j + 1, ad)
      put(i + 1, j, bc)
    }
  }
  if (even < count) {
    for (let j = 0; j < count; j += 1) put(even, j, inner(rows, even * width, rows, j * width, width))
  }
  return out
}

/** Inner product of `length` numbers of a from i and of b from j: four sums at once, which do not wait for each other. */
export function inner(a: Rows, i: number, b: Rows, j: number, length: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0]
  let k = 0
  for (; k + 3 < length; k += 4) {
    s0 += a[i + k]! * b[j + k]!
    s1 += a[i + k + 1]! * b[j + k + 1]!
    s2 += a[i + k + 2]! * b[j + k + 2]!
    s3 += a[i + k + 3]! * b[j + k + 3]!
  }
  for (; k < length; k += 1) s0 += a[i + k]! * b[j + k]!
  return s0 + s1 + s2 + s3
}

/** out + factor times row i of `rows`, in place. */
export function addRow(out: Rows, factor: number, rows: Rows, i: number): void {
  const start = i * out.length
  for (let k = 0; k < out.length; k += 1) out[k]! += factor * rows[start + k]!
}
