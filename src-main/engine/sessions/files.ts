/** A folder of session files, as it is listed and read. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrokenSession, Session, SessionSummary } from '../../contract/session'
import { contractErrorOf } from '../../contract/errors'
import { Failure } from '../../field/failure'
import { largestSessionFile, readSessionFile } from '../../formats/session-file'
import { ifExists, isMissing } from '../if-exists'

export const extension = '.fieldsmith'

export interface SessionList {
  /** The latest first. */
  readonly sessions: SessionSummary[]
  readonly broken: BrokenSession[]
}

/** Names of the files of a folder, without their extension. */
export async function idsIn(folder: string): Promise<string[]> {
  const entries = await reading(folder, ifExists(readdir(folder, { withFileTypes: true })))
  return (entries ?? [])
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map(({ name }) => name.slice(0, -extension.length))
}

/**
 * Reads one file of a folder. An identifier is looked up in the folder: it never becomes a path by itself.
 *
 * @throws Failure `session-unknown`, `session-unreadable`, `session-format`, `npz-format`, `npy-format`
 */
export async function readSession(folder: string, id: string): Promise<{ session: Session; bytes: number }> {
  const path = await pathOf(folder, id)
  const { size } = await reading(path, stat(path))
  if (size > largestSessionFile) {
    const [what, expected] = ['the session cannot be read', `at most ${largestSessionFile} bytes`]
    throw new Failure({ code: 'session-format', kind: 'usage', what, where: path, expected, received: `${size} bytes` })
  }
  return { session: readSessionFile(await reading(path, readFile(path)), path), bytes: size }
}

/** @throws Failure `session-unknown` */
export async function pathOf(folder: string, id: string): Promise<string> {
  if ((await idsIn(folder)).includes(id)) return join(folder, `${id}${extension}`)
  throw unknown(folder, id)
}

/** Files of the folder, all or the named ones; one that cannot be read stands among the broken with its reason. */
export async function listSessions(folder: string, ids?: readonly string[]): Promise<SessionList> {
  const entries = await Promise.all((ids ?? (await idsIn(folder))).map((id) => entryOf(folder, id)))
  const found = entries.filter((entry) => entry !== undefined)
  return {
    sessions: found
      .filter((entry) => 'summary' in entry)
      .map(({ summary }) => summary)
      .toSorted((a, b) => b.savedAt.localeCompare(a.savedAt)),
    broken: found.filter((entry) => 'broken' in entry).map(({ broken }) => broken),
  }
}

async function entryOf(
  folder: string,
  id: string,
): Promise<{ summary: SessionSummary } | { broken: BrokenSession } | undefined> {
  try {
    const { session, bytes } = await readSession(folder, id)
    return { summary: summaryOf(id, session, bytes) }
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    // Another window has deleted it a moment ago.
    if (cause.detail.code === 'session-unknown') return undefined
    return { broken: { id, error: contractErrorOf(cause) } }
  }
}

export function summaryOf(id: string, { name, savedAt, work }: Session, bytes: number): SessionSummary {
  return { id, name, savedAt, problem: work.problem, bytes }
}

/** Errors of the file system as what they mean for a session. */
export async function reading<T>(path: string, operation: Promise<T>): Promise<T> {
  try {
    return await operation
  } catch (cause) {
    const received = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    throw new Failure({
      code: isMissing(cause) ? 'session-unknown' : 'session-unreadable',
      kind: 'usage',
      what: isMissing(cause) ? 'there is no such session' : 'the file of a session cannot be read or removed',
      where: path,
      received,
    })
  }
}

function unknown(folder: string, id: string): Failure {
  const what = 'there is no such session'
  return new Failure({ code: 'session-unknown', kind: 'usage', what, where: folder, received: id })
}
