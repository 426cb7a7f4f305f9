import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import type { Session } from '../../../src-main/contract/session'
import { Failure } from '../../../src-main/field/failure'
import { writeNpz } from '../../../src-main/formats/npz'
import { readSessionFile, writeSessionFile } from '../../../src-main/formats/session-file'
import { problemWork, work } from '../engine/session-samples'

const session: Session = {
  schema: 'fieldsmith.session/1',
  name: 'Well field, second try',
  savedAt: '2026-11-21T23:45:00.000Z',
  basedOn: null,
  work,
}
const bytes = writeSessionFile(session)

function failureOf(file: Uint8Array): Failure {
  try {
    readSessionFile(file, 'x.fieldsmith')
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('it was read')
}

/** The file with its members changed; one that becomes undefined is left out. */
function altered(change: (members: Record<string, Uint8Array>) => Record<string, Uint8Array | undefined>): Uint8Array {
  const members = Object.entries(change(unzipSync(bytes))).filter(([, content]) => content !== undefined)
  return zipSync(Object.fromEntries(members) as Record<string, Uint8Array>)
}

function withJson(change: (stored: Session & { work: { problems: Record<string, object> } }) => void): Uint8Array {
  return altered((members) => {
    const stored = JSON.parse(strFromU8(members['session.json']!)) as Session
    change(stored)
    return { ...members, 'session.json': strToU8(JSON.stringify(stored)) }
  })
}

test('what is written is read back, to the last bit', () => {
  expect(readSessionFile(bytes, 'own')).toEqual(session)
})

test('many observations are stored instead of packed', () => {
  const count = 20_000
  const column = new Float64Array(count).fill(0.5)
  const table = { fields: ['a'], field: new Uint8Array(count), x: column, y: column, value: column, sigma: column }
  const observations = {
    fileName: 'x',
    table: { ...table, line: new Uint32Array(count) },
    muted: new Uint8Array(count),
  }
  const large = { ...session, work: { ...work, problems: { darcy: { ...problemWork, observations } } } }
  const file = writeSessionFile(large)
  expect(file.length).toBeGreaterThan(5 * 8 * count)
  expect(readSessionFile(file, 'own')).toEqual(large)
})

test('equal sessions give equal bytes', () => {
  expect(Buffer.from(writeSessionFile(structuredClone(session))).equals(bytes)).toBe(true)
})

test('view settings that an older program did not write are as they are at first', () => {
  const older = withJson(
    ({ work: { problems } }) => delete (problems['darcy']!.settings as Partial<object>)['relief' as never],
  )
  expect(readSessionFile(older, 'older').work.problems['darcy']!.settings.relief).toBe(1)
})

test('no part of a file that is cut off passes for a session', () => {
  for (let length = 0; length < bytes.length; length += 13) {
    expect(failureOf(bytes.subarray(0, length)).detail).toMatchObject({ code: 'session-format', where: 'x.fieldsmith' })
  }
})

describe('is refused by name:', () => {
  test.each<[string, Uint8Array, object]>([
    ['another file', strToU8('field,x,y,value\n'), { code: 'session-format', expected: 'a complete zip archive' }],
    ['an archive of something else', zipSync({ 'a.txt': strToU8('a') }), { expected: 'a member session.json' }],
    [
      'a later version',
      withJson((stored) => Object.assign(stored, { schema: 'fieldsmith.session/9' })),
      { received: expect.stringContaining('schema') },
    ],
    [
      'no JSON',
      altered((members) => ({ ...members, 'session.json': strToU8('{') })),
      { expected: 'JSON in session.json' },
    ],
    [
      'text that is not UTF-8',
      altered((members) => ({ ...members, 'session.json': Uint8Array.of(0x22, 0xff, 0x22) })),
      { expected: 'JSON in session.json' },
    ],
    [
      'JSON without end',
      altered((members) => ({ ...members, 'session.json': new Uint8Array(5_000_000).fill(0x20) })),
      { received: '5000000 bytes' },
    ],
    [
      'missing observations',
      altered((members) => ({ ...members, 'observations-darcy.npz': undefined })),
      { expected: 'a member observations-darcy.npz' },
    ],
    [
      'observations of another type',
      altered((members) => ({
        ...members,
        'observations-darcy.npz': writeNpz({ x: { shape: [1], data: Float32Array.of(1) } }),
      })),
      { received: expect.stringContaining('work.problems.darcy.observations') },
    ],
    [
      'fewer field names than fields',
      withJson(({ work: { problems } }) => Object.assign(problems['darcy']!.observations!, { fields: ['a'] })),
      { received: expect.stringContaining('row 2 is on a field that the table does not have') },
    ],
    [
      'a parameter that is no number',
      withJson(({ work: { problems } }) => Object.assign(problems['darcy']!.parameters, { low: null })),
      { received: expect.stringContaining('parameters.low') },
    ],
    [
      'a slice beyond number',
      altered((members) => ({
        ...members,
        'session.json': strToU8(strFromU8(members['session.json']!).replace('"x2": 1', '"x2": 1e999')),
      })),
      { received: expect.stringContaining('settings.slice') },
    ],
  ])('%s', (_, file, detail) => {
    expect(failureOf(file).detail).toMatchObject({ code: 'session-format', where: 'x.fieldsmith', ...detail })
  })

  test('an archive that says it unpacks to more than a session can be', () => {
    const forged = bytes.slice()
    const view = new DataView(forged.buffer)
    const directory = view.getUint32(forged.length - 6, true)
    view.setUint32(directory + 24, 0x7000_0000, true)
    expect(failureOf(forged).detail).toMatchObject({ received: expect.stringContaining('together') })
  })

  test('a member that unpacks to more than it says', () => {
    const forged = altered((members) => ({ ...members, 'session.json': new Uint8Array(3_000_000).fill(0x20) }))
    const view = new DataView(forged.buffer)
    view.setUint32(view.getUint32(forged.length - 6, true) + 24, 100, true)
    expect(failureOf(forged).detail).toMatchObject({ received: 'member session.json with damaged content' })
  })
})

test('every finding is told, not only the first', () => {
  const file = withJson(({ work: { problems } }) => Object.assign(problems['darcy']!, { seed: -1, samples: 0 }))
  expect(failureOf(file).others).toHaveLength(1)
})
