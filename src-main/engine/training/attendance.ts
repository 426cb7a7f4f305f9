/**
 * A training goes on without its page and through a restart of the engine, but not behind a person's back when the app
 * is closed: engines touch a file beside the runs as long as they live, and a process for which nobody has touched it
 * for a while stops with a checkpoint. Clocks are not compared, so that a machine may sleep.
 */
import { stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const fileName = '.attended'

/** How often an engine touches the file. */
export const attendMs = 5000

/** Touches the file now and then, for as long as this process lives; `runs` need not exist yet. */
export function attend(runs: string): void {
  const path = join(runs, fileName)
  const touch = async (): Promise<void> => {
    const now = new Date()
    // Without the folder there is no run to attend to.
    await utimes(path, now, now).catch(() => writeFile(path, '').catch(() => {}))
  }
  void touch()
  setInterval(() => void touch(), attendMs).unref()
}

/** Looks whether somebody attends to the runs. */
export class AttendanceWatch {
  readonly #path: string
  readonly #patience: number
  #seen: number | undefined
  #unchanged = 0

  /** `patience`: looks without a change that mean that nobody is there. */
  constructor(runs: string, patience: number) {
    this.#path = join(runs, fileName)
    this.#patience = patience
  }

  async isAttended(): Promise<boolean> {
    const seen = await stat(this.#path).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    )
    this.#unchanged = seen === this.#seen ? this.#unchanged + 1 : 0
    this.#seen = seen
    return this.#unchanged < this.#patience
  }
}
