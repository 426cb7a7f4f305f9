/**
 * Kriging of one field from its point observations: the baseline that every engineer has, knowing nothing of the
 * equation but the grid's periods and, where it is told, the boundary value. A field in space and time has another
 * correlation length in time than in space, of the same search.
 *
 * Length and nugget are those of the largest likelihood, for each of four covariance models with the boundary values as
 * further exact data and without. Of these candidates the one that predicts the measured points best from one another
 * (least leave-one-out error) is taken: likelihoods of different data sets cannot be compared, and on Darcy heads the
 * likelihood also chose worse covariances than cross-validation did. In space and time a sensor
 * predicts itself from one moment to the next, which tells nothing of the rest, and there is one data set alone: there the
 * likelihood decides.
 */
import { Failure } from '../field/failure'
import { coordinates, type Grid } from '../field/grid'
import { rootMeanSquare } from '../field/norms'
import type { Observations } from '../field/observations'
import { type CorrelationName, correlationNames } from '../numerics/covariance'
import { GaussianProcess, type Period, type ProcessShape, type ScatteredValues } from '../numerics/gaussian-process'
import { nelderMead } from '../numerics/nelder-mead'
import { RandomStream } from '../numerics/random'

export interface KrigingOptions {
  /** Value of the field all along the boundary, if the problem prescribes one. */
  readonly boundaryValue?: number
  /** Covariance models to choose from; all by default. */
  readonly correlations?: readonly CorrelationName[]
}

export interface KrigingModel extends ProcessShape {
  readonly mean: number
  readonly variance: number
  readonly usesBoundary: boolean
  /** What coordinates along y are multiplied by before distances are taken: 1 where both axes are space. */
  readonly stretch: number
  readonly logLikelihood: number
  /** RMS error of predicting each measured point from all others, in the field's units. */
  readonly leaveOneOutRms: number
}

export interface KrigedField {
  /** `[y, x]` on the grid, in the field's units. */
  readonly mean: Float64Array
  readonly std: Float64Array
  readonly model: KrigingModel
  /** All candidates, the best first. */
  readonly candidates: readonly KrigingModel[]
}

export const fewestPoints = 5
/** The work grows with the cube of the count: about 20 s for so many points. */
export const mostPoints = 2500
/** Points that the likelihood is evaluated on; more are thinned for the search, and used again for the prediction. */
const mostForLikelihood = 600
const boundaryPointsPerSide = 32
/** Where the search of time's stretch starts. */
const timeStretches = [0.2, 0.5, 1, 2]

/**
 * Ordinary kriging of `field` onto `grid`. Noise variances are taken as known up to a common factor, which is fitted.
 *
 * @throws Failure `kriging-point-count`, `kriging-singular`
 */
export function krige(
  observations: Observations,
  field: string,
  grid: Grid,
  { boundaryValue, correlations = correlationNames }: KrigingOptions = {},
): KrigedField {
  const measured = valuesOf(observations, field)
  const count = measured.value.length
  if (count < fewestPoints || count > mostPoints) throw wrongCount(field, count)
  const dataSets = [{ data: measured, usesBoundary: false }]
  if (boundaryValue !== undefined) {
    dataSets.push({ data: withBoundary(measured, grid, boundaryValue), usesBoundary: true })
  }
  const period = periodsOf(grid)
  const isSpaceTime = grid.symbols.y === 't'
  const stretches = isSpaceTime ? timeStretches : [1]
  const candidates = dataSets
    .flatMap(({ data, usesBoundary }) =>
      correlations.flatMap((correlation) => {
        const found = likeliestShape(data, { correlation, period, stretches, edge: edgeOf(grid) })
        const process = found && GaussianProcess.condition(stretched(data, found.stretch), found.shape)
        if (!process) return []
        const { shape, stretch } = found
        const leaveOneOutRms = rootMeanSquare(process.leaveOneOutErrors().subarray(0, count))
        const { mean, variance, logLikelihood } = process
        const model: KrigingModel = { ...shape, stretch, mean, variance, usesBoundary, logLikelihood, leaveOneOutRms }
        return [{ process, model }]
      }),
    )
    .toSorted(({ model: a }, { model: b }) =>
      isSpaceTime ? b.logLikelihood - a.logLikelihood : a.leaveOneOutRms - b.leaveOneOutRms,
    )
  const [best] = candidates
  if (!best) throw singular(field)
  const xs = coordinates(grid, 'x')
  const ys = coordinates(grid, 'y')
  const cells = grid.nx * grid.ny
  const targetX = Float64Array.from({ length: cells }, (_, cell) => xs[cell % grid.nx]!)
  const { stretch } = best.model
  const targetY = Float64Array.from({ length: cells }, (_, cell) => stretch * ys[Math.floor(cell / grid.nx)]!)
  return {
    ...best.process.predict(targetX, targetY),
    model: best.model,
    candidates: candidates.map(({ model }) => model),
  }
}

const edgeOf = ({ extent }: Grid): number => Math.max(extent.x, extent.y)

/** @throws TypeError for a grid that wraps along a stretched axis, which no problem has */
function periodsOf({ staggering, extent, symbols }: Grid): Period | undefined {
  const { x, y } = staggering
  if (x !== 'periodic' && y !== 'periodic') return undefined
  if (y === 'periodic' && symbols.y === 't') throw new TypeError('time does not wrap')
  return { ...(x === 'periodic' && { x: extent.x }), ...(y === 'periodic' && { y: extent.y }) }
}

