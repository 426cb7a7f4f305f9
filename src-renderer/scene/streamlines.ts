import type { Flow } from './flow'
import type { DomainPoint } from './picture'

/** Points `[point, (x, y)]` of a line along the flow, in the domain; one that crosses a periodic seam is two. */
export type Streamline = Float32Array

/** Lines end this close to others, as a share of the separation. */
const closest = 0.5
/** Steps of the integration per separation. */
const stepsPerSeparation = 8
/** A line may be this many longer edges long. */
const longestInEdges = 3
/** Lines shorter than this many separations are left out. */
const shortestInSeparations = 1
/** Where the flow is slower than this share of its largest speed it has no direction worth following. */
const slowest = 1e-3

/** Places taken by lines, to be looked up by distance. */
class Occupancy {
  readonly #flow: Flow
  readonly #columns: number
  readonly #rows: number
  readonly #cells: DomainPoint[][]

  constructor(flow: Flow, separation: number) {
    this.#flow = flow
    // No cell is narrower than the separation, so that what is nearer stands in a neighbour.
    this.#columns = Math.max(1, Math.floor(flow.extent.x / separation))
    this.#rows = Math.max(1, Math.floor(flow.extent.y / separation))
    this.#cells = Array.from({ length: this.#columns * this.#rows }, () => [])
  }

  add(point: DomainPoint): void {
    const [i, j] = this.#cellOf(point)
    this.#cells[j * this.#columns + i]!.push(point)
  }

  /** Whether a place is nearer than `distance` (at most the separation) to one that is taken. */
  nearerThan(distance: number, point: DomainPoint): boolean {
    const [i, j] = this.#cellOf(point)
    const { extent, periodic } = this.#flow
    const reach = (d: number, length: number, wraps: boolean): number =>
      wraps ? d - length * Math.round(d / length) : d
    for (let row = j - 1; row <= j + 1; row += 1) {
      for (let column = i - 1; column <= i + 1; column += 1) {
        for (const other of this.#cellAt(column, row)) {
          const dx = reach(other.x - point.x, extent.x, periodic.x)
          const dy = reach(other.y - point.y, extent.y, periodic.y)
          if (dx * dx + dy * dy < distance * distance) return true
        }
      }
    }
    return false
  }

