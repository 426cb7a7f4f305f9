/** The settings file: what a person has chosen for every window and session. */
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { defaultSettings, settingsSchema, type Settings } from '../../contract/session'
import { Failure } from '../../field/failure'
import { ensureDirectory, writeFileAtomic } from '../../formats/atomic'
import { ifExists } from '../if-exists'

/**
 * The settings as they stand in the file; entries that are missing or damaged are as they are at first.
 *
 * @throws Failure `settings-unreadable`
 */
export async function readSettings(path: string): Promise<Settings> {
  const stored = parsed(await contentOf(path))
  const entries = Object.entries(settingsSchema.shape).map(([key, schema]) => {
    const entry = schema.safeParse(stored[key])
    return [key, entry.success ? entry.data : defaultSettings[key as keyof Settings]]
  })
  return settingsSchema.parse(Object.fromEntries(entries))
}

/** Writes after one another, so that two changes at once are both kept. */
export class SettingsWriter {
  #last: Promise<unknown> = Promise.resolve()

  /** @throws Failure `settings-unreadable`, `output-not-writable` */
  change(path: string, change: Partial<Settings>): Promise<Settings> {
    const written = this.#last.then(async () => {
      const settings = { ...(await readSettings(path)), ...change }
      await ensureDirectory(dirname(path))
      await writeFileAtomic(path, new TextEncoder().encode(`${JSON.stringify(settings, null, 2)}\n`))
      return settings
    })
    this.#last = written.catch(() => undefined)
    return written
  }
}

async function contentOf(path: string): Promise<string> {
  try {
    return (await ifExists(readFile(path, 'utf8'))) ?? '{}'
  } catch (cause) {
    const received = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
    const what = 'the settings cannot be read'
    throw new Failure({ code: 'settings-unreadable', kind: 'usage', what, where: path, received })
  }
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
