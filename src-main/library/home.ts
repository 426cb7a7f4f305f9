import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'

/**
 * The folder of what belongs to the person rather than to the installation: promoted models, training runs,
 * sessions, settings and finished solves.
 * FIELDSMITH_HOME if set, else where the platform keeps an application's data. It need not exist yet.
 */
export function homeDirectory(environment: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  const named = environment['FIELDSMITH_HOME']
  return named ? resolve(named) : join(dataDirectory(environment, platform), 'Fieldsmith')
}

function dataDirectory(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === 'win32') return environment['APPDATA'] || join(homedir(), 'AppData', 'Roaming')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support')
  // The XDG specification has relative paths ignored.
  const named = environment['XDG_DATA_HOME']
  return named && isAbsolute(named) ? named : join(homedir(), '.local', 'share')
}

/** Promoted model packages, one folder each, named by their identifiers. */
export const promotedModels = (home: string): string => join(home, 'models')

/** Packages that were removed and can be had back, see removed.ts. */
export const removedModels = (home: string): string => join(home, 'removed')

/** Finished solves, one folder each. */
export const solutionHistory = (home: string): string => join(home, 'history')

/** Training runs, one folder each. */
export const trainingRuns = (home: string): string => join(home, 'runs')

/** Saved sessions, one file each, and beside them in a folder of its own what was not saved. */
export const sessionFiles = (home: string): string => join(home, 'sessions')

export const recoveryFiles = (home: string): string => join(sessionFiles(home), 'recovery')

export const settingsFile = (home: string): string => join(home, 'settings.json')

/** Finished solutions, one folder each. */
export const historyFiles = (home: string): string => join(home, 'history')