/** Observations of one field; noise weights average one, and are one where the file gives no noise. */
function valuesOf(observations: Observations, field: string): ScatteredValues {
  const index = observations.fields.indexOf(field)
  const points = [...observations.field.keys()].filter((i) => observations.field[i] === index)
  const pick = (column: Float64Array) => Float64Array.from(points, (i) => column[i]!)
  const variances = pick(observations.sigma).map((sigma) => sigma ** 2)
  const known = variances.filter((variance) => !Number.isNaN(variance))
  const average = known.reduce((total, variance) => total + variance, 0) / known.length
  // Where every value is exact there is no average to relate to, and no noise to weigh.
  const noiseWeight = variances.map((variance) => (Number.isNaN(variance) ? 1 : variance / (average || 1)))
  return { x: pick(observations.x), y: pick(observations.y), value: pick(observations.value), noiseWeight }
}

function withBoundary(measured: ScatteredValues, { extent }: Grid, boundaryValue: number): ScatteredValues {
  const along = Array.from({ length: boundaryPointsPerSide }, (_, i) => i / boundaryPointsPerSide)
  const ring = along.flatMap((t) => [
    [t, 0],
    [1, t],
    [1 - t, 1],
    [0, 1 - t],
  ])
  return {
    x: Float64Array.from([...measured.x, ...ring.map(([x]) => x! * extent.x)]),
    y: Float64Array.from([...measured.y, ...ring.map(([, y]) => y! * extent.y)]),
    value: Float64Array.from([...measured.value, ...ring.map(() => boundaryValue)]),
    noiseWeight: Float64Array.from([...measured.noiseWeight, ...ring.map(() => 0)]),
  }
}

interface Search {
  readonly correlation: CorrelationName
  readonly period: Period | undefined
  /** Where the search of the stretch starts; a single one is kept. */
  readonly stretches: readonly number[]
  /** Of the domain: what lengths are measured by. */
  readonly edge: number
}

interface FoundShape {
  readonly shape: ProcessShape
  readonly stretch: number
}

/** Searches ln length, ln nugget and, of space and time, ln stretch: a coarse grid on few points, then the simplex. */
function likeliestShape(data: ScatteredValues, search: Search): FoundShape | undefined {
  const { correlation, period, stretches, edge } = search
  const shapeAt = ([logLength, logNugget, logStretch = 0]: readonly number[]): FoundShape => ({
    shape: { correlation, length: edge * Math.exp(logLength!), nugget: Math.exp(logNugget!), period },
    stretch: Math.exp(logStretch),
  })
  const costOn = (values: ScatteredValues) => (point: readonly number[]) => {
    const [logLength, logNugget, logStretch = 0] = point
    const inside =
      Math.abs(logLength!) < Math.log(50) &&
      logNugget! > Math.log(1e-10) &&
      logNugget! < Math.log(10) &&
      Math.abs(logStretch) < Math.log(100)
    const { shape, stretch } = shapeAt(point)
    const process = inside ? GaussianProcess.condition(stretched(values, stretch), shape) : undefined
    return process ? -process.logLikelihood : Infinity
  }
  const coarseCost = costOn(thinned(data, 150))
  const isFree = stretches.length > 1
  const starts = [0.05, 0.1, 0.2, 0.4, 0.8, 1.6].flatMap((length) =>
    [1e-8, 1e-6, 1e-4, 1e-2, 0.3].flatMap((nugget) =>
      stretches.map((stretch) => [length, nugget, ...(isFree ? [stretch] : [])].map(Math.log)),
    ),
  )
  const [start] = starts.map((point) => ({ point, cost: coarseCost(point) })).toSorted((a, b) => a.cost - b.cost)
  const { point, value } = nelderMead(costOn(thinned(data, mostForLikelihood)), start!.point, {
    step: 0.7,
    tolerance: 0.1,
    maximumEvaluations: 15 * start!.point.length,
  })
  return value < Infinity ? shapeAt(point) : undefined
}

/** The values with their coordinates along y multiplied. */
const stretched = (data: ScatteredValues, stretch: number): ScatteredValues =>
  stretch === 1 ? data : { ...data, y: data.y.map((y) => stretch * y) }

/** At most `count` of the values, drawn without replacement, always the same ones. */
function thinned(data: ScatteredValues, count: number): ScatteredValues {
  const total = data.value.length
  if (total <= count) return data
  const random = new RandomStream(0, 'kriging', 'thinned')
  const order = Array.from({ length: total }, (_, i) => i)
  for (let i = 0; i < count; i += 1) {
    const j = i + random.integer(total - i)
    ;[order[i], order[j]] = [order[j]!, order[i]!]
  }
  const pick = (column: Float64Array) => Float64Array.from(order.slice(0, count), (i) => column[i]!)
  return { x: pick(data.x), y: pick(data.y), value: pick(data.value), noiseWeight: pick(data.noiseWeight) }
}

function wrongCount(field: string, count: number): Failure {
  return new Failure({
    code: 'kriging-point-count',
    kind: 'usage',
    what: `${field} cannot be kriged`,
    expected: `${fewestPoints} to ${mostPoints} observations of it`,
    received: `${count}`,
  })
}

function singular(field: string): Failure {
  return new Failure({
    code: 'kriging-singular',
    kind: 'solve',
    what: `${field} cannot be kriged: every covariance matrix is singular to working precision`,
    expected: 'points that do not coincide, or a noise above rounding',
  })
}
