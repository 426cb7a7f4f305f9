/** Whether two values hold the same, entry by entry: objects, arrays and typed arrays, in which NaN equals itself. */
export function sameValues(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Object.getPrototypeOf(one) !== Object.getPrototypeOf(other)) return false
  if (ArrayBuffer.isView(one)) {
    // Typed arrays compare by index; a million entries are no work for objects' keys.
    const [a, b] = [one, other] as unknown as [ArrayLike<number>, ArrayLike<number>]
    if (a.length !== b.length) return false
    for (let i = 0; i < a.length; i += 1) if (!Object.is(a[i], b[i])) return false
    return true
  }
  const keys = Object.keys(one)
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => sameValues((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]))
  )
}
