import type { FieldDeclaration } from '../field/field'
import { supportShapes, type SupportShape } from '../field/observations'
import { smallestGrid } from '../problems/grid-size'
import type { Problem } from '../problems/problem'
import { splitRow } from './csv-row'
import { type LineFindings, quoted } from './line-findings'
import { admissible, inUnit, isAdmissible } from './observations/admissible'
import { columnNames, type Column, type Columns } from './observation-columns'
import type { PointColumns, PointRow } from './point-columns'

/** Checks and stores one row after another. */
export class RowReader {
  /** Position of each column in a row; -1 where the file has no such column. */
  private readonly at: Readonly<Record<Column, number>>
  private readonly fieldIndex: ReadonlyMap<string, number>
  private rows = 0
  private readonly extent: { readonly x: number; readonly y: number; readonly unit: string }

  constructor(
    private readonly columns: Columns,
    private readonly problem: Problem,
    private readonly findings: LineFindings,
    private readonly points: PointColumns,
  ) {
    const position = (column: Column): number => columns.get(column)?.at ?? -1
    this.at = Object.fromEntries(columnNames.map((column) => [column, position(column)])) as Record<Column, number>
    this.fieldIndex = new Map(problem.fields.map(({ key }, index) => [key, index]))
    this.extent = problem.grid(smallestGrid).extent
  }

  /** Rows that state a point, usable or not. */
  get rowsRead(): number {
    return this.rows
  }

  read(line: string, lineNumber: number): void {
    const cells = splitRow(line)
    // Commas alone are how spreadsheets write a blank row.
    if (cells !== 'unclosed quote' && cells.every((cell) => cell === '')) return
    this.rows++
    if (cells === 'unclosed quote') {
      this.findings.add(lineNumber, { code: 'observations-quote', what: 'a quote that is not closed' })
      return
    }
    if (cells.length !== this.columns.size) {
      this.findings.add(lineNumber, {
        code: 'observations-columns',
        what: cells.length > this.columns.size ? 'too many columns (a decimal comma?)' : 'too few columns',
        expected: `${this.columns.size} columns`,
        received: `${cells.length}`,
      })
      return
    }
    const before = this.findings.count
    const { at } = this
    const field = this.fieldIndex.get(cells[at.field]!)
    if (field === undefined) this.reportField(lineNumber, cells[at.field]!)
    const x = this.position(lineNumber, 'x', cells[at.x]!)
    const y = this.position(lineNumber, 'y', cells[at.y]!)
    const value = this.number(lineNumber, 'value', cells[at.value]!)
    const sigma = this.sigma(lineNumber, cells[at.sigma] ?? '')
    const support = this.support(lineNumber, cells, x, y)
    if (field !== undefined && value !== undefined) this.checkBounds(lineNumber, this.problem.fields[field]!, value)
    if (this.findings.count > before) return
    this.points.push({ field: field!, ...support!, value: value!, sigma, line: lineNumber })
  }

  /** Where the row measures, in one way of writing it: a line from its lesser end, a box from its lowest corner. */
  private support(
    lineNumber: number,
    cells: readonly string[],
    x: number | undefined,
    y: number | undefined,
  ): Omit<PointRow, 'field' | 'value' | 'sigma' | 'line'> | undefined {
    const point = x === undefined || y === undefined ? undefined : { x, y, shape: 0, x2: Number.NaN, y2: Number.NaN }
    if (this.at.shape < 0) return point
    const stated = cells[this.at.shape]!
    const ends = [cells[this.at.x2]!, cells[this.at.y2]!] as const
    const shape = supportShapes.indexOf((stated.toLowerCase() || 'point') as SupportShape)
    if (shape < 0) {
      this.reportShape(lineNumber, 'an unknown shape', supportShapes.join(', '), quoted(stated))
      return undefined
    }
    if (supportShapes[shape] === 'point') {
      const filled = ends.filter((end) => end !== '')
      if (filled.length > 0) {
        const expected = 'the shape line or box, or empty cells for its end'
        this.reportShape(lineNumber, 'a point with an end', expected, filled.map(quoted).join(' and '))
      }
      return point
    }
    const x2 = this.position(lineNumber, 'x2', ends[0])
    const y2 = this.position(lineNumber, 'y2', ends[1])
    if (x === undefined || y === undefined || x2 === undefined || y2 === undefined) return undefined
    const [left, right] = [Math.min(x, x2), Math.max(x, x2)]
    const [low, high] = [Math.min(y, y2), Math.max(y, y2)]
    if (supportShapes[shape] === 'box') {
      if (left === right || low === high) {
        const corners = 'corners that differ in both coordinates'
        this.reportShape(lineNumber, 'a box without area', corners, `${left} to ${right} by ${low} to ${high}`)
      }
      return { x: left, y: low, shape, x2: right, y2: high }
    }
    if (left === right && low === high) {
      this.reportShape(lineNumber, 'a line without length', 'two different ends', `(${x}, ${y}) twice`)
    }
    const turned = x2 < x || (x2 === x && y2 < y)
    return turned ? { x: x2, y: y2, shape, x2: x, y2: y } : { x, y, shape, x2, y2 }
  }

