import { describe, expect, test } from 'vitest'
import {
  mappingSchema,
  previewSchema,
  type Mapping,
  type MappedColumn,
} from '../../../../src-main/contract/observations'
import { Failure } from '../../../../src-main/field/failure'
import { previewObservations } from '../../../../src-main/formats/observations/preview'
import { readObservations } from '../../../../src-main/formats/observations/read'
import { writeNpz } from '../../../../src-main/formats/npz'
import { burgers } from '../../../../src-main/problems/burgers/burgers'
import { darcy } from '../../../../src-main/problems/darcy/darcy'
import { heat } from '../../../../src-main/problems/heat/heat'
import type { Problem } from '../../../../src-main/problems/problem'

const encode = (text: string) => new TextEncoder().encode(text)
const preview = (text: string, problem: Problem = darcy, mapping?: Mapping) =>
  previewSchema.parse(previewObservations(encode(text), 'wells.csv', problem, mapping))
const read = (text: string, problem: Problem = darcy, mapping?: Mapping) =>
  readObservations(encode(text), 'wells.csv', problem, mapping)

/** The guessed mapping of a text with some columns changed. */
function changed(text: string, problem: Problem, changes: Record<string, Partial<MappedColumn>>): Mapping {
  const { mapping } = preview(text, problem)
  return {
    ...mapping,
    columns: mapping.columns.map((column) => ({ ...column, ...changes[column.name] })),
  }
}

