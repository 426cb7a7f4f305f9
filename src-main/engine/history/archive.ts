/** A solution as files that hold every number of it, so that it opens again as it was, and exports the same bytes. */
import { solutionSchema, type SolutionDocument } from '../../contract/calls'
import { describeIssues } from '../../contract/errors'
import { Failure } from '../../field/failure'
import type { Observations } from '../../field/observations'
import type { NpyArray } from '../../formats/npy'
import { readNpz, writeNpz } from '../../formats/npz'
import { problemById } from '../../problems/library'
import type { FieldEnsemble, Solution, SolutionVersion } from '../../report/solution'

/** The files of a kept solution, see {@link archiveOf}. */
export const archiveNames = {
  document: 'solution.json',
  fields: 'solution.npz',
  observations: 'observations.npz',
} as const
export type ArchiveName = (typeof archiveNames)[keyof typeof archiveNames]

type Version = keyof Solution['versions']
type Arrays = Readonly<Record<string, NpyArray>>

/** Members of a random field hardly deflate; the fastest level takes what constant parts there are. */
const deflateLevel = 1

/**
 * `solution.json`, the document as it is exported. `solution.npz`, by version `raw` and `refined`:
 * `<version>_<field>_mean`, `_std` `[y, x]` and `_samples` `[member, y, x]`, `<version>_spread` `[field]`,
 * `<version>_residual` `[y, x]`, `<version>_prediction` and `_misfit` `[point]`; members that refining left alone stand
 * there once. `observations.npz`: the columns of {@link Observations}, and the noise that was taken, `taken_sigma`.
 */
export function archiveOf(solution: Solution): Record<ArchiveName, Uint8Array> {
  const { document, versions } = solution
  return {
    [archiveNames.document]: new TextEncoder().encode(`${JSON.stringify(document, undefined, 2)}\n`),
    [archiveNames.fields]: writeNpz(
      { ...versionArrays(solution, 'raw'), ...(versions.refined && versionArrays(solution, 'refined')) },
      deflateLevel,
    ),
    [archiveNames.observations]: writeNpz(observationArrays(solution), deflateLevel),
  }
}

function versionArrays({ versions, grid, document }: Solution, name: Version): Record<string, NpyArray> {
  const { fields, residualMap, prediction, misfit } = versions[name]!
  const map = (data: Float64Array): NpyArray => ({ shape: [grid.ny, grid.nx], data })
  return {
    ...Object.fromEntries(
      fields.flatMap(({ declaration: { key }, mean, std, samples }, i) => [
        [`${name}_${key}_mean`, map(mean)],
        [`${name}_${key}_std`, map(std)],
        ...(name === 'refined' && samples === versions.raw.fields[i]!.samples
          ? []
          : [[`${name}_${key}_samples`, { shape: [document.samples, grid.ny, grid.nx], data: samples }]]),
      ]),
    ),
    [`${name}_spread`]: column(Float64Array.from(fields, ({ spread }) => spread)),
    [`${name}_residual`]: map(residualMap),
    [`${name}_prediction`]: column(prediction),
    [`${name}_misfit`]: column(misfit),
  }
}

function observationArrays({ observations, sigma }: Solution): Record<string, NpyArray> {
  const { field, x, y, value, line, averages } = observations
  return {
    field: column(field),
    x: column(x),
    y: column(y),
    value: column(value),
    sigma: column(observations.sigma),
    taken_sigma: column(sigma),
    // Lines are counted in 32 bits without a sign, which the format does not have.
    line: column(BigInt64Array.from(line, BigInt)),
    ...(averages && { shape: column(averages.shape), x2: column(averages.x2), y2: column(averages.y2) }),
  }
}

const column = (data: NpyArray['data']): NpyArray => ({ shape: [data.length], data })

/** What of a solution stands in none of its files, see {@link solutionFrom}. */
export interface ArchiveContext {
  /** Fields that were observed, in the order of the observations' indices. */
  readonly observedFields: readonly string[]
  readonly observationFile: string
  /** Where the files are, for messages. */
  readonly where: string
}

/**
 * The solution of {@link archiveOf}'s files.
 *
 * @throws Failure `history-damaged`, `npz-format`, `npy-format`, `unknown-problem`
 */