  private reportShape(lineNumber: number, what: string, expected: string, received: string): void {
    this.findings.add(lineNumber, { code: 'observations-shape', what, expected, received })
  }

  private number(lineNumber: number, column: Column, cell: string): number | undefined {
    const number = parseDecimal(cell)
    if (number === undefined) {
      this.findings.add(lineNumber, {
        code: 'observations-number',
        what: `${this.nameOf(column)} is not a number`,
        expected: decimalComma.test(cell) ? 'a number with a decimal point' : 'a decimal number',
        received: cell === '' ? 'an empty cell' : quoted(cell),
      })
    } else if (!Number.isFinite(number)) {
      this.findings.add(lineNumber, {
        code: 'observations-not-finite',
        what: `${this.nameOf(column)} is not finite`,
        expected: 'a finite number',
        received: quoted(cell),
      })
      return undefined
    }
    return number
  }

  private position(lineNumber: number, column: 'x' | 'y' | 'x2' | 'y2', cell: string): number | undefined {
    const position = this.number(lineNumber, column, cell)
    const extent = this.extent[column === 'x' || column === 'x2' ? 'x' : 'y']
    if (position === undefined || (position >= 0 && position <= extent)) return position
    const isEnd = column === 'x2' || column === 'y2'
    this.findings.add(lineNumber, {
      code: 'observations-outside-domain',
      what: isEnd ? 'a line or box that ends outside the domain' : 'a point outside the domain',
      expected: `${this.nameOf(column)} from 0 to ${inUnit(extent, this.extent.unit)}`,
      received: cell,
    })
    return undefined
  }

  private sigma(lineNumber: number, cell: string): number {
    if (cell === '') return Number.NaN
    if (cell.toLowerCase() === 'exact') return 0
    const sigma = this.number(lineNumber, 'sigma', cell)
    if (sigma === undefined || sigma >= 0) return sigma ?? Number.NaN
    this.findings.add(lineNumber, {
      code: 'observations-sigma',
      what: 'sigma is negative',
      expected: 'a standard deviation, 0 or exact for an exact value, or an empty cell',
      received: cell,
    })
    return Number.NaN
  }

  /** What the file calls the column. */
  private nameOf(column: Column): string {
    return this.columns.get(column)?.name ?? column
  }

  private reportField(lineNumber: number, cell: string): void {
    this.findings.add(lineNumber, {
      code: 'observations-unknown-field',
      what: `a field that ${this.problem.title} does not have`,
      expected: this.problem.fields.map(({ key }) => key).join(' or '),
      received: cell === '' ? 'an empty cell' : quoted(cell),
    })
  }

  private checkBounds(lineNumber: number, declaration: FieldDeclaration, value: number): void {
    if (isAdmissible(declaration, value)) return
    this.findings.add(lineNumber, {
      code: 'observations-out-of-bounds',
      what: `a value that ${declaration.key} cannot take`,
      expected: admissible(declaration),
      received: `${value}`,
    })
  }
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const decimalComma = /^[+-]?\d*,\d+$/
const notANumber = /^[+-]?(?:nan|inf|infinity)$/i

/** The number a cell states, infinite or NaN included; undefined if it states none. */
function parseDecimal(cell: string): number | undefined {
  if (decimal.test(cell)) return Number(cell)
  return notANumber.test(cell) ? Number.NaN : undefined
}
