/** Rows side by side, `[count, width]`. */
export type Rows = Float32Array | Float64Array

/** R R^T `[count, count]` of rows, summed in double precision: positive semidefinite down to its rounding. */
export function rowProducts(rows: Rows, count: number): Float64Array {
  const width = rows.length / count
  const out = new Float64Array(count * count)
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      out[i * count + j] = out[j * count + i] = inner(rows, i * width, rows, j * width, width)
    }
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