function failureOf(action: () => unknown): Failure {
  try {
    action()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('a guess', () => {
  const roles = (text: string, problem: Problem = darcy) =>
    preview(text, problem).mapping.columns.map(({ role, field, unit }) => [role, field, unit].filter(Boolean).join(' '))

  test.each<[string, string[]]>([
    ['x,y,head\n0.1,0.2,3', ['x', 'y', 'value u']],
    ['X [m];Y [m];Grundwasserstand [cm]\n0,1;0,2;3', ['x m', 'y m', 'value u cm']],
    ['Easting (km)\tNorthing (km)\tT\n1\t2\t3', ['x km', 'y km', 'value']],
    ['Rechtswert / m|Hochwert / m|Druck / kPa|± / kPa\n1|2|3|4', ['x m', 'y m', 'value u kPa', 'sigma kPa']],
    ['x,y,u,u_std,a,sigma a\n.1,.2,3,1,2,3', ['x', 'y', 'value u', 'sigma u', 'value a', 'sigma a']],
    ['name,x,y,z,Transmissivity in m²/s\nW1,.1,.2,7,3', ['ignore', 'x', 'y', 'ignore', 'value a m²/s']],
    ['parameter,x,y,result\nu,.1,.2,3', ['field', 'x', 'y', 'value']],
    ['x,y,druck\n.1,.2,3', ['x', 'y', 'value']],
    ['x,y,shape,x2,y2,u\n.1,.2,line,.3,.4,1', ['x', 'y', 'shape', 'x2', 'y2', 'value u']],
    ['u;0,1;0,2;3,5\na;0,1;0,2;3,5', ['field', 'x', 'y', 'value']],
    ['0.1 0.2  3e-2 1e-3', ['x', 'y', 'value', 'sigma']],
    ['1,2,3,4,5', ['ignore', 'ignore', 'ignore', 'ignore', 'ignore']],
  ])('of %j', (text, expected) => expect(roles(text)).toEqual(expected))

  test('knows the fields of two moments apart', () => {
    const text = 'x,y,Temperatur am Anfang,Temperatur am Ende,Temperatur\n.1,.2,3,4,5'
    expect(roles(text, heat)).toEqual(['x', 'y', 'value u0', 'value uT', 'ignore'])
  })

  test('takes times for y in space and time alone', () => {
    expect(roles('x,Zeit,v\n.1,.2,3', burgers)).toEqual(['x', 'y', 'value u'])
    expect(roles('x,Zeit,u\n.1,.2,3', darcy)).toEqual(['x', 'ignore', 'value u'])
  })

  test('of the layout tells delimiter, decimal mark, names and units', () => {
    const layout = (text: string) => preview(text).mapping.text
    expect(layout('x;y;u\n1;2,5;3')).toEqual({ delimiter: ';', decimal: ',', skip: 0, header: 'row', units: false })
    expect(layout('x,y,u\n(m),(m),(m)\n.1,.2,3')).toMatchObject({ delimiter: ',', header: 'row', units: true })
    expect(layout('made by me\n\n1|2|3\n4|5|6')).toMatchObject({ delimiter: '|', skip: 2, header: 'none' })
    expect(layout('# x y u\n1 2 3\n4 5 6')).toMatchObject({ delimiter: ' ', header: 'comment' })
    expect(layout('x,y,u\n"0,5","0,25","1"')).toMatchObject({ delimiter: ',', decimal: ',' })
  })

  test('shows what it is a guess of', () => {
    const shown = preview('x [m],y [m],u,remark\n.1,.2,3,dry\n.3,.4,,\n')
    expect(shown).toMatchObject({ format: 'text', rows: 2, checkedRows: 2, native: false, findingCount: 0 })
    expect(shown.columns.map(({ unit, holds, samples }) => [unit, holds, samples])).toEqual([
      ['m', 'numbers', ['.1', '.3']],
      ['m', 'numbers', ['.2', '.4']],
      [null, 'numbers', ['3', '']],
      [null, 'text', ['dry', '']],
    ])
    const accepts = (role: string, field: string | null) =>
      shown.targets.find((target) => target.role === role && target.field === field)!.accepts
    expect(accepts('x', null)).toEqual(expect.arrayContaining(['m', 'cm']))
    expect(accepts('value', 'u')).toContain('kPa')
    expect(accepts('x', null)).not.toContain('kPa')
  })

  test('of the native form needs nobody', () => {
    expect(preview('value,x,y,field\n3,.1,.2,u\n')).toMatchObject({ native: true, findingCount: 0 })
    expect(preview('value,x,y,field,colour\n3,.1,.2,u,red\n')).toMatchObject({ native: false, findingCount: 0 })
  })

  test('lists what would be refused, by line', () => {
    const { findings, findingCount } = preview(`x,y,u\n${'.1,7,3\n'.repeat(30)}.1,.2,?\n`)
    expect([findings.length, findingCount]).toEqual([20, 31])
    expect(findings[0]).toMatchObject({ code: 'observations-outside-domain', line: 2 })
    const missing = preview('x,y,depth,colour\n.1,.2,1,2\n')
    expect(missing.findings).toMatchObject([{ code: 'observations-header', line: 0 }])
  })

  test('of a long file checks its head and counts the rest', () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => `${(i % 173) / 173},${(i % 179) / 179},1`)
    const shown = preview(`x,y,u\n${rows.join('\n')}\n.1,7,1\n\n`)
    expect(shown).toMatchObject({ rows: 30_001, checkedRows: 20_000, findingCount: 0 })
  })
})

