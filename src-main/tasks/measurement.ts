/** What sensors read of a field: the observation operator, and the averages of fields with a curved normalisation. */
import type { Grid } from '../field/grid'
import { observationOperator, type ObservationOperator, type Support } from '../field/interpolation'
import { pointsOn, supportOf, type Observations } from '../field/observations'
import type { Fields, Parameters, Problem } from '../problems/problem'
import { fieldScale, type FieldScale } from './field-scale'

/**
 * h(x), what is read of a normalised channel x `[ny nx]`, in normalised units `[points]`.
 *
 * H x for points, and for averages where the normalisation n is affine. A line or box averages the physical field: with a
 * curved n (a logarithm) its reading is n(H n^-1(x)), since the mean of logarithms says another thing of a two-phase
 * medium than the logarithm of the mean.
 */
export interface Measurement {
  readonly operator: ObservationOperator
  /** Whether h(x) = H x, so that tangent and pullback do not depend on the field. */
  readonly linear: boolean
  predict(field: ArrayLike<number>): Float64Array
  /** (dh/dx) direction at the field, `[points]`. */
  tangent(field: ArrayLike<number>, direction: ArrayLike<number>): Float64Array
  /** (dh/dx)^T residuals at the field, `[ny nx]`. */
  pull(field: ArrayLike<number>, residuals: ArrayLike<number>): Float64Array
}

/** The observation operator on a field, continued to the walls as its boundary condition says. */
export function fieldOperator(problem: Problem, grid: Grid, key: string, support: Support): ObservationOperator {
  const basis = problem.bases[problem.fields.findIndex((field) => field.key === key)]
  return observationOperator(grid, support, basis === 'dst' || basis === 'dst-nodes' ? 'dirichlet-zero' : 'extend')
}

export function measurementOf(
  problem: Problem,
  grid: Grid,
  parameters: Parameters,
  key: string,
  support: Support,
): Measurement {
  const operator = fieldOperator(problem, grid, key, support)
  const scale = fieldScale(problem, parameters, key)
  const isAverage = averageMask(support)
  return scale.affine || !isAverage.includes(1)
    ? linearMeasurement(operator, grid.nx * grid.ny)
    : curvedMeasurement(operator, grid.nx * grid.ny, scale, isAverage)
}

export function linearMeasurement(operator: ObservationOperator, pixels: number): Measurement {
  const read = reading(operator)
  return {
    operator,
    linear: true,
    predict: read,
    tangent: (_, direction) => read(direction),
    pull: (_, residuals) => pulled(operator, pixels, residuals),
  }
}

function curvedMeasurement(
  operator: ObservationOperator,
  pixels: number,
  scale: FieldScale,
  isAverage: Uint8Array,
): Measurement {
  const read = reading(operator)
  /** d physical / d normalised at the normalised averages. */
  const slopesAtAverages = (field: ArrayLike<number>): Float64Array =>
    scale.slopes(scale.normalise(read(scale.denormalise(field))))
  return {
    operator,
    linear: false,
    predict(field) {
      const averages = scale.normalise(read(scale.denormalise(field)))
      return read(field).map((value, p) => (isAverage[p] ? averages[p]! : value))
    },
    tangent(field, direction) {
      const slopes = scale.slopes(field)
      const averages = read(slopes.map((slope, i) => slope * direction[i]!))
      const outer = slopesAtAverages(field)
      return read(direction).map((value, p) => (isAverage[p] ? averages[p]! / outer[p]! : value))
    },
    pull(field, residuals) {
      const outer = slopesAtAverages(field)
      const split = (average: number): Float64Array =>
        Float64Array.from(residuals, (r, p) => (isAverage[p] !== average ? 0 : average ? r / outer[p]! : r))
      const slopes = scale.slopes(field)
      const averages = pulled(operator, pixels, split(1))
      return pulled(operator, pixels, split(0)).map((value, i) => value + slopes[i]! * averages[i]!)
    },
  }
}

/** What the sensors read of physical fields, in physical units and in the order of the observations. */
export function predictionsOf(
  problem: Problem,
  grid: Grid,
  parameters: Parameters,
  fields: Fields,
  observations: Observations,
): Float64Array {
  const prediction = new Float64Array(observations.value.length)
  observations.fields.forEach((key) => {
    const points = pointsOn(observations, key)
    const support = supportOf(observations, points)
    const scale = fieldScale(problem, parameters, key)
    const read = reading(fieldOperator(problem, grid, key, support))
    const physical = read(fields[key]!)
    const isAverage = averageMask(support)
    // A point between samples is interpolated as the fit does: in normalised units.
    const interpolated = scale.affine ? physical : scale.denormalise(read(scale.normalise(fields[key]!)))
    points.forEach((p, i) => (prediction[p] = isAverage[i] ? physical[i]! : interpolated[i]!))
  })
  return prediction
}

function averageMask({ x, averages }: Support): Uint8Array {
  return averages ? averages.shape.map((shape) => Number(shape !== 0)) : new Uint8Array(x.length)
}

function reading(operator: ObservationOperator): (field: ArrayLike<number>) => Float64Array {
  return (field) => {
    const out = new Float64Array(operator.pointCount)
    operator.apply(field, out)
    return out
  }
}

function pulled(operator: ObservationOperator, pixels: number, residuals: ArrayLike<number>): Float64Array {
  const out = new Float64Array(pixels)
  operator.applyTranspose(residuals, out)
  return out
}
