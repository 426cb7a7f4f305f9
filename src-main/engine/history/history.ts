/** Every finished solve, on disk: it outlives the engine that made it, until a person or the limit removes it. */
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { HistoryEntry, HistoryList } from '../../contract/calls'
import { contractErrorOf } from '../../contract/errors'
import { Failure } from '../../field/failure'
import type { Solution } from '../../report/solution'
import {
  changeEntry,
  directoryContent,
  entryFiles,
  isPinned,
  openEntry,
  readEntry,
  writeEntry,
  type Asked,
  type KeptSolution,
} from './entry'

/** What was removed can be restored for so long, as long as its room is not needed. */
const removedForMs = 24 * 3600 * 1000
const removedName = '.removed'
const identifier = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

interface Occupied {
  readonly id: string
  readonly directory: string
  readonly bytes: number
  /** When the solve finished: time of the directory's oldest file, since those of what was renamed or pinned change. */
  readonly since: number
  /** Changes with the entry's files. */
  readonly stamp: string
}

export class SolutionHistory {
  readonly limitBytes: number
  readonly #directory: () => string
  /** Entries as they were read last, by directory: there may be thousands. */
  readonly #read = new Map<string, { readonly stamp: string; readonly entry: HistoryEntry }>()

  /** `directory` is asked anew each time, since the person's folder may be another one by then. */
  constructor(directory: () => string, limitBytes: number) {
    this.#directory = directory
    this.limitBytes = limitBytes
  }

  /**
   * Writes a solution down, and makes room for it: first by what was removed, then by the oldest that are not pinned.
   *
   * @throws Failure `history-full`, `output-not-writable`
   */
  async keep(id: string, solution: Solution, asked: Asked): Promise<void> {
    const content = entryFiles(solution, asked)
    const bytes = Object.values(content).reduce((sum, { length }) => sum + length, 0)
    const others = await this.#occupied()
    const pinned = await asyncFilter(others, ({ directory }) => isPinned(directory))
    const free = this.limitBytes - totalOf(pinned)
    if (bytes > free) {
      throw new Failure({
        code: 'history-full',
        kind: 'usage',
        what: 'the history has no room for this solution beside those that are pinned',
        where: this.#directory(),
        expected: `at most ${Math.max(0, free)} bytes`,
        received: `${bytes} bytes`,
      })
    }
    await writeEntry(this.#pathOf(id), content)
    await this.#makeRoom(
      others.filter((one) => !pinned.includes(one)),
      free - bytes,
    )
  }

