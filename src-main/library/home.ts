import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'

/**
 * The folder of what belongs to the person rather than to the installation: promoted models and training runs.
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

/** Training runs, one folder each. */
export const trainingRuns = (home: string): string => join(home, 'runs')
