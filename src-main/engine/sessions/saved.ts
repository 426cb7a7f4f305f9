/** The sessions that a person has saved. */
import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join, parse } from 'node:path'
import { sessionNameSchema, type Session, type SessionSummary, type Work } from '../../contract/session'
import { Failure } from '../../field/failure'
import { ensureDirectory, writeFileAtomic } from '../../formats/atomic'
import { readSessionFile, writeSessionFile } from '../../formats/session-file'
import { extension, idsIn, pathOf, reading, readSession, summaryOf } from './files'

/**
 * Name of a session's file: what of the session's name every file system takes, and a hash that tells apart what such
 * a system does not, as upper and lower case.
 */
export function idOf(name: string): string {
  const plain = name.normalize('NFKD').toLowerCase()
  const legible =
    plain
      .match(/[a-z0-9]+/g)
      ?.join('-')
      .slice(0, 40) ?? 'session'
  return `${legible}-${createHash('sha256').update(name.normalize('NFC')).digest('hex').slice(0, 10)}`
}

/**
 * Writes the work under a name. What stands there under the same name goes only if it is the one of `replaces`, or
 * cannot be read.
 *
 * @throws Failure `session-exists`, `output-not-writable`
 */
export async function saveSession(
  folder: string,
  { name, work, replaces }: { name: string; work: Work; replaces: string | null },
): Promise<SessionSummary> {
  const id = idOf(name)
  if ((await idsIn(folder)).includes(id)) {
    const standing = await savedAtOf(folder, id)
    const wanted = replaces !== null && (standing === undefined || standing === replaces)
    if (!wanted) throw nameTaken(name, replaces, standing)
  }
  return write(folder, id, sessionOf(name, work))
}

export const sessionOf = (name: string, work: Work, basedOn: string | null = null): Session => ({
  schema: 'fieldsmith.session/1',
  name,
  savedAt: new Date().toISOString(),
  basedOn,
  work,
})

/**
 * Puts a session file among the saved ones, under the first free name: `Wells`, `Wells (2)`, ...
 *
 * @throws Failure `session-format`, `npz-format`, `npy-format`, `output-not-writable`
 */
export async function importSession(
  folder: string,
  { fileName, bytes }: { fileName: string; bytes: Uint8Array },
): Promise<{ id: string; session: Session }> {
  const { name: given, work } = readSessionFile(bytes, fileName)
  const wanted = [given, parse(fileName).name].map((name) => sessionNameSchema.safeParse(name))
  const base = wanted.find(({ success }) => success)?.data ?? 'Session'
  const taken = new Set(await idsIn(folder))
  let name = base
  for (let n = 2; taken.has(idOf(name)); n += 1) name = `${base.slice(0, 110)} (${n})`
  const session = sessionOf(name, work)
  return { id: (await write(folder, idOf(name), session)).id, session }
}

/** @throws Failure `session-unknown`, `session-unreadable` */
export async function deleteSession(folder: string, id: string): Promise<void> {
  const path = await pathOf(folder, id)
  await reading(path, rm(path))
}

async function write(folder: string, id: string, session: Session): Promise<SessionSummary> {
  const bytes = writeSessionFile(session)
  await ensureDirectory(folder)
  await writeFileAtomic(join(folder, `${id}${extension}`), bytes)
  return summaryOf(id, session, bytes.length)
}

/** Undefined for a file that cannot be read. */
async function savedAtOf(folder: string, id: string): Promise<string | undefined> {
  try {
    return (await readSession(folder, id)).session.savedAt
  } catch (cause) {
    if (cause instanceof Failure) return undefined
    throw cause
  }
}

function nameTaken(name: string, replaces: string | null, standing: string | undefined): Failure {
  return new Failure({
    code: 'session-exists',
    kind: 'usage',
    what: replaces === null ? 'there is a session of this name' : 'the session was saved elsewhere meanwhile',
    where: name,
    expected: replaces === null ? 'another name' : `the one saved at ${replaces}`,
    received: standing === undefined ? 'one that cannot be read' : `one saved at ${standing}`,
  })
}
