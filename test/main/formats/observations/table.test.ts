import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { observationTableSchema, type ObservationTable } from '../../../../src-main/contract/observations'
import { Failure } from '../../../../src-main/field/failure'
import { readObservations } from '../../../../src-main/formats/observations/read'
import { checkTable, tableFindings } from '../../../../src-main/formats/observations/table-check'
import { writeObservationsCsv } from '../../../../src-main/formats/observations/write-csv'
import { burgers } from '../../../../src-main/problems/burgers/burgers'
import { darcy } from '../../../../src-main/problems/darcy/darcy'

interface Row {
  readonly field: number
  readonly x: number
  readonly y: number
  readonly value: number
  readonly sigma: number
  readonly shape: number
  readonly x2: number
  readonly y2: number
  readonly line: number
}

const point: Row = { field: 1, x: 0.5, y: 0.25, value: 3, sigma: NaN, shape: 0, x2: NaN, y2: NaN, line: 2 }

function tableOf(rows: readonly Partial<Row>[], fields = ['a', 'u']): ObservationTable {
  const column = (key: keyof Row): Float64Array => Float64Array.from(rows, (row) => ({ ...point, ...row })[key])
  const shape = Uint8Array.from(column('shape'))
  return {
    fields,
    field: Uint8Array.from(column('field')),
    x: column('x'),
    y: column('y'),
    value: column('value'),
    sigma: column('sigma'),
    ...(shape.some((entry) => entry > 0) && { averages: { shape, x2: column('x2'), y2: column('y2') } }),
    line: Uint32Array.from(column('line')),
  }
}

const within = fc.double({ min: 0, max: 1, noNaN: true })
const arbitraryRow = fc
  .record({
    field: fc.integer({ min: 0, max: 1 }),
    x: within,
    y: within,
    value: fc.double({ min: Number.MIN_VALUE, max: 1e300, noNaN: true }),
    sigma: fc.oneof(fc.constant(NaN), fc.constant(0), fc.double({ min: 1e-300, max: 1e300, noNaN: true })),
    shape: fc.integer({ min: 0, max: 2 }),
    right: fc.double({ min: 1e-3, max: 1, noNaN: true }),
    up: fc.double({ min: 1e-3, max: 1, noNaN: true }),
  })
  .map(({ right, up, ...row }) => {
    // A line or a box as a file is read: from its lesser end, not flat.
    const [x2, y2] = [row.x + right * (1 - row.x), row.y + up * (1 - row.y)]
    const flat = row.shape === 0 || x2 === row.x || y2 === row.y
    return { ...row, shape: flat ? 0 : row.shape, x2: flat ? NaN : x2, y2: flat ? NaN : y2 }
  })
const place = ({ field, x, y, shape, x2, y2 }: Partial<Row>): string =>
  `${field} ${x! + 0} ${y! + 0} ${shape} ${x2} ${y2}`
const arbitraryRows = fc.uniqueArray(arbitraryRow, { selector: place, minLength: 1, maxLength: 40 })

describe('a table that is written', () => {
  test('reads back to the same numbers, bit for bit', () => {
    fc.assert(
      fc.property(arbitraryRows, (rows) => {
        const table = tableOf(rows.map((row, i) => ({ ...row, x: row.x + 0, y: row.y + 0, line: i + 2 })))
        const { table: back, native } = readObservations(writeObservationsCsv(table, darcy), 'out.csv', darcy)
        expect(native).toBe(true)
        const key = (of: ObservationTable | typeof back, i: number): string => of.fields[of.field[i]!]!
        expect(Array.from(back.field, (_, i) => key(back, i))).toEqual(Array.from(table.field, (_, i) => key(table, i)))
        const { fields: _, field: __, ...numbers } = back
        const { fields: ___, field: ____, ...written } = table
        expect(numbers).toEqual(written)
      }),
      { numRuns: 200 },
    )
  })

  test('leaves out what it does not need and keeps muted rows as comments', () => {
    const text = (table: ObservationTable, muted?: Uint8Array): string =>
      new TextDecoder().decode(writeObservationsCsv(table, darcy, muted))
    expect(text(tableOf([{}, { field: 0 }]), Uint8Array.of(0, 1))).toBe(
      'field,x,y,value\nu,0.5,0.25,3\n# muted: a,0.5,0.25,3\n',
    )
    expect(text(tableOf([{ sigma: 0 }, { sigma: 0.5 }]))).toBe(
      'field,x,y,value,sigma\nu,0.5,0.25,3,exact\nu,0.5,0.25,3,0.5\n',
    )
  })

  test('calls times by their name', () => {
    const table = tableOf([{ shape: 1, field: 0, x2: 1, y2: 1 }], ['u'])
    expect(new TextDecoder().decode(writeObservationsCsv(table, burgers))).toBe(
      'field,x,t,value,shape,x2,t2\nu,0.5,0.25,3,line,1,1\n',
    )
  })
})

