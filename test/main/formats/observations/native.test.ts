import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Failure } from '../../../../src-main/field/failure'
import { countByField, observationCount } from '../../../../src-main/field/observations'
import { readObservations } from '../../../../src-main/formats/observations/read'
import { maximumAverages } from '../../../../src-main/formats/observations/refusals'
import { maximumLines } from '../../../../src-main/formats/observations/text-table'
import { burgers } from '../../../../src-main/problems/burgers/burgers'
import { darcy } from '../../../../src-main/problems/darcy/darcy'

const encode = (text: string) => new TextEncoder().encode(text)
const read = (text: string) => readObservations(encode(text), 'sensors.csv', darcy).table

function failureOf(action: () => unknown): Failure {
  try {
    action()
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('nothing was refused')
}

const refusal = (text: string) => failureOf(() => read(text))

describe('a good file', () => {
  test('gives its points with the line each came from', () => {
    const points = read(
      '# Well field, May\nfield,x,y,value,sigma\n\nu,0.25,0.5,0.01,1e-3\na,1,0,12,\nu,0,1,-2,.5 # dry\n',
    )
    expect(points.fields).toEqual(['a', 'u'])
    expect([...points.field]).toEqual([1, 0, 1])
    expect([...points.x]).toEqual([0.25, 1, 0])
    expect([...points.y]).toEqual([0.5, 0, 1])
    expect([...points.value]).toEqual([0.01, 12, -2])
    expect([...points.sigma]).toEqual([0.001, Number.NaN, 0.5])
    expect([...points.line]).toEqual([4, 5, 6])
    expect(countByField(points)).toEqual({ a: 1, u: 2 })
  })

  test('names only the fields that occur', () => {
    expect(read('field,x,y,value\nu,0.1,0.1,3').fields).toEqual(['u'])
  })

  test.each([
    ['a byte-order mark', '\uFEFFfield,x,y,value\na,0.5,0.25,3\n'],
    ['Windows line ends', 'field,x,y,value\r\na,0.5,0.25,3\r\n'],
    ['line ends of old Macs', 'field,x,y,value\ra,0.5,0.25,3\r'],
    ['no line end at the end', 'field,x,y,value\na,0.5,0.25,3'],
    ['columns in another order and case', 'Value, Y ,X,FIELD\n3,0.25,0.5,a\n'],
    ['quotes', '"field","x","y","value"\n"a", "0.5" ,0.25,"3"\n'],
    ['spaces and tabs around cells', 'field,x,y,value\n a ,\t0.5, 0.25 ,3\t\n'],
    ['signs and exponents', 'field,x,y,value\na,+5.0e-1,25E-2,.3e1\n'],
    ['blank spreadsheet rows', 'field,x,y,value\n,,,\na,0.5,0.25,3\n,,,,\n'],
    ['a comment in a Windows code page', 'field,x,y,value\n# 20 \u00b0C\na,0.5,0.25,3\n'],
  ])('may have %s', (_, text) => {
    const bytes = text.includes('\u00b0') ? Uint8Array.from(text, (letter) => letter.charCodeAt(0)) : encode(text)
    const points = readObservations(bytes, 'sensors.csv', darcy).table
    expect([points.fields, [...points.x], [...points.y], [...points.value]]).toEqual([['a'], [0.5], [0.25], [3]])
    expect(points.sigma[0]).toBeNaN()
  })

  test('reads any finite points back bit for bit', () => {
    const point = fc.record({
      field: fc.constantFrom('a', 'u'),
      x: fc.double({ min: 0, max: 1, noNaN: true }),
      y: fc.double({ min: 0, max: 1, noNaN: true }),
      value: fc.double({ min: Number.MIN_VALUE, max: 1e300, noNaN: true }),
      sigma: fc.double({ min: 1e-300, max: 1e300, noNaN: true }),
    })
    const position = ({ field, x, y }: { field: string; x: number; y: number }) => `${field} ${x + 0} ${y + 0}`
    fc.assert(
      fc.property(fc.uniqueArray(point, { selector: position, minLength: 1 }), (points) => {
        const rows = points.map(({ field, x, y, value, sigma }) => [field, x, y, value, sigma].join(','))
        const back = read(['field,x,y,value,sigma', ...rows].join('\n'))
        expect(observationCount(back)).toBe(points.length)
        points.forEach(({ field, x, y, value, sigma }, i) => {
          expect(back.fields[back.field[i]!]).toBe(field)
          expect([back.x[i], back.y[i], back.value[i], back.sigma[i]]).toEqual([x + 0, y + 0, value, sigma])
          expect(back.line[i]).toBe(i + 2)
        })
      }),
    )
  })

  test('may have a million points', () => {
    const count = 1_000_000
    const rows = ['field,x,y,value']
    for (let i = 0; i < count; i++) rows.push(`u,${(i % 1000) / 1000},${Math.floor(i / 1000) / 1000},${i}`)
    const points = read(rows.join('\n'))
    expect(observationCount(points)).toBe(count)
    expect(points.value[count - 1]).toBe(count - 1)
    expect([points.x[123_456], points.y[123_456]]).toEqual([0.456, 0.123])
  })
})

describe('a file that cannot be used at all', () => {
  const header = 'field,x,y,value\n'
  test.each([
    ['an empty file', '', 'observations-empty'],
    ['blank lines and comments', '\n# nothing\n\n', 'observations-empty'],
    ['a header alone', header, 'observations-empty'],
    ['a missing column', 'field,x,value\na,0.5,3\n', 'observations-header'],
    ['a foreign column and no points', 'field,x,y,value,colour\n', 'observations-empty'],
    ['a shape without its ends', 'field,x,y,value,shape\n', 'observations-mapping'],
    ['half an end', 'field,x,y,value,shape,x2\n', 'observations-mapping'],
    ['ends without a shape', 'field,x,y,value,x2,y2\n', 'observations-mapping'],
    ['times where there are none', 'field,x,t,value\n', 'observations-header'],
    ['an open quote in the header', '"field,x,y,value\n', 'observations-header'],
    ['a PNG', '\x89PNG\r\n\x1a\n', 'observations-encoding'],
    ['zero bytes', 'field,x,y,value\na,0.5,\0,3', 'observations-encoding'],
  ])('is refused when it is %s', (_, text, code) => {
    const { detail } = refusal(text)
    expect(detail).toMatchObject({ code, kind: 'usage' })
    expect(detail.where).toContain('sensors.csv')
  })

  test('says which header it wants and which it got', () => {
    const { detail } = refusal('# comment\nx,z,head\n0.5,0.5,3\n')
    expect(detail.where).toBe('sensors.csv')
    expect(detail.expected).toContain('field,x,y,value')
    expect(detail.received).toBe('"x,z,head"')
  })

  test('is refused when it has too many lines', () => {
    const { detail } = refusal(`${header}${'\n'.repeat(maximumLines)}`)
    expect(detail.code).toBe('observations-too-large')
  })

  test('never throws anything but a Failure, whatever the bytes', () => {
    const noise = fc.uint8Array({ maxLength: 400 })
    const lines = fc.array(fc.string({ unit: fc.constantFrom(...'au01.,"#\n\r-e; \uFEFF') }), { maxLength: 20 })
    const afterHeader = lines.map((rows) => encode(`field,x,y,value\n${rows.join('\n')}`))
    fc.assert(
      fc.property(fc.oneof(noise, afterHeader), (bytes) => {
        try {
          const points = readObservations(bytes, 'noise', darcy).table
          expect(observationCount(points)).toBeGreaterThan(0)
          expect(points.value.every(Number.isFinite)).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(Failure)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('a bad line', () => {
  test.each([
    ['too few cells', 'a,0.5,3', 'observations-columns', '3'],
    ['too many cells', 'a,0.5,0.5,3,0.1,7', 'observations-columns', '6'],
    ['decimal commas', 'a,0,5,0,5,3,1', 'observations-columns', '7'],
    ['a decimal comma in quotes', 'a,"0,5",0.5,3,1', 'observations-number', '"0,5"'],
    ['a word for a number', 'a,0.5,0.5,high,1', 'observations-number', '"high"'],
    ['a hexadecimal number', 'a,0.5,0.5,0x10,1', 'observations-number', '"0x10"'],
    ['an empty value', 'a,0.5,0.5,,1', 'observations-number', 'an empty cell'],
    ['NaN', 'a,0.5,0.5,NaN,1', 'observations-not-finite', '"NaN"'],
    ['infinity', 'u,0.5,0.5,-inf,1', 'observations-not-finite', '"-inf"'],
    ['a number beyond all doubles', 'u,0.5,0.5,1e999,1', 'observations-not-finite', '"1e999"'],
    ['a NaN position', 'u,nan,0.5,1,1', 'observations-not-finite', '"nan"'],
    ['a point right of the domain', 'a,1.0001,0.5,3,1', 'observations-outside-domain', '1.0001'],
    ['a point below the domain', 'a,0.5,-1e-9,3,1', 'observations-outside-domain', '-1e-9'],
    ['an unknown field', 'pressure,0.5,0.5,3,1', 'observations-unknown-field', '"pressure"'],
    ['a coefficient of zero', 'a,0.5,0.5,0,1', 'observations-out-of-bounds', '0'],
    ['a negative coefficient', 'a,0.5,0.5,-3,1', 'observations-out-of-bounds', '-3'],
    ['a negative sigma', 'a,0.5,0.5,3,-1', 'observations-sigma', '-1'],
  ])('with %s is refused by its number', (_, line, code, received) => {
    const { detail, others } = refusal(`field,x,y,value,sigma\na,0.1,0.1,3,\n${line}\n`)
    expect(detail).toMatchObject({ code, kind: 'usage', where: 'sensors.csv line 3', received })
    expect(others).toEqual([])
  })

  test('with an open quote is refused by its number', () => {
    expect(refusal('field,x,y,value\na,"0.5,0.5,3\n').detail).toMatchObject({
      code: 'observations-quote',
      where: 'sensors.csv line 2',
    })
  })

  test('is reported together with all others, in the order of the file', () => {
    const { detail, others } = refusal(
      ['field,x,y,value', 'a,0.5,0.5,3', 'a,2,3,-1', 'q,0,0,1', 'a,0.5,0.5,4', 'u,0,0,0', 'u,1'].join('\n'),
    )
    expect(detail.code).toBe('observations-lines')
    expect(detail.what).toBe('4 of 6 points cannot be used')
    expect(detail.where).toBe('sensors.csv lines 3, 4, 5, 7')
    expect(others.map(({ code, where }) => [where, code])).toEqual([
      ['sensors.csv line 3', 'observations-outside-domain'],
      ['sensors.csv line 3', 'observations-outside-domain'],
      ['sensors.csv line 3', 'observations-out-of-bounds'],
      ['sensors.csv line 4', 'observations-unknown-field'],
      ['sensors.csv line 5', 'observations-duplicate'],
      ['sensors.csv line 7', 'observations-columns'],
    ])
  })

  test('among thousands is counted once the list is long enough', () => {
    const { detail, others } = refusal(`field,x,y,value\n${'a,0.5,0.5,nan\n'.repeat(5000)}`)
    expect(detail.what).toBe('5000 of 5000 points cannot be used')
    expect(detail.where).toMatch(/ 100, 101 and 4900 more$/)
    expect(others).toHaveLength(101)
    expect(others.at(-1)!.what).toBe('4900 further lines are bad')
  })

  test('is quoted briefly and on one line', () => {
    const { message } = refusal(`field,x,y,value\na,0.5,0.5,${'9z'.repeat(5000)}\n`)
    expect(message.length).toBeLessThan(200)
  })
})

describe('points at one position', () => {
  test('that disagree are refused, naming both lines', () => {
    const { detail } = refusal('field,x,y,value\nu,0.5,0.5,1\nu,0.25,0.5,7\nu,0.50,5e-1,1.01\n')
    expect(detail).toMatchObject({ code: 'observations-duplicate', where: 'sensors.csv line 4', received: '1.01' })
    expect(detail.what).toContain('line 2')
  })

  test('that disagree by more than their noise are refused', () => {
    expect(refusal('field,x,y,value,sigma\nu,0.5,0.5,1,0.01\nu,0.5,0.5,1.1,0.01\n').detail.code).toBe(
      'observations-duplicate',
    )
  })

  test('that agree within their noise stay as two measurements', () => {
    expect(observationCount(read('field,x,y,value,sigma\nu,0.5,0.5,1,0.01\nu,0.5,0.5,1.02,0.01\n'))).toBe(2)
  })

  test('that are copies of one row count once', () => {
    const points = read('field,x,y,value\nu,0,0.5,1\nu,0.25,0.5,7\nu,-0,0.5,1.0\n')
    expect([...points.line]).toEqual([2, 3])
  })

  test('of different fields have nothing to do with each other', () => {
    expect(observationCount(read('field,x,y,value\nu,0.5,0.5,1\na,0.5,0.5,3\n'))).toBe(2)
  })

  test('repeated honestly a thousand times are not mistaken for contradictions', () => {
    // The largest deviation, 3.2 sigma, is about what a thousand draws bring.
    const rows = Array.from({ length: 1000 }, (_, i) => `u,0.5,0.5,${1 + 0.01 * 3.2 * Math.sin(i)},0.01`)
    expect(observationCount(read(['field,x,y,value,sigma', ...rows].join('\n')))).toBe(1000)
  })
})

describe('an exact value', () => {
  test.each(['0', '0.0', '-0', 'exact', 'Exact'])('is stated by a sigma of %s', (sigma) => {
    expect([...read(`field,x,y,value,sigma\na,0.5,0.5,3,${sigma}\n`).sigma]).toEqual([0])
  })

  test('given twice, differently, is refused', () => {
    const { detail } = refusal('field,x,y,value,sigma\na,0.5,0.5,3,exact\na,0.5,0.5,3.1,0\n')
    expect(detail).toMatchObject({ code: 'observations-duplicate', where: 'sensors.csv line 3', received: '3.1' })
  })

  test('may stand beside a measurement that agrees with it within its noise, and refuses another', () => {
    const beside = (value: number) => `field,x,y,value,sigma\na,0.5,0.5,3,exact\na,0.5,0.5,${value},0.1\n`
    expect([...read(beside(3.2)).sigma]).toEqual([0, 0.1])
    expect(refusal(beside(4)).detail.code).toBe('observations-duplicate')
  })
})

describe('lines and boxes', () => {
  const header = 'field,x,y,value,sigma,shape,x2,y2'

  test('stand beside points, each in one way of writing it', () => {
    const points = read(
      [
        header,
        'u,0.1,0.2,1,,,,',
        'u,0.1,0.2,1,,Point,,',
        'a,0.8,0.1,3,0.1,line,0.2,0.5',
        'u,0.5,0.9,2,exact,BOX,0.25,0.4',
      ].join('\n'),
    )
    expect([...points.line]).toEqual([2, 4, 5])
    expect([...points.averages!.shape]).toEqual([0, 1, 2])
    expect([...points.x]).toEqual([0.1, 0.2, 0.25])
    expect([...points.y]).toEqual([0.2, 0.5, 0.4])
    expect([...points.averages!.x2]).toEqual([Number.NaN, 0.8, 0.5])
    expect([...points.averages!.y2]).toEqual([Number.NaN, 0.1, 0.9])
    expect([...points.sigma]).toEqual([Number.NaN, 0.1, 0])
  })

  test('are left out where the columns are there and all are points', () => {
    expect(read(`${header}\nu,0.1,0.2,1,,,,\n`).averages).toBeUndefined()
  })

  test('that are one and the same count once, whichever end or corner comes first', () => {
    const rows = [
      'u,0,0.5,2,1,line,1,0.25',
      'u,1,0.25,2,1,line,0,0.5',
      'u,0,0.25,2,1,box,1,0.5',
      'u,1,0.25,2,1,box,0,0.5',
    ]
    expect([...read([header, ...rows].join('\n')).line]).toEqual([2, 4])
  })

  test('that are one and the same and disagree are refused; a line and a box between the same places may', () => {
    const twice = (shape: string) => `${header}\nu,0,0,1,,line,1,1\nu,1,1,2,,${shape},0,0\n`
    expect(refusal(twice('line')).detail).toMatchObject({ code: 'observations-duplicate', where: 'sensors.csv line 3' })
    expect(observationCount(read(twice('box')))).toBe(2)
  })

  test.each([
    ['an unknown shape', 'u,0.1,0.2,1,,circle,0.3,0.3', 'observations-shape', '"circle"'],
    ['a point with an end', 'u,0.1,0.2,1,,point,0.3,0.3', 'observations-shape', '"0.3" and "0.3"'],
    ['half an end and no shape', 'u,0.1,0.2,1,,,,0.3', 'observations-shape', '"0.3"'],
    ['a line without an end', 'u,0.1,0.2,1,,line,,0.3', 'observations-number', 'an empty cell'],
    ['a box with a word for a corner', 'u,0.1,0.2,1,,box,0.3,top', 'observations-number', '"top"'],
    ['a box with an infinite corner', 'u,0.1,0.2,1,,box,inf,0.3', 'observations-not-finite', '"inf"'],
    ['a line that ends outside the domain', 'u,0.1,0.2,1,,line,1.1,0.3', 'observations-outside-domain', '1.1'],
    ['a corner below the domain', 'u,0.1,0.2,1,,box,0.5,-0.1', 'observations-outside-domain', '-0.1'],
    ['a line of zero length', 'u,0.1,0.2,1,,line,0.1,0.2', 'observations-shape', '(0.1, 0.2) twice'],
    ['a box of zero width', 'u,0.1,0.2,1,,box,0.1,0.4', 'observations-shape', '0.1 to 0.1 by 0.2 to 0.4'],
    ['a box of zero height', 'u,0.1,0.2,1,,box,0.4,0.2', 'observations-shape', '0.1 to 0.4 by 0.2 to 0.2'],
    ['a mean that the field cannot have', 'a,0.1,0.2,-1,,box,0.4,0.4', 'observations-out-of-bounds', '-1'],
  ])('are refused by their line: %s', (_, line, code, received) => {
    const { detail, others } = refusal(`${header}\nu,0.1,0.1,3,,,,\n${line}\n`)
    expect(detail).toMatchObject({ code, kind: 'usage', where: 'sensors.csv line 3', received })
    expect(others).toEqual([])
  })

  test('may not be so many that they fill the memory', () => {
    const rows = Array.from({ length: maximumAverages + 1 }, (_, i) => `u,0,0,1,,box,1,${(i + 1) / 1e4}`)
    expect(observationCount(read([header, ...rows.slice(1)].join('\n')))).toBe(maximumAverages)
    expect(refusal([header, ...rows].join('\n')).detail.code).toBe('observations-too-large')
  })
})

describe('a problem in space and time', () => {
  const readBurgers = (text: string) => readObservations(encode(text), 'probes.csv', burgers).table

  test.each(['field,x,t,value', 'field,x,y,value', 'FIELD,X,T,VALUE'])('has its times in a column of %s', (header) => {
    const points = readBurgers(`${header}\nu,0.5,0.25,-1\n`)
    expect([points.x[0], points.y[0]]).toEqual([0.5, 0.25])
  })

  test('takes means over times', () => {
    const points = readBurgers('field,x,t,value,shape,x2,t2\nu,0.5,0.25,-1,line,0.5,0.75\n')
    expect([points.averages!.x2[0], points.averages!.y2[0]]).toEqual([0.5, 0.75])
  })

  test('calls a time by its name in messages', () => {
    const late = failureOf(() => readBurgers('field,x,t,value\nu,0.5,1.5,-1\n'))
    expect(late.detail.expected).toBe('t from 0 to 1')
  })
})
