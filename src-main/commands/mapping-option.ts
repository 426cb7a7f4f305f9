/** `--map` and `--mapping`: what the columns of an observation file hold, where the guess is not what is meant. */
import { mappingSchema, type ColumnRole, type MappedColumn, type Mapping } from '../contract/observations'
import { describeIssues } from '../contract/errors'
import { Failure } from '../field/failure'
import { unitInName } from '../formats/observations/column-names'
import { numeric } from '../formats/observations/guess-columns'
import { openObservations } from '../formats/observations/open'
import type { RawColumn } from '../formats/observations/raw-table'
import { smallestGrid } from '../problems/grid-size'
import type { Problem } from '../problems/problem'
import { readInput } from './read-input'

export const mappingOptions = {
  map: {
    kind: 'string',
    repeated: true,
    placeholder: 'ROLE=COLUMN',
    summary:
      'What a column holds where the guess is wrong: x, y, t, x2, y2, t2, shape, field, value, sigma, sigma(FIELD), a ' +
      "field's key, or ignore=COLUMN. A column is its name or number; behind it may stand its unit, what is taken off " +
      "first, and what the rest is divided by: 'x=Easting [km] - 3512 / 0.5', 'u=4 [cm]'.",
  },
  mapping: {
    kind: 'string',
    placeholder: 'FILE.json',
    summary: 'All of the mapping, as `fieldsmith observations --json` prints it.',
  },
} as const

interface MappingArguments {
  readonly map: readonly string[]
  readonly mapping: string | undefined
}

/**
 * The mapping that the options ask for; undefined where they ask for none.
 *
 * @throws Failure `bad-value`, `mapping-unreadable`
 */
export async function askedMapping(
  { map, mapping: file }: MappingArguments,
  bytes: Uint8Array,
  fileName: string,
  problem: Problem,
): Promise<Mapping | undefined> {
  const given = file === undefined ? undefined : await readMapping(file)
  if (map.length === 0) return given
  const { mapping, table } = openObservations(bytes, fileName, problem, given)
  return map.reduce((sum, assignment) => assigned(sum, table.columns, assignment, problem), mapping)
}

async function readMapping(path: string): Promise<Mapping> {
  const what = 'the mapping cannot be read'
  const bytes = await readInput(path, { code: 'mapping-unreadable', what, form: 'JSON' })
  const refuse = (received: string): Failure =>
    new Failure({
      code: 'mapping-unreadable',
      kind: 'usage',
      what,
      where: path,
      expected: 'a mapping as `fieldsmith observations --json` prints it',
      received,
    })
  const document = parsedJson(bytes)
  if (document === undefined) throw refuse('no JSON')
  const isPreview = typeof document === 'object' && document !== null && 'mapping' in document
  const mapping = mappingSchema.safeParse(isPreview ? document.mapping : document)
  if (mapping.success) return mapping.data
  throw refuse(describeIssues(mapping.error).slice(0, 3).join('; '))
}

function parsedJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}

const roles: readonly ColumnRole[] = ['x', 'y', 'x2', 'y2', 'shape', 'field', 'value', 'sigma', 'ignore']

/** The mapping with one column assigned; a role that another column had is taken from it. */
function assigned(mapping: Mapping, stated: readonly RawColumn[], assignment: string, problem: Problem): Mapping {
  const refuse = (expected: string, received: string): Failure =>
    new Failure({ code: 'bad-value', kind: 'usage', what: 'value cannot be read', where: '--map', expected, received })
  const [, said, column] = /^([^=]+)=(.+)$/.exec(assignment) ?? []
  if (said === undefined || column === undefined) throw refuse('ROLE=COLUMN', `"${assignment}"`)
  const meaning = meaningOf(said.trim(), problem)
  const keys = problem.fields.map(({ key }) => key).join(', ')
  if (!meaning) throw refuse(`one of ${roles.join(', ')}, ${keys}, or sigma(FIELD)`, `"${said}"`)
  const found = columnOf(column.trim(), stated)
  if (!found) throw refuse(`one of ${stated.map(({ name }) => `"${name}"`).join(', ')}`, `"${column}"`)
  const { at, ...change } = found
  const columns = mapping.columns.map((current, index): MappedColumn => {
    if (index === at) return { ...current, ...meaning, ...change, unit: numeric.has(meaning.role) ? change.unit : null }
    const isTaken = meaning.role !== 'ignore' && current.role === meaning.role && current.field === meaning.field
    return isTaken ? { ...current, role: 'ignore', field: null } : current
  })
  return { ...mapping, columns: consistent(columns, meaning.role, at, problem) }
}

/** A column that names the field makes the values of no field, and values of a field leave it nothing to name. */
function consistent(
  columns: readonly MappedColumn[],
  role: ColumnRole,
  at: number,
  { fields }: Problem,
): MappedColumn[] {
  return columns.map((column, index) => {
    if (role === 'field' && column.role === 'value') return { ...column, field: null }
    if (role !== 'value' || index === at) return withOnlyField(column)
    if (columns[at]!.field === null) return column
    const isSpare = column.role === 'field' || (column.role === 'value' && column.field === null)
    return isSpare ? { ...column, role: 'ignore', field: null } : column
  })

  function withOnlyField(column: MappedColumn): MappedColumn {
    const isLong = columns.some((other) => other.role === 'field')
    const isOpen = column.role === 'value' && column.field === null && !isLong && fields.length === 1
    return isOpen ? { ...column, field: fields[0]!.key } : column
  }
}

function meaningOf(said: string, problem: Problem): Pick<MappedColumn, 'role' | 'field'> | undefined {
  const { x, y } = problem.grid(smallestGrid).symbols
  const positions: Readonly<Record<string, ColumnRole>> = { [x]: 'x', [y]: 'y', [`${x}2`]: 'x2', [`${y}2`]: 'y2' }
  const isField = (key: string | undefined): key is string => problem.fields.some((field) => field.key === key)
  if (isField(said)) return { role: 'value', field: said }
  const sigmaOf = /^sigma\s*\(\s*(\S+?)\s*\)$/.exec(said)?.[1]
  if (isField(sigmaOf)) return { role: 'sigma', field: sigmaOf }
  const role = positions[said] ?? roles.find((known) => known === said)
  return role && { role, field: null }
}

type Found = Pick<MappedColumn, 'unit' | 'offset' | 'scale'> & { readonly at: number }

/** Column, unit, offset and scale of `Easting [km] - 3512 / 0.5`; a name that is the file's own goes before all. */
function columnOf(said: string, stated: readonly RawColumn[]): Found | undefined {
  const names = stated.map(({ name }) => name)
  const number = '[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?'
  const pattern = new RegExp(`^(.*?)(?:\\s+-\\s+(${number}))?(?:\\s+/\\s+(${number}))?$`)
  const [, rest, offset, scale] = names.includes(said) ? [said, said] : (pattern.exec(said) ?? [])
  if (rest === undefined || Number(scale ?? 1) === 0) return undefined
  const { plain, unit } = unitInName(rest)
  const own = names.findIndex((name) => name === rest)
  const bare = own >= 0 ? own : names.findIndex((name) => name === plain || unitInName(name).plain === plain)
  const at = bare >= 0 ? bare : /^\d+$/.test(plain) ? Number(plain) - 1 : -1
  if (at < 0 || at >= names.length) return undefined
  return {
    at,
    unit: unit ?? stated[at]!.unit,
    offset: Number(offset ?? 0),
    scale: scale === undefined ? null : Number(scale),
  }
}