describe('a mapping', () => {
  const site = 'E [km],N [km],h [mbar],s [mbar]\n3512.5,5400,4.903325,0.0980665\n3513,5400.5,0,\n'
  const placed = changed(site, darcy, {
    'E [km]': { role: 'x', unit: 'km', offset: 3512.5, scale: 0.5 },
    'N [km]': { role: 'y', unit: 'km', offset: 5400, scale: 0.5 },
    's [mbar]': { role: 'sigma', field: 'u', unit: 'mbar' },
  })

  test('puts a site into the domain and a pressure into a head', () => {
    const { x, y, value, sigma } = read(site, darcy, placed).table
    expect([[...x], [...y]]).toEqual([
      [0, 1],
      [0, 1],
    ])
    expect([...value]).toEqual([expect.closeTo(0.05, 12), 0])
    expect([...sigma]).toEqual([expect.closeTo(0.001, 12), NaN])
  })

  test('finds what lies outside by its line, in the units of the file and of the domain', () => {
    const { detail } = failureOf(() => read(`${site}3514,5400,1,\n`, darcy, placed))
    expect(detail).toMatchObject({
      code: 'observations-outside-domain',
      where: 'wells.csv line 4',
      expected: 'E [km] from 0 to 1 m',
      received: '3514 km, which is 3 m',
    })
  })

  test('keeps a point on the edge that rounding alone puts off it', () => {
    const text = 'x,y,u\n1.1,0.5,1\n1.3,0.5,2\n'
    const offset = changed(text, burgers, { x: { offset: 0.1 } })
    expect(1.1 - 0.1).toBeLessThanOrEqual(1)
    const third = changed('x,y,u\n1.3,0.5,1\n', burgers, { x: { offset: 1, scale: 0.3 } })
    expect((1.3 - 1) / 0.3).toBeGreaterThan(1)
    expect(read('x,y,u\n1.3,0.5,1\n', burgers, third).table.x[0]).toBe(1)
    expect(failureOf(() => read(text, burgers, offset)).detail.code).toBe('observations-outside-domain')
  })

  test('makes numbers of quantities where the problem has no units, by a scale', () => {
    const text = 'x [m],y [m],Temperatur am Ende [°C],Fehler [K]\n5,0,30,0.5\n'
    expect(failureOf(() => read(text, heat)).detail.code).toBe('unit-dimension')
    const scaled = changed(text, heat, {
      'x [m]': { scale: 10 },
      'y [m]': { scale: 10 },
      'Temperatur am Ende [°C]': { offset: 20, scale: 50 },
      'Fehler [K]': { scale: 50 },
    })
    const { x, value, sigma } = read(text, heat, scaled).table
    expect([x[0], value[0], sigma[0]]).toEqual([0.5, 0.2, 0.01])
  })

  test('converts sigma by the factor of its value where it has no unit of its own', () => {
    const text = 'x,y,u [cm],sigma\n.1,.2,30,2\n'
    expect(read(text).table).toMatchObject({ value: Float64Array.of(0.3), sigma: Float64Array.of(0.02) })
    expect(read(text.replace('sigma', 'sigma [mm]')).table.sigma[0]).toBe(0.002)
  })

  test('of a long file with a unit takes the fields that the unit suits', () => {
    const text = 'field,x,y,value [cm]\nu,.1,.2,30\n'
    expect(read(text).table.value[0]).toBe(0.3)
    const { detail } = failureOf(() => read(`${text}a,.1,.2,30\n`))
    expect(detail).toMatchObject({ code: 'unit-dimension', where: 'wells.csv line 3' })
  })

  test('tells an empty value of a long file from one of a wide file', () => {
    expect(read('x,y,a,u\n.1,.2,,3\n.1,.2,NaN,\n').table.value).toEqual(Float64Array.of(3))
    expect(failureOf(() => read('field,x,y,value\nu,.1,.2,\n')).detail.code).toBe('observations-number')
    expect(failureOf(() => read('x,y,u\n.1,.2,\n')).detail.code).toBe('observations-empty')
  })

  test.each<[string, Record<string, Partial<MappedColumn>>, string]>([
    ['no position', { x: { role: 'ignore' } }, 'observations-mapping'],
    ['a position twice', { u: { role: 'x' } }, 'observations-mapping'],
    ['no value', { u: { role: 'ignore' } }, 'observations-mapping'],
    ['a field twice', { s: { role: 'value', field: 'u' } }, 'observations-mapping'],
    ['a foreign field', { u: { field: 'q' } }, 'observations-mapping'],
    ['no field', { u: { field: null } }, 'observations-mapping'],
    ['noise of what is not measured', { s: { role: 'sigma', field: 'a' } }, 'observations-mapping'],
    ['half an average', { s: { role: 'x2' } }, 'observations-mapping'],
    ['an unknown unit', { x: { unit: 'furlong' } }, 'unit-unknown'],
    ['a unit of another kind', { x: { unit: 'd' } }, 'unit-dimension'],
    ['a name that the file does not have', { x: { name: 'X' } }, 'observations-mapping'],
  ])('with %s is refused', (_, changes, code) => {
    const text = 'x,y,u,s\n.1,.2,3,.4\n'
    expect(failureOf(() => read(text, darcy, changed(text, darcy, changes))).detail.code).toBe(code)
  })

  test('of another kind of file is refused', () => {
    const { mapping } = preview('x,y,u\n.1,.2,3')
    const json = encode('[{"x":0.1,"y":0.2,"u":3}]')
    const { detail } = failureOf(() => readObservations(json, 'a.json', darcy, { ...mapping, format: 'npz' }))
    expect(detail.code).toBe('observations-mapping')
  })

  test('of a preview that does not fit the layout any more is guessed anew', () => {
    const text = 'x;y;u\n0,1;0,2;3\n'
    const { mapping } = preview(text)
    const headless = preview(text, darcy, { ...mapping, text: { ...mapping.text!, header: 'none', skip: 1 } })
    expect(headless.columns.map(({ name }) => name)).toEqual(['column 1', 'column 2', 'column 3'])
    expect(headless.mapping.columns.map(({ role }) => role)).toEqual(['x', 'y', 'value'])
    expect(headless.findings[0]!.message).toContain('is of no field')
  })

  test('may take an array for a field on the grid or for a table', () => {
    const data = Float64Array.from({ length: 20 * 20 }, (_, i) => (i === 21 ? 1 : NaN))
    const bytes = writeNpz({ values: { shape: [20, 20], data } })
    const { mapping } = previewObservations(bytes, 'a.npz', burgers)
    expect(mapping.grid).toBe(false)
    const grid = previewObservations(bytes, 'a.npz', burgers, { ...mapping, grid: true }).mapping
    const { table } = readObservations(bytes, 'a.npz', burgers, mappingSchema.parse(grid))
    expect([table.x[0], table.y[0]]).toEqual([1 / 20, 1 / 19])
  })
})

