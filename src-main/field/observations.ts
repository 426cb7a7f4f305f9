/** What a value that is no point measurement averages over, from (x, y) to (x2, y2). */
export const supportShapes = ['point', 'line', 'box'] as const
export type SupportShape = (typeof supportShapes)[number]

/** Supports of the measurements, see {@link Observations.averages}. */
export interface Averages {
  /** Index into {@link supportShapes}, per measurement. */
  readonly shape: Uint8Array
  /** The line's other end, or the box's opposite corner; NaN for points. */
  readonly x2: Float64Array
  readonly y2: Float64Array
}

/**
 * Measurements y_i = field(p_i) + noise, in physical units, at any positions of the domain, or of the field's average
 * along a line or over a box (structure of arrays, so that a million points stay cheap). In space and time, y is the
 * time.
 */
export interface Observations {
  /** Field keys that occur, e.g. `['a', 'u']`. */
  readonly fields: readonly string[]
  /** Index into `fields`, per point. */
  readonly field: Uint8Array
  readonly x: Float64Array
  readonly y: Float64Array
  readonly value: Float64Array
  /** Standard deviation of the noise per point; NaN where the file gives none, 0 where the value is exact. */
  readonly sigma: Float64Array
  /** Left out where all are points. */
  readonly averages?: Averages
  /** Line (of arrays: row) of the source file each point came from, for messages; 0 where it was added by hand. */
  readonly line: Uint32Array
}

export function observationCount(observations: Observations): number {
  return observations.value.length
}

/** Number of points whose file states no noise. */
export function countWithoutNoise({ sigma }: Pick<Observations, 'sigma'>): number {
  return sigma.reduce((total, stated) => total + Number(Number.isNaN(stated)), 0)
}

/** Number of points on each field. */
export function countByField(observations: Observations): Record<string, number> {
  const counts: Record<string, number> = Object.fromEntries(observations.fields.map((key) => [key, 0]))
  for (const index of observations.field) {
    const key = observations.fields[index]!
    counts[key] = counts[key]! + 1
  }
  return counts
}

/** The column's entries of the given points. Plain loops here: a million points go through them. */
export function gathered(column: Float64Array, points: Uint32Array): Float64Array {
  const out = new Float64Array(points.length)
  for (let i = 0; i < points.length; i++) out[i] = column[points[i]!]!
  return out
}

/** Where the given points measure. */
export function supportOf(
  { x, y, averages }: Observations,
  points: Uint32Array,
): Pick<Observations, 'x' | 'y' | 'averages'> {
  return {
    x: gathered(x, points),
    y: gathered(y, points),
    ...(averages && {
      averages: {
        shape: Uint8Array.from(points, (p) => averages.shape[p]!),
        x2: gathered(averages.x2, points),
        y2: gathered(averages.y2, points),
      },
    }),
  }
}

/** The points on a field, in the order of the file. */
export function pointsOn({ fields, field }: Observations, key: string): Uint32Array {
  const index = fields.indexOf(key)
  const points = new Uint32Array(field.length)
  let count = 0
  for (let p = 0; p < field.length; p++) if (field[p] === index) points[count++] = p
  return points.slice(0, count)
}

/** The points on a field, ordered by where and what they measure instead of by their place in the file. */
export function orderedPoints(observations: Observations, key: string): Uint32Array {
  const { x, y, value, sigma, averages } = observations
  /** What is not there comes first: no other entry of these columns is negative. */
  const entry = (column: Float64Array, p: number): number => (Number.isNaN(column[p]!) ? -1 : column[p]!)
  const byAverage = (p: number, q: number): number =>
    averages
      ? averages.shape[p]! - averages.shape[q]! ||
        entry(averages.x2, p) - entry(averages.x2, q) ||
        entry(averages.y2, p) - entry(averages.y2, q)
      : 0
  return pointsOn(observations, key).sort(
    (p, q) =>
      x[p]! - x[q]! || y[p]! - y[q]! || value[p]! - value[q]! || entry(sigma, p) - entry(sigma, q) || byAverage(p, q),
  )
}

/** The given points alone, on the fields that they measure. */
export function subsetOf(observations: Observations, points: Uint32Array): Observations {
  const { fields, field, value, sigma, line } = observations
  const kept = fields.filter((_, index) => points.some((p) => field[p] === index))
  return {
    ...supportOf(observations, points),
    fields: kept,
    field: Uint8Array.from(points, (p) => kept.indexOf(fields[field[p]!]!)),
    value: gathered(value, points),
    sigma: gathered(sigma, points),
    line: points.map((p) => line[p]!),
  }
}
