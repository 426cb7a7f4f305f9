/** What a person does with models: promote or import one into the library, choose the one in use, discard one. */
import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { Failure, type FailureDetail } from '../field/failure'
import { writeDirectoryAtomic } from '../formats/atomic'
import { collectPackages, type CollectedPackage, type Places } from './collection'
import { promotedModels } from './home'
import { manifestName } from './manifest'
import { readPlainFile } from './model-file'
import { setModelInUse } from './models-in-use'
import { openPackage, packageHash, type ModelPackage } from './package'

export function refuse(
  code: string,
  what: string,
  rest: Pick<FailureDetail, 'where' | 'expected' | 'received'>,
): Failure {
  return new Failure({ code, kind: 'usage', what, ...rest })
}

/**
 * Copies the student package in `directory`, verified, into the library and makes it the model in use of its problem.
 * One that is there already, to the bit, is only put to use.
 *
 * @throws Failure `model-exists` where another package has its identifier, `model-not-student`, what
 *   {@link openPackage} refuses, and `output-not-writable`
 */
export async function promotePackage(places: Places, directory: string): Promise<CollectedPackage['manifest']> {
  const { manifest, sha256 } = await openPackage(directory)
  const { id, problem } = manifest
  refuseUnlessStudent(manifest)
  const { packages } = await collectPackages(places)
  const known = packages.find((entry) => entry.manifest.id === id)
  if (known && packageHash(known.manifest.files) !== sha256) {
    throw refuse('model-exists', 'another model has this identifier', {
      where: known.directory,
      expected: 'an identifier that no model has',
      received: id,
    })
  }
  if (!known) {
    // As they stand on disk: an opened package may have taken data of one file into another.
    const names = [...manifest.files.map(({ name }) => name), manifestName]
    const contents = await Promise.all(names.map((name) => readPlainFile(join(directory, name))))
    const target = join(promotedModels(places.home), id)
    await writeDirectoryAtomic(target, Object.fromEntries(names.map((name, i) => [name, contents[i]!])))
  }
  await setModelInUse(places.home, problem, id)
  return manifest
}

/** A package by its contents, wherever it lies. */
type Contents = Pick<ModelPackage, 'manifest' | 'sha256'>

/**
 * Refuses a package whose identifier another has, usable or not, and one that is in the library already.
 *
 * @throws Failure `model-exists`
 */
export async function refuseKnown(places: Places, { manifest: { id }, sha256 }: Contents): Promise<void> {
  const target = join(promotedModels(places.home), id)
  const { packages } = await collectPackages(places)
  const known = packages.find(({ manifest }) => manifest.id === id)
  if (!known && !existsSync(target)) return
  const same = known !== undefined && packageHash(known.manifest.files) === sha256
  throw refuse('model-exists', same ? 'this very model is in the library' : 'another model has this identifier', {
    where: known?.directory ?? target,
    expected: 'an identifier that no model has',
    received: id,
  })
}

/**
 * Puts the files of a verified package into the library, without taking it into use.
 *
 * @throws Failure `model-exists`, `output-not-writable`
 */
export async function addPackage(
  places: Places,
  contents: Contents,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<void> {
  await refuseKnown(places, contents)
  await writeDirectoryAtomic(join(promotedModels(places.home), contents.manifest.id), files)
}

/**
 * Makes a student that is in the collection the model in use of its problem.
 *
 * @throws Failure `model-not-found`, `model-not-student`, `output-not-writable`
 */
export async function putModelToUse(places: Places, id: string): Promise<CollectedPackage['manifest']> {
  const { manifest } = await findModel(places, id)
  refuseUnlessStudent(manifest)
  await setModelInUse(places.home, manifest.problem, id)
  return manifest
}

/**
 * Deletes a promoted package; where it was in use, the problem falls back to its shipped model.
 *
 * @throws Failure `model-not-found`, `model-shipped`, `output-not-writable`
 */
export async function discardModel(places: Places, id: string): Promise<void> {
  const { directory, origin, inUse, manifest } = await findModel(places, id)
  if (origin === 'shipped') {
    throw refuse('model-shipped', 'a model that came with the app is not discarded', { where: directory })
  }
  if (inUse) await setModelInUse(places.home, manifest.problem, undefined)
  await removeDirectory(directory)
}

/**
 * Deletes a folder so that it disappears at once, whatever becomes of its content.
 *
 * @throws Failure `output-not-writable`
 */
export async function removeDirectory(directory: string): Promise<void> {
  const aside = join(dirname(directory), `.discarded-${randomUUID()}`)
  try {
    await rename(directory, aside)
    await rm(aside, { recursive: true, force: true, maxRetries: 3 })
  } catch (cause) {
    throw notMovable('a folder cannot be deleted', directory, cause)
  }
}

export function notMovable(what: string, where: string, cause: unknown): Failure {
  const received = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  return refuse('output-not-writable', what, { where, received })
}

/** @throws Failure `model-not-found` */
export async function findModel(places: Places, id: string): Promise<CollectedPackage> {
  const { packages } = await collectPackages(places)
  const found = packages.find(({ manifest }) => manifest.id === id)
  if (found) return found
  throw new Failure({
    code: 'model-not-found',
    kind: 'model',
    what: 'no model has this identifier',
    where: `${places.shipped} and ${promotedModels(places.home)}`,
    expected: packages.map(({ manifest }) => manifest.id).join(', ') || 'any; there are no models',
    received: id,
  })
}

function refuseUnlessStudent({ id, kind }: CollectedPackage['manifest']): void {
  if (kind === 'student') return
  throw refuse('model-not-student', 'only a student can be the model in use', {
    where: id,
    expected: 'a package of kind student',
    received: kind,
  })
}
