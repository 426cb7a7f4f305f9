import { coordinate, type Grid } from '../field/grid'

export interface SensorQuestion {
  /** Posterior members of the wanted field, `[member, y, x]`, in antithetic pairs; fewer than six tell nothing. */
  readonly samples: ArrayLike<number>
  readonly members: number
  readonly grid: Grid
  /** Standard deviation of the next measurement's noise, in the field's unit. */
  readonly sigma: number
  /** How many places to propose; 3 by default. */
  readonly count?: number
}

/** One place; `field` is for the caller to add. */
export interface ProposedPlace {
  readonly x: number
  readonly y: number
  /** Posterior standard deviation there. */
  readonly std: number
  /** Share of the field's total posterior variance that a measurement there is expected to remove. */
  readonly gain: number
}

/** Share of a side within which no second place is proposed. */
const spacing = 1 / 16

/**
 * Where further measurements of the field would tell most, the best first: each place is the sample of the grid whose
 * measurement removes most of the total variance (A-optimality), the earlier ones taken as measured.
 *
 * With deviations x_p `[members]` of cell p from the mean, a measurement at c removes of |x_p|^2 the share
 * r_pc^2 v/(v + sigma^2), r the correlation and v the variance at c. Correlations of few members are too large by chance,
 * so their squares are adjusted for the d independent draws: (d r^2 - 1)/(d - 1), which makes the sum over all cells
 * unbiased. It needs no pairs of cells: sum_p (x_p x_c)^2 = x_c^T G x_c with G = sum_p x_p x_p^T.
 */
export function proposeSensors({ samples, members, grid, sigma, count = 3 }: SensorQuestion): ProposedPlace[] {
  const deviations = deviationsOf(samples, members)
  const cells = samples.length / members
  // A pair that differs in the sign of its random numbers counts as one draw.
  const draws = Math.floor(members / 2)
  const initial = squares(deviations, members)
  const total = initial.reduce((sum, value) => sum + value, 0)
  const largest = initial.reduce((most, value) => Math.max(most, value), 0)
  const places: ProposedPlace[] = []
  const taken: number[] = []
  for (let k = 0; k < count && draws - k >= 3 && total > 0; k += 1) {
    const sizes = squares(deviations, members)
    const removed = removedVariance(deviations, sizes, members, draws - k, sigma)
    let best = -1
    for (let cell = 0; cell < cells; cell += 1) {
      const open = initial[cell]! > 1e-12 * largest && taken.every((other) => distance(grid, cell, other) > spacing)
      if (open && (best < 0 || removed[cell]! > removed[best]!)) best = cell
    }
    if (best < 0) break
    taken.push(best)
    places.push({
      x: coordinate(best % grid.nx, grid.nx, grid.staggering.x, grid.extent.x),
      y: coordinate(Math.floor(best / grid.nx), grid.ny, grid.staggering.y, grid.extent.y),
      std: Math.sqrt(initial[best]! / (members - 1)),
      gain: removed[best]! / total,
    })
    measure(deviations, sizes, members, draws - k, sigma, best)
  }
  return places
}

/** `[cell, member]`: the members of one cell stand together. */
function deviationsOf(samples: ArrayLike<number>, members: number): Float64Array {
  const cells = samples.length / members
  const deviations = new Float64Array(samples.length)
  for (let cell = 0; cell < cells; cell += 1) {
    let sum = 0
    for (let m = 0; m < members; m += 1) sum += samples[m * cells + cell]!
    for (let m = 0; m < members; m += 1) deviations[cell * members + m] = samples[m * cells + cell]! - sum / members
  }
  return deviations
}

/** |x_p|^2 of every cell. */
function squares(deviations: Float64Array, members: number): Float64Array {
  return Float64Array.from({ length: deviations.length / members }, (_, cell) =>
    inner(deviations, cell * members, deviations, cell * members, members),
  )
}

/** Sum over all cells of |x_p|^2 that a measurement at each cell is expected to remove; at least what it tells of itself. */
function removedVariance(
  deviations: Float64Array,
  sizes: Float64Array,
  members: number,
  draws: number,
  sigma: number,
): Float64Array {
  const g = new Float64Array(members * members)
  for (let start = 0; start < deviations.length; start += members) {
    for (let i = 0; i < members; i += 1) {
      const x = deviations[start + i]!
      for (let j = 0; j < members; j += 1) g[i * members + j]! += x * deviations[start + j]!
    }
  }
  const total = sizes.reduce((sum, size) => sum + size, 0)
  return sizes.map((size, cell) => {
    if (size === 0) return 0
    let quadratic = 0
    for (let i = 0; i < members; i += 1) {
      quadratic += deviations[cell * members + i]! * inner(g, i * members, deviations, cell * members, members)
    }
    const correlated = ((draws * quadratic) / size - total) / (draws - 1)
    const variance = size / (members - 1)
    return (Math.max(size, correlated) * variance) / (variance + sigma * sigma)
  })
}

/**
 * The ensemble after a measurement at cell c, without a value of it: x_p -= alpha w b_p x_c, with b_p the regression of p
 * on c shrunk by its adjusted correlation, w = v/(v + sigma^2), and alpha = 1/(1 + sqrt(1 - w)), which leaves c the
 * variance (1 - w) v (Whitaker and Hamill 2002).
 */
function measure(
  deviations: Float64Array,
  sizes: Float64Array,
  members: number,
  draws: number,
  sigma: number,
  at: number,
): void {
  const source = deviations.slice(at * members, (at + 1) * members)
  const size = sizes[at]!
  const variance = size / (members - 1)
  const weight = variance / (variance + sigma * sigma)
  const step = weight / (1 + Math.sqrt(1 - weight))
  for (let cell = 0; cell < sizes.length; cell += 1) {
    const product = inner(deviations, cell * members, source, 0, members)
    const squared = product ** 2 / (size * sizes[cell]!)
    // A cell without variance gives NaN, and stays as it is.
    if (!(squared * draws > 1)) continue
    const kept = (draws * squared - 1) / ((draws - 1) * squared)
    const factor = (step * kept * product) / size
    for (let m = 0; m < members; m += 1) deviations[cell * members + m]! -= factor * source[m]!
  }
}

function inner(a: Float64Array, i: number, b: Float64Array, j: number, count: number): number {
  let sum = 0
  for (let k = 0; k < count; k += 1) sum += a[i + k]! * b[j + k]!
  return sum
}

/** The larger of the distances along both axes, as shares of the sides; periodic axes wrap. */
function distance({ nx, ny, staggering }: Grid, a: number, b: number): number {
  const along = (difference: number, n: number, periodic: boolean): number => {
    const d = Math.abs(difference) / n
    return periodic ? Math.min(d, 1 - d) : d
  }
  return Math.max(
    along((a % nx) - (b % nx), nx, staggering.x === 'periodic'),
    along(Math.floor(a / nx) - Math.floor(b / nx), ny, staggering.y === 'periodic'),
  )
}
