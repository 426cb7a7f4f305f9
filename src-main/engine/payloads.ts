import type { FieldPayload, ObservedPoint } from '../contract/calls'
import type { Observations } from '../field/observations'
import { observationCount, supportShapes } from '../field/observations'
import type { Problem } from '../problems/problem'
import type { Solution } from '../report/solution'
import { noiseOf } from '../tasks/conditioning'

/** Points that cross to the interface; a million pins help nobody. */
const shownPoints = 2000

function payload(
  problem: Problem,
  size: number,
  of: string,
  key: string,
  label: string,
  data: ArrayLike<number>,
): FieldPayload {
  const unit = problem.fields.find((field) => field.key === of)?.unit ?? problem.sourceUnit
  const { nx, ny, staggering, extent, symbols } = problem.grid(size)
  return {
    key,
    of,
    label,
    unit,
    grid: { nx, ny, staggering: { ...staggering }, extent: { ...extent }, symbols: { ...symbols } },
    data: Float32Array.from(data),
  }
}

/** Every field of a sample. */
export function fieldPayloads(
  problem: Problem,
  size: number,
  fields: Readonly<Record<string, Float64Array>>,
): FieldPayload[] {
  return problem.fields.map(({ key, name }) => payload(problem, size, key, key, name, fields[key]!))
}

/** Every field of a sample and its residual map. */
export function samplePayloads(
  problem: Problem,
  size: number,
  fields: Readonly<Record<string, Float64Array>>,
  residual: Float64Array,
): FieldPayload[] {
  return [...fieldPayloads(problem, size, fields), payload(problem, size, 'residual', 'residual', 'Residual', residual)]
}

/** Mean and standard deviation of every field of a solution, and the residual map. */
export function solutionPayloads({ problem, grid, fields, residualMap }: Solution): FieldPayload[] {
  return [
    ...fields.flatMap(({ declaration: { key, name }, mean, std }) => [
      payload(problem, grid.nx, key, `${key}_mean`, `${name}, mean`, mean),
      payload(problem, grid.nx, key, `${key}_std`, `${name}, standard deviation`, std),
    ]),
    payload(problem, grid.nx, 'residual', 'residual', 'Residual', residualMap),
  ]
}

/** Steps by the golden ratio spread over any order of points evenly, also over the rows of a regular grid. */
const goldenRatio = (Math.sqrt(5) - 1) / 2

/** Indices of the points to show: all, or a spread-out subset where there are very many. */
function shownIndices(count: number): number[] {
  if (count <= shownPoints) return Array.from({ length: count }, (_, p) => p)
  const chosen = new Set(Array.from({ length: shownPoints }, (_, k) => Math.floor(((k * goldenRatio) % 1) * count)))
  return [...chosen].sort((a, b) => a - b)
}

/**
 * The points to show, before a solve with the noise that would be assumed, after one with the solution's own noise and
 * misfit.
 */
export function pointPayloads(
  observations: Observations,
  solved?: Readonly<Record<'sigma' | 'misfit', Float64Array>>,
): ObservedPoint[] {
  const sigma = solved?.sigma ?? noiseOf(observations)
  return shownIndices(observationCount(observations)).map((p) => ({
    field: observations.fields[observations.field[p]!]!,
    x: observations.x[p]!,
    y: observations.y[p]!,
    ...averagePayload(observations, p),
    value: observations.value[p]!,
    sigma: sigma[p]!,
    line: observations.line[p]!,
    ...(solved && { misfit: solved.misfit[p]! }),
  }))
}

function averagePayload({ averages }: Observations, p: number): Pick<ObservedPoint, 'average'> {
  const shape = supportShapes[averages?.shape[p] ?? 0]!
  return shape === 'point' ? {} : { average: { shape, x: averages!.x2[p]!, y: averages!.y2[p]! } }
}
