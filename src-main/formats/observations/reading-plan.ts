/** A mapping made ready for rows: where each role stands, and how its numbers become the problem's. */
import type { ColumnRole, MappedColumn, Mapping } from '../../contract/observations'
import { Failure, type FailureDetail } from '../../field/failure'
import type { FieldDeclaration } from '../../field/field'
import { conversion, same, type Conversion } from '../../field/units'
import { smallestGrid } from '../../problems/grid-size'
import type { Problem } from '../../problems/problem'
import { expectedHeader } from './native'
import type { RawColumn } from './raw-table'

export interface NumberColumn {
  readonly at: number
  readonly name: string
  /** Taken off before the conversion. */
  readonly offset: number
  readonly conversion: Conversion
  /** Of the file's numbers where it is not the problem's. */
  readonly unit: string | undefined
}

export interface PositionColumn extends NumberColumn {
  /** Largest position, in `extentUnit`. */
  readonly extent: number
  readonly extentUnit: string
}

/** A column of values of one field of the problem. */
export interface ValueColumn extends NumberColumn {
  readonly field: number
  readonly sigma: NumberColumn | undefined
}

export interface ReadingPlan {
  readonly x: PositionColumn
  readonly y: PositionColumn
  /** What each row measures, or, where a column names the field, what it measures for each field of the problem. */
  readonly values: readonly ValueColumn[]
  /** Place of the column that names the field; then an empty value is no value that is missing but an error. */
  readonly field: number | undefined
  /** Fields whose values the unit of such a file does not suit, with the reason. */
  readonly unsuited: ReadonlyMap<number, FailureDetail>
  readonly average: { readonly shape: number; readonly x2: PositionColumn; readonly y2: PositionColumn } | undefined
}

/**
 * @throws Failure `observations-mapping`, `observations-header` where the mapping was guessed, `unit-unknown`,
 * `unit-dimension`; all that is wrong, the further ones in `others`
 */
export function readingPlan(mapping: Mapping, problem: Problem, fileName: string, guessed: boolean): ReadingPlan {
  const plan = new Planner(mapping.columns, problem, fileName, guessed)
  return plan.made()
}

/** @throws Failure `observations-mapping` for a mapping of other columns */
export function checkColumns(mapping: Mapping, columns: readonly RawColumn[], fileName: string): void {
  const names = (list: readonly { readonly name: string }[]): string =>
    list.length === 0
      ? 'none'
      : list
          .map(({ name }) => name)
          .join(', ')
          .slice(0, 200)
  const mapped = mapping.columns
  if (mapped.length === columns.length && mapped.every(({ name }, at) => name === columns[at]!.name)) return
  throw new Failure({
    code: 'observations-mapping',
    kind: 'usage',
    what: 'the mapping is of a file with other columns',
    where: fileName,
    expected: names(mapped),
    received: names(columns),
  })
}

/**
 * How a column's numbers, less its offset, become those in `target`.
 *
 * @throws Failure where its unit does not convert
 */
export function columnConversion(
  { unit, scale }: Pick<MappedColumn, 'unit' | 'scale'>,
  target: string,
  where: string,
  asHead = false,
): Conversion {
  if (scale !== null) return { times: Math.sign(scale), over: Math.abs(scale), plus: 0 }
  if (unit === null) return same
  const found = conversion(unit, target, where, asHead)
  return found.times === found.over && found.plus === 0 ? same : found
}

class Planner {
  private readonly faults: FailureDetail[] = []
  private readonly unsuited = new Map<number, FailureDetail>()

  constructor(
    private readonly columns: readonly MappedColumn[],
    private readonly problem: Problem,
    private readonly fileName: string,
    private readonly guessed: boolean,
  ) {}

  made(): ReadingPlan {
    const x = this.position('x', 'x')
    const y = this.position('y', 'y')
    const field = this.only('field')
    const values = this.values(field !== undefined)
    const average = this.average()
    const [first, ...others] = this.faults
    if (first) throw new Failure(first, others)
    return { x: x!, y: y!, values, field, unsuited: this.unsuited, average }
  }

  private values(long: boolean): ValueColumn[] {
    const { fields } = this.problem
    const all = this.placesOf('value')
    if (all.length === 0) this.missing('value', 'what was measured')
    const sigmas = this.placesOf('sigma')
    for (const at of sigmas) this.checkSigma(at, all, long)
    const columns = all.flatMap((at) => {
      const { field, name } = this.columns[at]!
      const keys = field !== null ? [field] : long ? fields.map(({ key }) => key) : undefined
      if (keys === undefined) {
        const expected = fields.map(({ key }) => key).join(' or ')
        this.fault(`the column ${JSON.stringify(name)} is of no field`, `a field: ${expected}`, 'none')
      }
      if (long && field !== null) {
        this.fault('one column names the field, another is of one', 'one of the two', `${name} of ${field}`)
      }
      return (keys ?? []).flatMap((key) => this.valueOf(at, key, sigmas, long))
    })
    if (columns.length === 0) this.faults.push(...this.unsuited.values())
    const twice = columns.find(({ field }, i) => columns.findIndex((other) => other.field === field) !== i)
    if (twice) this.fault(`two columns of values of ${fields[twice.field]!.key}`, 'one', 'two')
    return columns
  }

