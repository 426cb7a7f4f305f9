/** Whether a package is whole and works: every file compared, the graph loaded, one run looked at. */
import { setImmediate } from 'node:timers/promises'
import type { Verification } from '../../contract/calls'
import type { CallContext } from '../../contract/server'
import type { Places } from '../../library/collection'
import type { ModelFile } from '../../library/manifest'
import { openPackage, type FileObserver, type ModelPackage } from '../../library/package'
import { findModel } from '../../library/promotion'
import { selectedProvider } from '../../library/provider-in-use'
import { problemById } from '../../problems/library'
import { checkParameters } from '../../problems/parameters'
import { Session } from '../../runtime/session'
import { generate } from '../../tasks/generate'
import { loadStudent } from '../../tasks/student'
import { networkOf, runTrial, trialFeeds } from './trial'

/** Lets others have a turn, and ends what was cancelled. */
export async function breathe(signal: AbortSignal): Promise<void> {
  await setImmediate()
  signal.throwIfAborted()
}

/** Share of a verification that reading the files takes on a disk. */
const reading = 0.3

/** Tells how far the reading of a package's files is, and ends it when it is cancelled. */
export function watchReading(files: readonly ModelFile[], { progress, signal }: CallContext): FileObserver {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  let read = 0
  return async ({ bytes }) => {
    progress({ stage: 'Reading the files', fraction: (reading * read) / Math.max(1, total) })
    read += bytes
    await breathe(signal)
  }
}

/**
 * Verifies a model of the collection by its identifier.
 *
 * @throws Failure `model-not-found`, what {@link openPackage} refuses, and what {@link tryOut} finds
 */
export async function verifyModel(where: Places, id: string, context: CallContext): Promise<Verification> {
  const { directory, manifest } = await findModel(where, id)
  return tryOut(await openPackage(directory, watchReading(manifest.files, context)), context)
}

/**
 * Loads and runs an opened package on the provider in use. A student is also loaded as a solve would, and one sample of
 * it certified.
 *
 * @throws Failure of kind `model`: `model-load`, `model-run`, `model-output`, `model-not-trainable`
 */
export async function tryOut(model: ModelPackage, { progress, signal }: CallContext): Promise<Verification> {
  const { manifest, sha256 } = model
  const provider = await selectedProvider()
  progress({ stage: 'Loading the model', fraction: reading })
  await breathe(signal)
  const beforeLoad = performance.now()
  const session = await Session.load(networkOf(model), { provider })
  const loadMs = performance.now() - beforeLoad
  try {
    progress({ stage: 'Running the model', fraction: 0.6 })
    await breathe(signal)
    const beforeRun = performance.now()
    await runTrial(session, model, trialFeeds(model, 1))
    const inferMs = performance.now() - beforeRun
    progress({ stage: 'Certifying a sample', fraction: 0.7 })
    await breathe(signal)
    return {
      ...{ id: manifest.id, sha256, verifiedAt: new Date().toISOString(), provider, loadMs, inferMs },
      files: manifest.files.length,
      bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
      residual: manifest.kind === 'student' ? await certified(model, provider) : null,
    }
  } finally {
    await session.release()
  }
}

async function certified(model: ModelPackage, provider: string): Promise<Verification['residual']> {
  const student = await loadStudent(model, { provider })
  const parameters = checkParameters(problemById(model.manifest.problem), {})
  const { norms } = (await generate(student, parameters, 7)).certificate
  return { sample: norms.l2Relative, floor: norms.floor.l2Relative }
}