describe('a table that does not belong to the problem', () => {
  test.each<[string, Partial<Row>, string]>([
    ['a point outside', { x: 1.5 }, 'observations-outside-domain'],
    ['an end outside', { shape: 1, x2: 0, y2: -1 }, 'observations-outside-domain'],
    ['a value that its field cannot take', { field: 0, value: -1 }, 'observations-out-of-bounds'],
    ['a line without length', { shape: 1, x2: 0.5, y2: 0.25 }, 'observations-shape'],
    ['a box without area', { shape: 2, x2: 0.5, y2: 0.75 }, 'observations-shape'],
    ['a foreign field', { field: 2 }, 'observations-unknown-field'],
  ])('has %s by the line of the file', (_, row, code) => {
    const table = tableOf([{}, { ...row, line: 7 }], ['a', 'u', 'p'])
    const { listed, count } = tableFindings(table, darcy, 'wells.csv')
    expect(count).toBe(1)
    expect(listed[0]).toMatchObject({ line: 7, detail: { code, where: 'wells.csv line 7' } })
  })

  test('has a value that contradicts another at its place', () => {
    const findings = tableFindings(
      tableOf([{}, { line: 0, value: 4 }, { line: 0, value: 4, x: 0.1 }]),
      darcy,
      'wells.csv',
    )
    expect(findings.listed.map(({ detail }) => [detail.code, detail.what])).toEqual([
      ['observations-duplicate', 'a second value of u at the position of line 2'],
    ])
    expect(tableFindings(tableOf([{ sigma: 1 }, { value: 4, sigma: 1 }]), darcy, 'wells.csv').isEmpty).toBe(true)
  })

  test('has a row that was added by hand by what it says', () => {
    const table = tableOf([{}, { line: 0, x: 1.5 }, { line: 4, y: 2 }, { line: 0, y: 3 }])
    const failure = (rows: ObservationTable): Failure => {
      try {
        checkTable(rows, darcy, 'wells.csv')
      } catch (error) {
        if (error instanceof Failure) return error
        throw error
      }
      throw new Error('nothing was refused')
    }
    const { detail, others } = failure(table)
    expect(detail).toMatchObject({
      code: 'observations-lines',
      what: '3 of 4 points cannot be used',
      where: 'wells.csv line 4 and 2 added by hand',
    })
    expect(others.map(({ where }) => where)).toEqual([
      'row 2 added by hand (u at x = 1.5, y = 0.25)',
      'row 4 added by hand (u at x = 0.5, y = 3)',
      'wells.csv line 4',
    ])
    expect(failure(tableOf([])).detail.code).toBe('observations-empty')
  })
})

describe('the schema of a table', () => {
  const good = tableOf([{}, { shape: 2, x2: 0.75, y2: 0.5, sigma: 0 }])
  const accepts = (changes: object): boolean => observationTableSchema.safeParse({ ...good, ...changes }).success

  test('takes tables, empty ones too', () => {
    expect(observationTableSchema.parse(good)).toEqual(good)
    expect(observationTableSchema.safeParse(tableOf([])).success).toBe(true)
  })

  test.each<[string, object]>([
    ['plain arrays', { x: [0.5, 0.5] }],
    ['floats of single precision', { value: Float32Array.of(1, 2) }],
    ['columns of different lengths', { y: Float64Array.of(1) }],
    ['a field that is not there', { field: Uint8Array.of(0, 2) }],
    ['a field twice', { fields: ['u', 'u'] }],
    ['a position that is not finite', { x: Float64Array.of(NaN, 1) }],
    ['a value that is not finite', { value: Float64Array.of(Infinity, 1) }],
    ['a negative sigma', { sigma: Float64Array.of(-1, 1) }],
    ['an infinite sigma', { sigma: Float64Array.of(Infinity, 1) }],
    ['an unknown shape', { averages: { ...good.averages, shape: Uint8Array.of(3, 0) } }],
    ['a box without a corner', { averages: { ...good.averages, x2: Float64Array.of(NaN, NaN) } }],
    ['a point with an end', { averages: { ...good.averages, y2: Float64Array.of(1, 1) } }],
    ['nothing for a column', { line: undefined }],
  ])('refuses %s', (_, changes) => expect(accepts(changes)).toBe(false))
})
