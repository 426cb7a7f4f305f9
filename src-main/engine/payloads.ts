import type { AcceptedRequest, FieldPayload, ObservedPoint, ResultOf, VectorField } from '../contract/calls'
import { Failure } from '../field/failure'
import type { Observations } from '../field/observations'
import { observationCount, supportShapes } from '../field/observations'
import type { Fields, Parameters, Problem } from '../problems/problem'
import { fieldQuantile } from '../report/field-quantile'
import type { FieldEnsemble, Solution, SolutionVersion } from '../report/solution'
import { noiseOf } from '../tasks/conditioning'

/** Points that cross to the interface; a million pins help nobody. */
const shownPoints = 2000

export function payload(
  problem: Problem,
  size: number,
  of: string,
  key: string,
  label: string,
  data: ArrayLike<number>,
): FieldPayload {
  const unit = problem.fields.find((field) => field.key === of)?.unit ?? problem.sourceUnit
  return { key, of, label, unit, grid: gridPayload(problem, size), data: Float32Array.from(data) }
}

function gridPayload(problem: Problem, size: number): FieldPayload['grid'] {
  const { nx, ny, staggering, extent, symbols } = problem.grid(size)
  return { nx, ny, staggering: { ...staggering }, extent: { ...extent }, symbols: { ...symbols } }
}

/** What flows by the given fields; empty where the problem knows no flow. */
export function vectorPayloads(problem: Problem, size: number, parameters: Parameters, fields: Fields): VectorField[] {
  return (problem.flows?.(size, parameters, fields) ?? []).map(({ of, name, unit, x, y }) => ({
    of,
    name,
    unit,
    grid: gridPayload(problem, size),
    x: Float32Array.from(x),
    y: Float32Array.from(y),
  }))
}

/** Every field of a sample. */
export function fieldPayloads(problem: Problem, size: number, fields: Fields): FieldPayload[] {
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

/** What flows by the mean fields. */
export function meanVectorPayloads({ problem, grid, fields, document }: Solution): VectorField[] {
  const means = Object.fromEntries(fields.map(({ declaration, mean }) => [declaration.key, mean]))
  return vectorPayloads(problem, grid.nx, document.parameters, means)
}

/**
 * One view of every field of a version, with the points' misfits to its mean. Means and single members come with the
 * residual that they leave; deviations and quantiles are no solutions of anything.
 */
export function viewPayloads(
  solution: Solution,
  version: 'raw' | 'refined',
  view: AcceptedRequest<'solutionView'>['view'],
): ResultOf<'solutionView'> {
  const { problem, grid, document, observations, sigma } = solution
  const shown = solution.versions[version]
  if (!shown) throw refuseView('version', 'raw: this solution was not refined', version)
  const members = document.samples
  if (view.kind === 'sample' && view.member >= members) {
    throw refuseView('member', `0 to ${members - 1}`, String(view.member))
  }
  const cells = grid.nx * grid.ny
  const fieldOf = (field: FieldEnsemble): Float64Array => {
    switch (view.kind) {
      case 'mean':
        return field.mean
      case 'std':
        return field.std
      case 'sample':
        return field.samples.slice(view.member * cells, (view.member + 1) * cells)
      case 'quantile':
        return fieldQuantile(field, view.level)
    }
  }
  const values = Object.fromEntries(shown.fields.map((field) => [field.declaration.key, fieldOf(field)]))
  const fields = fieldPayloads(problem, grid.nx, values)
  const residual = residualOf(solution, shown, view, values)
  const solvesSomething = view.kind === 'mean' || view.kind === 'sample'
  return {
    vectors: solvesSomething ? vectorPayloads(problem, grid.nx, document.parameters, values) : [],
    fields: residual ? [...fields, payload(problem, grid.nx, 'residual', 'residual', 'Residual', residual)] : fields,
    points: pointPayloads(observations, { sigma, misfit: shown.misfit }),
    readings: { sigma, misfit: shown.misfit },
  }
}

function residualOf(
  { problem, grid, document }: Solution,
  { residualMap }: SolutionVersion,
  { kind }: AcceptedRequest<'solutionView'>['view'],
  values: Readonly<Record<string, Float64Array>>,
): Float64Array | undefined {
  if (kind === 'mean') return residualMap
  return kind === 'sample' ? problem.residual(grid.nx, document.parameters, values).map : undefined
}

function refuseView(where: string, expected: string, received: string): Failure {
  return new Failure({
    code: 'view-unknown',
    kind: 'usage',
    what: 'the solution has no such view',
    where,
    expected,
    received,
  })
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
    index: p,
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
