import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CallContext, Handlers } from '../../../src-main/contract/server'
import { sessionNameSchema, windowIdSchema } from '../../../src-main/contract/session'
import { sessionHandlers } from '../../../src-main/engine/session-handlers'
import { idOf } from '../../../src-main/engine/sessions/saved'
import { withSource, work } from './session-samples'

let home: string
let formerHome: string | undefined
let engine: ReturnType<typeof sessionHandlers>
/** The window that asks; aborted when it goes. */
let windowGone: AbortController
let context: CallContext

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'fieldsmith-sessions-'))
  formerHome = process.env['FIELDSMITH_HOME']
  process.env['FIELDSMITH_HOME'] = home
  engine = sessionHandlers()
  windowGone = new AbortController()
  context = { progress: () => undefined, signal: windowGone.signal }
})
afterEach(() => {
  windowGone.abort()
  if (formerHome === undefined) delete process.env['FIELDSMITH_HOME']
  else process.env['FIELDSMITH_HOME'] = formerHome
  rmSync(home, { recursive: true, force: true })
})

type Request<N extends keyof typeof engine> = Parameters<Handlers[N]>[0]
const save = (request: Request<'saveSession'>) => engine.saveSession(request, context)
const list = () => engine.sessions({}, context)
const open = async (id: string) => (await engine.openSession({ id }, context)).session
const importFile = (fileName: string, bytes: Uint8Array) => engine.importSession({ fileName, bytes }, context)
const failing = (code: string, more: object = {}) => ({ detail: { code, ...more } })