export function solutionFrom(
  files: Readonly<Record<ArchiveName, Uint8Array>>,
  { observedFields, observationFile, where }: ArchiveContext,
): Solution {
  const document = documentFrom(files[archiveNames.document], where)
  const problem = problemById(document.problem)
  const arrays = readNpz(files[archiveNames.fields], `${where}/${archiveNames.fields}`)
  const size = arrays['raw_residual']?.shape.at(-1) ?? 0
  const grid = problem.grid(size)
  const { observations, sigma } = observationsFrom(files[archiveNames.observations], observedFields, where)
  const points = observations.value.length
  const shape = [grid.ny, grid.nx]
  const versionFrom = (name: Version): SolutionVersion => {
    const numbers = (array: string, ...wanted: readonly number[]): Float64Array =>
      numbersOf(arrays, `${name}_${array}`, wanted, where)
    const spread = numbers('spread', problem.fields.length)
    return {
      fields: problem.fields.map((declaration, i): FieldEnsemble => {
        const own = `${name}_${declaration.key}_samples`
        const samples = own in arrays ? own : `raw_${declaration.key}_samples`
        return {
          declaration,
          mean: numbers(`${declaration.key}_mean`, ...shape),
          std: numbers(`${declaration.key}_std`, ...shape),
          samples: numbersOf(arrays, samples, [document.samples, ...shape], where),
          spread: spread[i]!,
        }
      }),
      residualMap: numbers('residual', ...shape),
      prediction: numbers('prediction', points),
      misfit: numbers('misfit', points),
    }
  }
  const versions = { raw: versionFrom('raw'), refined: document.refined ? versionFrom('refined') : null }
  return {
    problem,
    grid,
    ...(versions.refined ?? versions.raw),
    exported: versions.refined ? 'refined' : 'raw',
    versions,
    observations,
    observationFile,
    sigma,
    document,
  }
}

/** @throws Failure `history-damaged` */
export function documentFrom(bytes: Uint8Array, where: string): SolutionDocument {
  const path = `${where}/${archiveNames.document}`
  try {
    const content: unknown = JSON.parse(new TextDecoder().decode(bytes))
    const checked = solutionSchema.safeParse(content)
    // The entries keep the order of the file, so that an export has its very bytes.
    if (checked.success) return content as SolutionDocument
    throw damaged(path, 'a solution document', describeIssues(checked.error).join('; '))
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw damaged(path, 'JSON', String(cause))
  }
}

function observationsFrom(
  bytes: Uint8Array,
  fields: readonly string[],
  where: string,
): { observations: Observations; sigma: Float64Array } {
  const arrays = readNpz(bytes, `${where}/${archiveNames.observations}`)
  const count = arrays['value']?.data.length ?? 0
  const numbers = (name: string): Float64Array => numbersOf(arrays, name, [count], where)
  const integers = (name: string): Uint8Array => {
    const data = arrays[name]?.data
    if (data instanceof Uint8Array && data.length === count) return data
    throw damaged(where, `a column ${name} of ${count} entries`, 'another')
  }
  const line = arrays['line']?.data
  if (!(line instanceof BigInt64Array) || line.length !== count) {
    throw damaged(where, `a column line of ${count} entries`, 'another')
  }
  const field = integers('field')
  if (field.some((index) => index >= fields.length)) throw damaged(where, `${fields.length} observed fields`, 'more')
  return {
    sigma: numbers('taken_sigma'),
    observations: {
      fields: [...fields],
      field,
      x: numbers('x'),
      y: numbers('y'),
      value: numbers('value'),
      sigma: numbers('sigma'),
      line: Uint32Array.from(line, Number),
      ...('shape' in arrays && { averages: { shape: integers('shape'), x2: numbers('x2'), y2: numbers('y2') } }),
    },
  }
}

function numbersOf(arrays: Arrays, name: string, shape: readonly number[], where: string): Float64Array {
  const array = arrays[name]
  if (array?.data instanceof Float64Array && array.shape.join() === shape.join()) return array.data
  const received = array ? `${array.data.constructor.name} (${array.shape.join(', ')})` : 'none'
  throw damaged(where, `${name}: Float64Array (${shape.join(', ')})`, received)
}

export function damaged(where: string, expected: string, received: string): Failure {
  return new Failure({
    code: 'history-damaged',
    kind: 'usage',
    what: 'this solution of the history is damaged and cannot be opened',
    where,
    expected,
    received,
  })
}