  /** @throws Failure `solution-unknown`, `history-damaged`, `npz-format`, `npy-format`, `unknown-problem` */
  async open(id: string): Promise<KeptSolution> {
    return openEntry(await this.#find(id))
  }

  /** Whether it is kept, damaged or not. */
  async has(id: string): Promise<boolean> {
    return identifier.test(id) && isDirectory(this.#pathOf(id))
  }

  /** The latest first. What cannot be read is listed with its reason. */
  async list(): Promise<HistoryList> {
    const entries: HistoryEntry[] = []
    const damaged: HistoryList['damaged'] = []
    const occupied = await this.#occupied()
    await inTurn(occupied, async (one) => {
      try {
        entries.push(await this.#entryOf(one))
      } catch (cause) {
        // Another engine may have removed it meanwhile.
        if (!(await isDirectory(one.directory))) return
        damaged.push({ solutionId: one.id, bytes: one.bytes, reason: contractErrorOf(cause) })
      }
    })
    return {
      entries: entries.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt)),
      damaged,
      bytes: totalOf(occupied),
      limitBytes: this.limitBytes,
      directory: this.#directory(),
    }
  }

  /** @throws Failure `solution-unknown`, `history-damaged`, `output-not-writable` */
  async change(id: string, change: { name?: string; pinned?: boolean }): Promise<HistoryEntry> {
    const directory = await this.#find(id)
    await changeEntry(directory, change)
    return readEntry(directory)
  }

  /**
   * Moves an entry aside, damaged or not; {@link restore} brings it back.
   *
   * @throws Failure `solution-unknown`, `output-not-writable`
   */
  async remove(id: string): Promise<void> {
    const directory = await this.#find(id)
    await this.#move(directory, this.#removedPathOf(id))
  }

  /** @throws Failure `solution-unknown`, `output-not-writable` */
  async restore(id: string): Promise<void> {
    const aside = this.#removedPathOf(id)
    if (!identifier.test(id) || !(await isDirectory(aside))) throw unknown(id, 'one that was removed today')
    await this.#move(aside, this.#pathOf(id))
  }

  /** Deletes for good what was removed longer ago, and what a crash left unfinished. */
  async sweep(): Promise<void> {
    const before = Date.now() - removedForMs
    const directory = this.#directory()
    const unfinished = (await namesIn(directory)).filter((name) => name.endsWith('.part'))
    const aside = (await namesIn(join(directory, removedName))).map((name) => join(removedName, name))
    for (const name of [...unfinished, ...aside]) {
      const path = join(directory, name)
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }))
      if (mtimeMs < before) await discard(path)
    }
  }

  async #entryOf({ directory, stamp }: Occupied): Promise<HistoryEntry> {
    const known = this.#read.get(directory)
    if (known?.stamp === stamp) return known.entry
    const entry = await readEntry(directory)
    this.#read.set(directory, { stamp, entry })
    return entry
  }

  async #makeRoom(unpinned: readonly Occupied[], room: number): Promise<void> {
    const removed = await occupiedIn(join(this.#directory(), removedName))
    const oldestFirst = (some: readonly Occupied[]): Occupied[] => some.toSorted((a, b) => a.since - b.since)
    let used = totalOf([...removed, ...unpinned])
    for (const { directory, bytes } of [...oldestFirst(removed), ...oldestFirst(unpinned)]) {
      if (used <= room) return
      await discard(directory)
      used -= bytes
    }
  }

  /** Renaming keeps the entry whole; its time says since when it has been where it is. */
  async #move(from: string, to: string): Promise<void> {
    try {
      await mkdir(join(this.#directory(), removedName), { recursive: true })
      await rename(from, to)
      if (to.includes(removedName)) await utimes(to, new Date(), new Date())
    } catch (cause) {
      throw new Failure({
        code: 'output-not-writable',
        kind: 'usage',
        what: 'the solution cannot be moved',
        where: from,
        expected: 'a writable location',
        received: cause instanceof Error ? cause.message : String(cause),
      })
    }
  }

  async #find(id: string): Promise<string> {
    if (await this.has(id)) return this.#pathOf(id)
    throw unknown(id, 'one that the history lists')
  }

  #occupied(): Promise<Occupied[]> {
    return occupiedIn(this.#directory())
  }

  #pathOf(id: string): string {
    return join(this.#directory(), id)
  }

  #removedPathOf(id: string): string {
    return join(this.#directory(), removedName, id)
  }
}

function unknown(id: string, expected: string): Failure {
  return new Failure({
    code: 'solution-unknown',
    kind: 'usage',
    what: 'there is no such solution',
    expected,
    received: id,
  })
}

/** What cannot be deleted now, e.g. since another program has it open, is left for the next time. */
async function discard(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch(() => undefined)
}

const totalOf = (some: readonly Occupied[]): number => some.reduce((sum, { bytes }) => sum + bytes, 0)

async function occupiedIn(directory: string): Promise<Occupied[]> {
  const ids = (await namesIn(directory)).filter((name) => identifier.test(name))
  const found: Occupied[] = []
  await inTurn(ids, async (id) => {
    const path = join(directory, id)
    // One that is gone by now is none.
    const content = await directoryContent(path).catch(() => undefined)
    if (!content) return
    const { bytes, oldest, latest } = content
    found.push({ id, directory: path, bytes, since: oldest, stamp: `${bytes} ${latest}` })
  })
  return found
}

/** A few at a time: thousands of open files at once are more than a process may have. */
async function inTurn<T>(some: readonly T[], act: (one: T) => Promise<void>): Promise<void> {
  const waiting = [...some]
  const work = async (): Promise<void> => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) await act(one)
  }
  await Promise.all(Array.from({ length: 16 }, work))
}

async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch(() => [])
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

async function asyncFilter<T>(some: readonly T[], test: (one: T) => Promise<boolean>): Promise<T[]> {
  const kept = await Promise.all(some.map(test))
  return some.filter((_, i) => kept[i])
}