  #cellOf({ x, y }: DomainPoint): readonly [column: number, row: number] {
    const { extent } = this.#flow
    const index = (p: number, length: number, count: number): number =>
      Math.min(count - 1, Math.max(0, Math.floor((p / length) * count)))
    return [index(x, extent.x, this.#columns), index(y, extent.y, this.#rows)]
  }

  #cellAt(column: number, row: number): readonly DomainPoint[] {
    const { periodic } = this.#flow
    const wrapped = (i: number, count: number, wraps: boolean): number => (wraps ? (i + count) % count : i)
    const [i, j] = [wrapped(column, this.#columns, periodic.x), wrapped(row, this.#rows, periodic.y)]
    return i < 0 || j < 0 || i >= this.#columns || j >= this.#rows ? [] : this.#cells[j * this.#columns + i]!
  }
}

/**
 * Evenly spaced streamlines (Jobard and Lefer, "Creating evenly-spaced streamlines of arbitrary density", 1997): lines
 * are grown both ways from seeds beside the lines that stand, `separation` apart, until they leave the domain, come
 * nearer than half of it to another line, close upon themselves, stand still, or have their greatest length. The first
 * seed is the fastest place of a lattice; what the seeds have left free is swept row by row. The same field gives the
 * same lines.
 *
 * A line follows the direction of the flow through bilinear interpolation, by the classical Runge-Kutta method of
 * fourth order with steps of an eighth of the separation.
 */
export function streamlines(flow: Flow, separation: number): readonly Streamline[] {
  if (flow.fastest === 0) return []
  const taken = new Occupancy(flow, separation)
  const lines: DomainPoint[][] = []
  const lattice = latticeOf(flow, separation)
  const speed = (point: DomainPoint): number => {
    const v = flow.at(point.x, point.y)
    return Math.hypot(v.x, v.y) || 0
  }
  const fastest = lattice.reduce((best, point) => (speed(point) > speed(best) ? point : best))
  const grow = (seed: DomainPoint): void => {
    if (taken.nearerThan(separation * (1 - 1e-9), seed)) return
    const line = lineThrough(flow, seed, separation, taken)
    if (line.length - 1 < shortestInSeparations * stepsPerSeparation) return
    for (const point of line) taken.add(flow.within(point))
    lines.push(line)
  }
  grow(fastest)
  for (let k = 0; k < lines.length; k += 1) for (const seed of besideLine(flow, lines[k]!, separation)) grow(seed)
  for (const seed of lattice) {
    const before = lines.length
    grow(seed)
    for (let k = before; k < lines.length; k += 1)
      for (const next of besideLine(flow, lines[k]!, separation)) grow(next)
  }
  return lines.flatMap((line) => piecesOf(flow, line))
}

function latticeOf({ extent }: Flow, separation: number): DomainPoint[] {
  const [columns, rows] = [Math.ceil(extent.x / separation), Math.ceil(extent.y / separation)]
  return Array.from({ length: columns * rows }, (_, k) => ({
    x: (((k % columns) + 0.5) / columns) * extent.x,
    y: ((Math.floor(k / columns) + 0.5) / rows) * extent.y,
  }))
}

/** Seeds on both sides of a line, one separation away and as far apart. */
function besideLine(flow: Flow, line: readonly DomainPoint[], separation: number): DomainPoint[] {
  const seeds: DomainPoint[] = []
  for (let k = 0; k + 1 < line.length; k += stepsPerSeparation) {
    const [from, to] = [line[k]!, line[k + 1]!]
    const length = Math.hypot(to.x - from.x, to.y - from.y)
    const [ax, ay] = [(-(to.y - from.y) / length) * separation, ((to.x - from.x) / length) * separation]
    for (const side of [1, -1]) {
      const seed = flow.within({ x: from.x + side * ax, y: from.y + side * ay })
      if (isInside(flow, seed)) seeds.push(seed)
    }
  }
  return seeds
}

function isInside({ extent }: Flow, { x, y }: DomainPoint): boolean {
  return x >= 0 && y >= 0 && x <= extent.x && y <= extent.y
}

/** Unit vector along the flow, or undefined where it has none. */
function directionAt(flow: Flow, x: number, y: number): DomainPoint | undefined {
  const v = flow.at(x, y)
  const speed = Math.hypot(v.x, v.y)
  return speed >= slowest * flow.fastest ? { x: v.x / speed, y: v.y / speed } : undefined
}

/** One step of Runge-Kutta's method along the direction of the flow; undefined where it leads nowhere. */
function stepFrom(flow: Flow, { x, y }: DomainPoint, h: number): DomainPoint | undefined {
  const a = directionAt(flow, x, y)
  const b = a && directionAt(flow, x + (h / 2) * a.x, y + (h / 2) * a.y)
  const c = b && directionAt(flow, x + (h / 2) * b.x, y + (h / 2) * b.y)
  const d = c && directionAt(flow, x + h * c.x, y + h * c.y)
  if (!a || !b || !c || !d) return undefined
  return { x: x + (h / 6) * (a.x + 2 * b.x + 2 * c.x + d.x), y: y + (h / 6) * (a.y + 2 * b.y + 2 * c.y + d.y) }
}

/** The line through a seed, both ways; on periodic axes its points run on beyond the domain. */
function lineThrough(flow: Flow, seed: DomainPoint, separation: number, taken: Occupancy): DomainPoint[] {
  const step = separation / stepsPerSeparation
  const most = Math.ceil((longestInEdges * Math.max(flow.extent.x, flow.extent.y)) / step)
  const own = new Occupancy(flow, separation)
  const grow = (h: number): { points: DomainPoint[]; closed: boolean } => {
    const points: DomainPoint[] = []
    let last = seed
    for (let k = 0; k < most; k += 1) {
      const next = stepFrom(flow, last, h)
      if (!next || !Number.isFinite(next.x)) break
      const place = flow.within(next)
      if (!isInside(flow, place) || taken.nearerThan(closest * separation, place)) break
      // What is this far behind can only be met by coming round.
      const behind = points[points.length - 2 * stepsPerSeparation]
      if (behind) own.add(flow.within(behind))
      points.push(next)
      const home = Math.hypot(next.x - seed.x, next.y - seed.y)
      if (k > 2 * stepsPerSeparation && home < 0.75 * step) return { points: [...points, seed], closed: true }
      if (k > 4 * stepsPerSeparation && own.nearerThan(0.1 * separation, place)) break
      last = next
    }
    return { points, closed: false }
  }
  const forward = grow(step)
  if (forward.closed) return [seed, ...forward.points]
  return [...grow(-step).points.reverse(), seed, ...forward.points]
}

/** A line within the domain: cut where it crosses a seam, both sides carried up to it. */
function piecesOf(flow: Flow, line: readonly DomainPoint[]): Streamline[] {
  const pieces: number[][] = [[]]
  /** The copy of the domain that a point lies in. */
  const copyOf = ({ x, y }: DomainPoint): readonly [number, number] => [
    flow.periodic.x ? Math.floor(x / flow.extent.x) : 0,
    flow.periodic.y ? Math.floor(y / flow.extent.y) : 0,
  ]
  const put = ({ x, y }: DomainPoint, [i, j]: readonly [number, number]): void => {
    const clamp = (p: number, length: number): number => Math.min(length, Math.max(0, p))
    pieces.at(-1)!.push(clamp(x - i * flow.extent.x, flow.extent.x), clamp(y - j * flow.extent.y, flow.extent.y))
  }
  line.forEach((point, k) => {
    const copy = copyOf(point)
    const former = line[k - 1]
    const formerCopy = former && copyOf(former)
    if (former && formerCopy && (copy[0] !== formerCopy[0] || copy[1] !== formerCopy[1])) {
      put(point, formerCopy)
      pieces.push([])
      put(former, copy)
    }
    put(point, copy)
  })
  return pieces.filter((piece) => piece.length >= 4).map((piece) => Float32Array.from(piece))
}
