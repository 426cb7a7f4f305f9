import type { FieldDeclaration } from '../../field/field'
import { supportShapes, type SupportShape } from '../../field/observations'
import { converted, convertedSpread } from '../../field/units'
import type { Problem } from '../../problems/problem'
import { type LineFindings, quoted } from '../line-findings'
import type { PointColumns, PointRow } from '../point-columns'
import { admissible, inUnit, isAdmissible } from './admissible'
import { fieldNamed } from './column-names'
import { expectedNumber, isMissing, parseNumber } from './numbers'
import type { BrokenRow, Cell } from './raw-table'
import type { NumberColumn, PositionColumn, ReadingPlan, ValueColumn } from './reading-plan'

const shapeWords: Readonly<Record<string, SupportShape>> = {
  punkt: 'point',
  linie: 'line',
  rechteck: 'box',
  kasten: 'box',
  rectangle: 'box',
}

type Support = Pick<PointRow, 'x' | 'y' | 'shape' | 'x2' | 'y2'>

/** Takes the measurements of one row after another, checks them and keeps the good ones. */
export class MeasurementReader {
  private rows = 0
  private readonly fieldOfCell = new Map<Cell, number | undefined>()

  constructor(
    private readonly plan: ReadingPlan,
    private readonly width: number,
    private readonly decimal: '.' | ',',
    private readonly problem: Problem,
    private readonly findings: LineFindings,
    private readonly points: PointColumns,
  ) {}

  /** Rows that state a measurement, usable or not. */
  get rowsRead(): number {
    return this.rows
  }

  read(cells: readonly Cell[] | BrokenRow, line: number): void {
    if (cells === 'unclosed quote') {
      this.rows++
      this.findings.add(line, { code: 'observations-quote', what: 'a quote that is not closed' })
      return
    }
    if (cells.length !== this.width) {
      this.rows++
      this.findings.add(line, {
        code: 'observations-columns',
        what: cells.length > this.width ? 'too many columns (a decimal comma?)' : 'too few columns',
        expected: `${this.width} columns`,
        received: `${cells.length}`,
      })
      return
    }
    const before = this.findings.count
    const measured = this.measuredIn(cells, line)
    if (measured.length === 0 && this.findings.count === before) return
    this.rows++
    const x = this.position(line, this.plan.x, cells)
    const y = this.position(line, this.plan.y, cells)
    // Plain loops and whole objects here: a million rows go through them.
    const values: (number | undefined)[] = []
    const sigmas: number[] = []
    for (const column of measured) {
      values.push(this.number(line, column, cells))
      sigmas.push(this.sigma(line, column.sigma, cells))
    }
    const support = this.support(line, cells, x, y)
    for (let i = 0; i < measured.length; i++) {
      if (values[i] !== undefined) this.checkBounds(line, this.problem.fields[measured[i]!.field]!, values[i]!)
    }
    if (this.findings.count > before) return
    const { shape, x2, y2 } = support!
    for (let i = 0; i < measured.length; i++) {
      const { field } = measured[i]!
      const [value, sigma] = [values[i]!, sigmas[i]!]
      this.points.push({ field, x: support!.x, y: support!.y, value, sigma, shape, x2, y2, line })
    }
  }

  /** The columns whose values the row states. */
  private measuredIn(cells: readonly Cell[], line: number): readonly ValueColumn[] {
    const { field: at, values } = this.plan
    if (at === undefined) return values.filter((column) => !isMissing(cells[column.at]!))
    const cell = cells[at]!
    if (!this.fieldOfCell.has(cell)) this.fieldOfCell.set(cell, this.fieldIndex(String(cell)))
    const field = this.fieldOfCell.get(cell)
    const column = values.find((candidate) => candidate.field === field)
    if (field !== undefined && column) return [column]
    const unsuited = field === undefined ? undefined : this.plan.unsuited.get(field)
    if (unsuited) {
      const { code, what, expected, received } = unsuited
      this.findings.add(line, { code, what, expected: expected!, received: received! })
      return values.slice(0, 1)
    }
    this.findings.add(line, {
      code: 'observations-unknown-field',
      what: `a field that ${this.problem.title} does not have`,
      expected: this.problem.fields.map(({ key }) => key).join(' or '),
      received: cell === '' ? 'an empty cell' : quoted(String(cell)),
    })
    // The first column serves to check the number all the same.
    return values.slice(0, 1)
  }

  private fieldIndex(cell: string): number | undefined {
    const key = fieldNamed(cell, this.problem)
    const index = this.problem.fields.findIndex((declared) => declared.key === key)
    return index < 0 ? undefined : index
  }

  private number(line: number, column: NumberColumn, cells: readonly Cell[]): number | undefined {
    const cell = cells[column.at]!
    const number = parseNumber(cell, this.decimal)
    if (number === undefined) {
      this.findings.add(line, {
        code: 'observations-number',
        what: `${column.name} is not a number`,
        expected: expectedNumber(cell, this.decimal),
        received: cell === '' ? 'an empty cell' : quoted(String(cell)),
      })
      return undefined
    }
    const value = converted(number - column.offset, column.conversion)
    if (Number.isFinite(value)) return value
    this.findings.add(line, {
      code: 'observations-not-finite',
      what: `${column.name} is not finite`,
      expected: 'a finite number',
      received: quoted(String(cell)),
    })
    return undefined
  }

