/** Plain values (objects, arrays, numbers, text) compared and shared; anything else is one value by identity. */

type Plain = Readonly<Record<string, unknown>>

function isPlain(value: unknown): value is Plain {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === Array.prototype
}

/** `next`, with every part that equals the one of `former` being that one. */
export function shared<T>(former: unknown, next: T): T {
  if (Object.is(former, next)) return next
  if (!isPlain(former) || !isPlain(next) || Array.isArray(former) !== Array.isArray(next)) return next
  const entries = Object.entries(next).map(([key, value]) => [key, shared(former[key], value)] as const)
  const same = entries.length === Object.keys(former).length && entries.every(([key, value]) => value === former[key])
  if (same) return former as T
  return (Array.isArray(next) ? entries.map(([, value]) => value) : Object.fromEntries(entries)) as T
}

export interface Difference {
  /** Keys from the outside in, e.g. `parameters.source`. */
  readonly path: string
  /** Numbers on their way, as a slider, a drag or a range moves them; everything else changes at one stroke. */
  readonly continuous: boolean
}

/** Entries in which two records differ, looked at two levels deep: deeper ones are one value. */
export function differences(before: object, after: object, depth = 2): Difference[] {
  const [one, other] = [before as Plain, after as Plain]
  return Object.keys(other).flatMap((key) => {
    const [from, to] = [one[key], other[key]]
    if (shared(from, to) === from) return []
    if (depth > 1 && isPlain(from) && isPlain(to)) {
      return differences(from, to, depth - 1).map(({ path, continuous }) => ({ path: `${key}.${path}`, continuous }))
    }
    return [{ path: key, continuous: moves(from, to) }]
  })
}

/** Numbers that move, alone or several of one shape, with nothing else that changes beside them. */
function moves(from: unknown, to: unknown): boolean {
  if (typeof from === 'number' && typeof to === 'number') return true
  if (!isPlain(from) || !isPlain(to)) return false
  const keys = Object.keys(to)
  return (
    keys.length === Object.keys(from).length &&
    keys.every((key) => Object.is(from[key], to[key]) || moves(from[key], to[key]))
  )
}

/** Bytes that values hold together; what several of them share counts once. */
export function bytesHeld(values: Iterable<unknown>): number {
  const seen = new Set<object>()
  let bytes = 0
  const visit = (value: unknown): void => {
    bytes += 8
    if (typeof value === 'string') bytes += 2 * value.length
    if (typeof value !== 'object' || value === null || seen.has(value)) return
    seen.add(value)
    if (ArrayBuffer.isView(value)) {
      if (!seen.has(value.buffer)) bytes += value.buffer.byteLength
      seen.add(value.buffer)
    } else for (const entry of Object.values(value)) visit(entry)
  }
  for (const value of values) visit(value)
  return bytes
}