describe('a saved session', () => {
  test('is listed and opens as it was, in another engine as well', async () => {
    const saved = await save({ name: 'Wells', work, replaces: null })
    expect(await list()).toEqual({ sessions: [saved], broken: [] })
    engine = sessionHandlers()
    expect(await open(saved.id)).toMatchObject({ name: 'Wells', savedAt: saved.savedAt, basedOn: null, work })
    expect(saved).toMatchObject({ name: 'Wells', problem: 'darcy' })
    expect(saved.bytes).toBeGreaterThan(500)
  })

  test('is overwritten only by who has opened that very state of it', async () => {
    const first = await save({ name: 'Wells', work, replaces: null })
    await expect(save({ name: 'Wells', work, replaces: null })).rejects.toMatchObject(
      failing('session-exists', { where: 'Wells', expected: 'another name' }),
    )
    await new Promise((resolve) => setTimeout(resolve, 2))
    const second = await save({ name: 'Wells', work: withSource(2), replaces: first.savedAt })
    await expect(save({ name: 'Wells', work, replaces: first.savedAt })).rejects.toMatchObject(
      failing('session-exists', { received: `one saved at ${second.savedAt}` }),
    )
    expect((await open(second.id)).work).toEqual(withSource(2))
    expect((await list()).sessions).toEqual([second])
  })

  test('stands before those that were saved earlier', async () => {
    for (const name of ['One', 'Two', 'Three']) {
      await save({ name, work, replaces: null })
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    expect((await list()).sessions.map(({ name }) => name)).toEqual(['Three', 'Two', 'One'])
  })

  test('is gone once it is deleted', async () => {
    const { id } = await save({ name: 'Wells', work, replaces: null })
    await engine.deleteSession({ id }, context)
    expect((await list()).sessions).toEqual([])
    await expect(open(id)).rejects.toMatchObject(failing('session-unknown', { received: id }))
    await expect(engine.deleteSession({ id }, context)).rejects.toMatchObject(failing('session-unknown'))
  })
})

describe('a name', () => {
  const names = [
    'wells',
    'Wells',
    '../../etc/passwd',
    'a/b\\c:d*e?"<>|',
    'CON',
    '.',
    'März 日本',
    'März 中文',
    'x'.repeat(120),
  ]

  test.each(names)('%s becomes a file name that every system takes, and is kept as it is', async (name) => {
    const { id } = await save({ name, work, replaces: null })
    expect(id).toMatch(/^[a-z0-9-]{12,51}$/)
    expect(readdirSync(join(home, 'sessions'))).toEqual([`${id}.fieldsmith`])
    expect((await open(id)).name).toBe(name)
  })

  test('of its own for each session: none of them shares a file', () => {
    expect(new Set(names.map(idOf)).size).toBe(names.length)
  })

  test('is the same however its accents are composed', () => {
    expect(idOf('März'.normalize('NFD'))).toBe(idOf('März'.normalize('NFC')))
  })

  test.each(['', '  ', 'a\nb', 'a\u0000', 'x'.repeat(121)])('%j is refused', (name) => {
    expect(sessionNameSchema.safeParse(name).success).toBe(false)
  })

  test.each(['../wells', 'recovery/x', '', '.', 'wells.fieldsmith'])('%j as a handle reaches no file', async (id) => {
    writeFileSync(join(home, 'wells.fieldsmith'), 'outside')
    await expect(open(id)).rejects.toMatchObject(failing('session-unknown'))
    await expect(engine.deleteSession({ id }, context)).rejects.toMatchObject(failing('session-unknown'))
    expect(existsSync(join(home, 'wells.fieldsmith'))).toBe(true)
  })

  test('of a window is no path', () => {
    for (const id of ['../../x', 'a/b/c/d/e', 'short', 'A'.repeat(20)])
      expect(windowIdSchema.safeParse(id).success).toBe(false)
  })
})

test('a damaged file is named with its reason among the others, can be deleted, and can be saved over', async () => {
  const good = await save({ name: 'Good', work, replaces: null })
  const path = (id: string): string => join(home, 'sessions', `${id}.fieldsmith`)
  writeFileSync(path('damaged'), 'PK cut off')
  writeFileSync(path(idOf('Wells')), '')
  const { sessions, broken } = await list()
  expect(sessions).toEqual([good])
  expect(broken.map(({ id, error }) => [id, error.code]).toSorted()).toEqual([
    ['damaged', 'session-format'],
    [idOf('Wells'), 'session-format'],
  ])
  expect(broken[0]!.error.message).toContain(home)
  await engine.deleteSession({ id: 'damaged' }, context)
  await expect(save({ name: 'Wells', work, replaces: null })).rejects.toMatchObject(
    failing('session-exists', { received: 'one that cannot be read' }),
  )
  await save({ name: 'Wells', work, replaces: '' })
  expect((await list()).broken).toEqual([])
})

describe('a file of a session', () => {
  test('that is exported comes back under a name of its own', async () => {
    await save({ name: 'Wells', work, replaces: null })
    const { fileName, bytes } = await engine.exportSession({ name: 'Wells', work: withSource(3) }, context)
    expect(fileName).toBe('wells.fieldsmith')
    const imported = await importFile(fileName, bytes)
    expect(imported.session).toMatchObject({ name: 'Wells (2)', work: withSource(3) })
    expect((await importFile(fileName, bytes)).session.name).toBe('Wells (3)')
    expect((await open(idOf('Wells'))).work).toEqual(work)
    expect((await open(imported.id)).work).toEqual(withSource(3))
  })

  test('that is no session is refused by its own name, and nothing is kept of it', async () => {
    await expect(importFile('wells.csv', new TextEncoder().encode('field,x,y,value\n'))).rejects.toMatchObject(
      failing('session-format', { where: 'wells.csv' }),
    )
    expect(await list()).toEqual({ sessions: [], broken: [] })
  })
})

describe('a disk that does not take or give files', () => {
  test('is named where it is written to', async () => {
    process.env['FIELDSMITH_HOME'] = join(home, 'file')
    writeFileSync(join(home, 'file'), 'where a folder should be')
    await expect(save({ name: 'Wells', work, replaces: null })).rejects.toMatchObject(
      failing('session-unreadable', { where: join(home, 'file', 'sessions'), received: 'ENOTDIR' }),
    )
    await expect(
      engine.keepRecovery({ window: 'window-1', name: '', basedOn: null, work }, context),
    ).rejects.toMatchObject(failing('output-not-writable', { where: join(home, 'file', 'sessions', 'recovery') }))
    await expect(engine.writeSettings({ theme: 'dark' }, context)).rejects.toMatchObject(
      failing('settings-unreadable', { received: 'ENOTDIR' }),
    )
  })

  test.skipIf(process.getuid?.() === 0)('is named where it is read from', async () => {
    const { id } = await save({ name: 'Wells', work, replaces: null })
    chmodSync(join(home, 'sessions', `${id}.fieldsmith`), 0)
    await expect(open(id)).rejects.toMatchObject(failing('session-unreadable', { received: 'EACCES' }))
  })
})

describe('unsaved work', () => {
  const recovered = async () => (await engine.recoveries({}, context)).recoveries.map(({ id }) => id)
  const keep = (window: string) => engine.keepRecovery({ window, name: 'Wells', basedOn: null, work }, context)
  const signOf = (window: string): string => join(home, 'sessions', 'recovery', `${window}.here`)
  const turn = () => new Promise((resolve) => setTimeout(resolve, 20))

  test('is offered once its window is gone, and not before', async () => {
    const attended = engine.attendWindow({ window: 'window-1' }, context)
    await keep('window-1')
    expect(await recovered()).toEqual([])
    windowGone.abort()
    await attended
    expect(await recovered()).toEqual(['window-1'])
    const { session } = await engine.openRecovery({ window: 'window-1' }, context)
    expect(session).toMatchObject({ name: 'Wells', basedOn: null, work })
    await engine.dropRecovery({ window: 'window-1' }, context)
    expect(await recovered()).toEqual([])
    expect(readdirSync(join(home, 'sessions', 'recovery'))).toEqual([])
  })

  test('of a window that has come back on a second connection stays its own', async () => {
    const first = new AbortController()
    const attended = engine.attendWindow({ window: 'window-1' }, { ...context, signal: first.signal })
    void engine.attendWindow({ window: 'window-1' }, context)
    await keep('window-1')
    first.abort()
    await attended
    expect(await recovered()).toEqual([])
  })

  test('of a window of another engine is not offered while that engine gives signs', async () => {
    await keep('window-2')
    // The process that runs these tests is there, and is not this one.
    writeFileSync(signOf('window-2'), String(process.ppid))
    expect(await recovered()).toEqual([])
    const longAgo = new Date(Date.now() - 3_600_000)
    utimesSync(signOf('window-2'), longAgo, longAgo)
    expect(await recovered()).toEqual(['window-2'])
  })

  test('of an engine that was killed is offered by the next at once', async () => {
    await keep('window-3')
    writeFileSync(signOf('window-3'), '999999999')
    expect(await recovered()).toEqual(['window-3'])
  })

  test('says to other engines that its window is there', async () => {
    mkdirSync(join(home, 'sessions', 'recovery'), { recursive: true })
    const attended = engine.attendWindow({ window: 'window-4' }, context)
    await turn()
    expect(existsSync(signOf('window-4'))).toBe(true)
    windowGone.abort()
    await attended
    expect(existsSync(signOf('window-4'))).toBe(false)
  })

  test('is no saved session', async () => {
    await keep('window-5')
    expect((await list()).sessions).toEqual([])
  })
})

describe('settings', () => {
  const file = (): string => join(home, 'settings.json')
  const read = async () => (await engine.readSettings({}, context)).settings
  const first = { theme: 'system', language: 'system', welcomed: false }

  test('are as at first where there is no file, and outlive the engine', async () => {
    expect(await read()).toEqual(first)
    await engine.writeSettings({ theme: 'dark' }, context)
    engine = sessionHandlers()
    await engine.writeSettings({ language: 'de' }, context)
    expect(await read()).toEqual({ ...first, theme: 'dark', language: 'de' })
  })

  test('keep both of two changes at once', async () => {
    await Promise.all([
      engine.writeSettings({ theme: 'light' }, context),
      engine.writeSettings({ welcomed: true }, context),
    ])
    expect(await read()).toEqual({ ...first, theme: 'light', welcomed: true })
  })

  test.each([
    ['', first],
    ['{"theme": "dark"', first],
    ['null', first],
    ['{"theme": "pink", "language": "de", "welcomed": 1}', { ...first, language: 'de' }],
  ])('of a damaged file %j are as at first, entry by entry', async (content, expected) => {
    writeFileSync(file(), content)
    expect(await read()).toEqual(expected)
    await engine.writeSettings({ welcomed: true }, context)
    expect(await read()).toEqual({ ...expected, welcomed: true })
  })

  test('that cannot be read are named', async () => {
    mkdirSync(file())
    await expect(engine.readSettings({}, context)).rejects.toMatchObject(
      failing('settings-unreadable', { where: file() }),
    )
  })
})