  private valueOf(at: number, key: string, sigmas: readonly number[], long: boolean): ValueColumn[] {
    const field = this.problem.fields.findIndex((declared) => declared.key === key)
    const declaration = this.problem.fields[field]
    if (!declaration) {
      const expected = this.problem.fields.map((declared) => declared.key).join(' or ')
      this.fault(`a field that ${this.problem.title} does not have`, expected, JSON.stringify(key))
      return []
    }
    try {
      const value = this.converting(at, declaration.unit, isHead(declaration))
      return [{ ...value, field, sigma: this.sigmaOf(value, declaration, sigmas) }]
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      // The unit of a long file need suit the fields that occur alone.
      if (long) this.unsuited.set(field, error.detail)
      else this.faults.push(error.detail)
      return []
    }
  }

  private sigmaOf(
    value: NumberColumn,
    declaration: FieldDeclaration,
    sigmas: readonly number[],
  ): NumberColumn | undefined {
    const own = sigmas.find((at) => this.columns[at]!.field === declaration.key)
    const at = own ?? sigmas.find((place) => this.columns[place]!.field === null)
    if (at === undefined) return undefined
    const { unit, scale, name } = this.columns[at]!
    const asValue = unit === null && scale === null
    const column = asValue ? { ...value, at, name } : this.converting(at, declaration.unit, isHead(declaration))
    return { ...column, offset: 0 }
  }

  private checkSigma(at: number, values: readonly number[], long: boolean): void {
    const { field, name } = this.columns[at]!
    if (field === null || long || values.some((place) => this.columns[place]!.field === field)) return
    this.fault(`the noise ${JSON.stringify(name)} of a field without values`, `a column of values of ${field}`, 'none')
  }

  private average(): ReadingPlan['average'] {
    const roles = ['shape', 'x2', 'y2'] as const
    const has = roles.filter((role) => this.placesOf(role).length > 0)
    if (has.length === 0) return undefined
    if (has.length < roles.length) {
      this.fault('lines and boxes without all of their columns', roles.join(', '), has.join(', '))
      return undefined
    }
    const shape = this.only('shape')
    const x2 = this.position('x2', 'x')
    const y2 = this.position('y2', 'y')
    return shape !== undefined && x2 && y2 ? { shape, x2, y2 } : undefined
  }

  private position(role: 'x' | 'y' | 'x2' | 'y2', axis: 'x' | 'y'): PositionColumn | undefined {
    const at = this.only(role)
    const { symbols, extent } = this.problem.grid(smallestGrid)
    if (at === undefined) {
      if (role === axis) this.missing(role, `the position ${symbols[axis]}`)
      return undefined
    }
    try {
      return { ...this.converting(at, extent.unit, false), extent: extent[axis], extentUnit: extent.unit }
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      this.faults.push(error.detail)
      return undefined
    }
  }

  /** @throws Failure where the unit does not convert */
  private converting(at: number, target: string, asHead: boolean): NumberColumn {
    const column = this.columns[at]!
    const { name, unit, offset, scale } = column
    const found = columnConversion(column, target, `${this.fileName} column ${JSON.stringify(name)}`, asHead)
    const isSame = scale === null && found === same
    return { at, name, offset, conversion: found, unit: isSame ? undefined : (unit ?? undefined) }
  }

  private only(role: ColumnRole): number | undefined {
    const places = this.placesOf(role)
    if (places.length > 1)
      this.fault(`several columns are ${role}`, 'one', places.map((at) => this.columns[at]!.name).join(', '))
    return places[0]
  }

  private placesOf(role: ColumnRole): number[] {
    return this.columns.flatMap((column, at) => (column.role === role ? [at] : []))
  }

  private missing(role: ColumnRole, what: string): void {
    const received = this.columns
      .map(({ name }) => name)
      .join(',')
      .slice(0, 80)
    if (!this.guessed) return this.fault(`no column holds ${what}`, `a column with the role ${role}`, received)
    this.faults.push({
      code: 'observations-header',
      kind: 'usage',
      what: `no column is known to hold ${what}`,
      where: this.fileName,
      expected: `${expectedHeader(this.problem)}, or a mapping of the columns`,
      received: JSON.stringify(received),
    })
  }

  private fault(what: string, expected: string, received: string): void {
    this.faults.push({ code: 'observations-mapping', kind: 'usage', what, where: this.fileName, expected, received })
  }
}

/** A pressure head may be given as a pressure. */
export const isHead = ({ name }: FieldDeclaration): boolean => /\bhead\b/i.test(name)
