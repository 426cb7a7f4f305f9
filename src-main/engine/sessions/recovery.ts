/** Unsaved work of windows, kept until it is saved or dropped, and offered once its window is gone. */
import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Session } from '../../contract/session'
import { ensureDirectory, writeFileAtomic } from '../../formats/atomic'
import { writeSessionFile } from '../../formats/session-file'
import { processExists } from '../process-exists'
import { extension, idsIn, listSessions, reading, type SessionList } from './files'

/** How often an engine says that a window is there, and for how long another engine believes it. */
const signMs = 5000
const silenceMs = 4 * signMs

/** The windows that this engine has calls of, and what is kept for them and others. */
export class Recovery {
  readonly #folder: () => string
  readonly #attended = new Map<string, number>()

  constructor(folder: () => string) {
    this.#folder = folder
  }

  /** Resolves when `signal` is aborted; until then the window counts as one that is there, for other engines as well. */
  async attend(window: string, signal: AbortSignal): Promise<void> {
    const path = this.#signOf(window)
    const touch = async (): Promise<void> => {
      const now = new Date()
      // Without the folder nothing is kept that could be offered to others.
      await utimes(path, now, now).catch(() => writeFile(path, String(process.pid)).catch(() => undefined))
    }
    this.#count(window, 1)
    await touch()
    const timer = setInterval(() => void touch(), signMs)
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve()
      else signal.addEventListener('abort', () => resolve(), { once: true })
    })
    clearInterval(timer)
    this.#count(window, -1)
    if (!this.#attended.has(window)) await this.#removeSign(window)
  }

  /** @throws Failure `output-not-writable` */
  async keep(window: string, session: Session): Promise<void> {
    await ensureDirectory(this.#folder())
    await writeFileAtomic(this.#pathOf(window), writeSessionFile(session))
  }

  /** What windows have left that are gone. */
  async list(): Promise<SessionList> {
    const kept = await idsIn(this.#folder())
    const there = await Promise.all(kept.map((id) => this.#isThere(id)))
    return listSessions(
      this.#folder(),
      kept.filter((_, i) => !there[i]),
    )
  }

  /** Nothing happens where nothing is kept. */
  async drop(window: string): Promise<void> {
    const path = this.#pathOf(window)
    await reading(path, rm(path, { force: true }))
    if (!this.#attended.has(window)) await this.#removeSign(window)
  }

  #pathOf(window: string): string {
    return join(this.#folder(), `${window}${extension}`)
  }

  #signOf(window: string): string {
    return join(this.#folder(), `${window}.here`)
  }

  /** One that cannot be removed grows old and is no longer believed. */
  async #removeSign(window: string): Promise<void> {
    await rm(this.#signOf(window), { force: true }).catch(() => undefined)
  }

  /** A window may have two calls for a moment, when it has lost its engine and come back. */
  #count(window: string, change: number): void {
    const count = (this.#attended.get(window) ?? 0) + change
    if (count > 0) this.#attended.set(window, count)
    else this.#attended.delete(window)
  }

  async #isThere(window: string): Promise<boolean> {
    if (this.#attended.has(window)) return true
    const path = this.#signOf(window)
    const pid = await readFile(path, 'utf8').catch(() => undefined)
    if (pid === undefined || Number(pid) === process.pid || !processExists(Number(pid))) return false
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => Infinity,
    )
    return age < silenceMs
  }
}
