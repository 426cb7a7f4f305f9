import type { sessionCalls } from '../contract/session'
import type { Handlers } from '../contract/server'
import { homeDirectory, recoveryFiles, sessionFiles, settingsFile } from '../library/home'
import { writeSessionFile } from '../formats/session-file'
import { extension, listSessions, readSession } from './sessions/files'
import { Recovery } from './sessions/recovery'
import { deleteSession, idOf, importSession, saveSession, sessionOf } from './sessions/saved'
import { readSettings, SettingsWriter } from './sessions/settings'

/** The calls of session files, autosave and settings, answered. */
export function sessionHandlers(): Pick<Handlers, keyof typeof sessionCalls> {
  const folder = (): string => sessionFiles(homeDirectory())
  const recoveryFolder = (): string => recoveryFiles(homeDirectory())
  const recovery = new Recovery(recoveryFolder)
  const settingsWriter = new SettingsWriter()
  return {
    sessions: () => listSessions(folder()),
    saveSession: (request) => saveSession(folder(), request),
    openSession: async ({ id }) => ({ session: (await readSession(folder(), id)).session }),
    async deleteSession({ id }) {
      await deleteSession(folder(), id)
      return {}
    },
    async exportSession({ name, work }) {
      return { fileName: `${idOf(name).slice(0, -11)}${extension}`, bytes: writeSessionFile(sessionOf(name, work)) }
    },
    importSession: (request) => importSession(folder(), request),

    async attendWindow({ window }, { signal }) {
      await recovery.attend(window, signal)
      return {}
    },
    async keepRecovery({ window, name, basedOn, work }) {
      const session = sessionOf(name, work, basedOn)
      await recovery.keep(window, session)
      return { savedAt: session.savedAt }
    },
    async recoveries() {
      const { sessions, broken } = await recovery.list()
      return { recoveries: sessions, broken }
    },
    openRecovery: async ({ window }) => ({ session: (await readSession(recoveryFolder(), window)).session }),
    async dropRecovery({ window }) {
      await recovery.drop(window)
      return {}
    },

    readSettings: async () => ({ settings: await readSettings(settingsFile(homeDirectory())) }),
    async writeSettings(change) {
      return { settings: await settingsWriter.change(settingsFile(homeDirectory()), change) }
    },
  }
}