describe('a number', () => {
  const received = (text: string) => failureOf(() => read(text)).detail
  test.each([
    ['x,y,u\n.1,.2,1 234\n.1,.3,1', 'a number without spaces or other marks between its thousands'],
    ["x,y,u\n.1,.2,1'234.5\n.1,.3,1", 'a number without spaces or other marks between its thousands'],
    ['x;y;u\n0,1;0,2;1.234,5\n0,1;0,3;1,5', 'a number with a decimal comma'],
    ['x;y;u\n0.1;0.2;1,5\n0.1;0.3;1.5', 'a number with a decimal point'],
    ['x,y,u\n.1,.2,1O\n.1,.3,1', 'a decimal number'],
  ])('of %j should have been %s', (text, expected) => {
    expect(received(text)).toMatchObject({ code: 'observations-number', where: 'wells.csv line 2', expected })
  })
})

describe('a hostile file', () => {
  test('of ten million columns is refused by their number', () => {
    const { detail } = failureOf(() => read(`${'1,'.repeat(10_000_000)}1\n`))
    expect(detail.code).toBe('observations-form')
    expect(failureOf(() => read(`${'1,'.repeat(5000)}1\n`)).detail.received).toBe('5001')
  })

  test('of JSON objects with a key each is refused', () => {
    const objects = Array.from({ length: 5000 }, (_, i) => `{"k${i}":1}`)
    expect(failureOf(() => read(`[${objects.join()}]`)).detail.code).toBe('observations-form')
    expect(failureOf(() => read('['.repeat(200_000))).detail.code).toBe('observations-form')
  })

  test('with keys of every object reads them as names', () => {
    const { table } = read('[{"__proto__":{"x":1},"x":0.1,"y":0.2,"u":3,"constructor":null}]')
    expect([...table.value]).toEqual([3])
  })
})