  private position(line: number, column: PositionColumn, cells: readonly Cell[], isEnd = false): number | undefined {
    const exact = this.number(line, column, cells)
    if (exact === undefined) return undefined
    const { extent, extentUnit } = column
    const cell = cells[column.at]!
    const position = this.unrounded(exact, column, cell)
    if (position >= 0 && position <= extent) return position
    const isSame = exact === parseNumber(cell, this.decimal)
    this.findings.add(line, {
      code: 'observations-outside-domain',
      what: isEnd ? 'a line or box that ends outside the domain' : 'a point outside the domain',
      expected: `${column.name} from 0 to ${inUnit(extent, extentUnit)}`,
      received: isSame
        ? `${cell}`
        : `${cell}${column.unit ? ` ${column.unit}` : ''}, which is ${inUnit(exact, extentUnit)}`,
    })
    return undefined
  }

  /** A position that only the rounding of its conversion put off an edge of the domain lies on it. */
  private unrounded(position: number, { offset, conversion, extent }: PositionColumn, cell: Cell): number {
    if (position >= 0 && position <= extent) return position
    const edge = position < 0 ? 0 : extent
    const size = Math.abs(parseNumber(cell, this.decimal)!) + Math.abs(offset)
    const isPlain = offset === 0 && conversion.times === conversion.over
    const rounding = isPlain ? 0 : 4 * Number.EPSILON * convertedSpread(size, conversion)
    return Math.abs(position - edge) <= rounding ? edge : position
  }

  private sigma(line: number, column: NumberColumn | undefined, cells: readonly Cell[]): number {
    if (!column) return Number.NaN
    const cell = cells[column.at]!
    if (isMissing(cell)) return Number.NaN
    if (typeof cell === 'string' && cell.toLowerCase() === 'exact') return 0
    const stated = parseNumber(cell, this.decimal)
    if (stated === undefined || Number.isNaN(stated)) {
      this.number(line, column, cells)
      return Number.NaN
    }
    const sigma = convertedSpread(stated, column.conversion)
    if (stated >= 0 && Number.isFinite(sigma)) return sigma
    this.findings.add(line, {
      code: 'observations-sigma',
      what: stated < 0 ? 'sigma is negative' : 'sigma is not finite',
      expected: 'a standard deviation, 0 or exact for an exact value, or an empty cell',
      received: `${cell}`,
    })
    return Number.NaN
  }

  /** Where the row measures, in one way of writing it: a line from its lesser end, a box from its lowest corner. */
  private support(
    line: number,
    cells: readonly Cell[],
    x: number | undefined,
    y: number | undefined,
  ): Support | undefined {
    const point = x === undefined || y === undefined ? undefined : { x, y, shape: 0, x2: Number.NaN, y2: Number.NaN }
    const { average } = this.plan
    if (!average) return point
    const stated = String(cells[average.shape]!)
    const word = stated.toLowerCase() || 'point'
    const shape = supportShapes.indexOf(shapeWords[word] ?? (word as SupportShape))
    if (shape < 0) {
      this.reportShape(line, 'an unknown shape', supportShapes.join(', '), quoted(stated))
      return undefined
    }
    if (supportShapes[shape] === 'point') {
      const filled = [cells[average.x2.at]!, cells[average.y2.at]!].filter((end) => !isMissing(end))
      if (filled.length > 0) {
        const expected = 'the shape line or box, or empty cells for its end'
        this.reportShape(line, 'a point with an end', expected, filled.map((end) => quoted(String(end))).join(' and '))
      }
      return point
    }
    const x2 = this.position(line, average.x2, cells, true)
    const y2 = this.position(line, average.y2, cells, true)
    if (x === undefined || y === undefined || x2 === undefined || y2 === undefined) return undefined
    const [left, right] = [Math.min(x, x2), Math.max(x, x2)]
    const [low, high] = [Math.min(y, y2), Math.max(y, y2)]
    if (supportShapes[shape] === 'box') {
      if (left === right || low === high) {
        const corners = 'corners that differ in both coordinates'
        this.reportShape(line, 'a box without area', corners, `${left} to ${right} by ${low} to ${high}`)
      }
      return { x: left, y: low, shape, x2: right, y2: high }
    }
    if (left === right && low === high) {
      this.reportShape(line, 'a line without length', 'two different ends', `(${x}, ${y}) twice`)
    }
    const turned = x2 < x || (x2 === x && y2 < y)
    return turned ? { x: x2, y: y2, shape, x2: x, y2: y } : { x, y, shape, x2, y2 }
  }

  private reportShape(line: number, what: string, expected: string, received: string): void {
    this.findings.add(line, { code: 'observations-shape', what, expected, received })
  }

  private checkBounds(line: number, declaration: FieldDeclaration, value: number): void {
    if (isAdmissible(declaration, value)) return
    this.findings.add(line, {
      code: 'observations-out-of-bounds',
      what: `a value that ${declaration.key} cannot take`,
      expected: admissible(declaration),
      received: `${value}`,
    })
  }
}
