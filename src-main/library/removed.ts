/** Models put aside: removing is undone until a person deletes them for good. */
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { collectPackages, type Places } from './collection'
import { diskUse } from './disk-use'
import { promotedModels, removedModels } from './home'
import { setModelInUse } from './models-in-use'
import { notMovable, refuse, removeDirectory } from './promotion'

/** A folder of {@link removedModels}: its name is the model's, a point, and when it was removed. */
export interface RemovedPackage {
  readonly removal: string
  readonly id: string
  readonly removedAt: Date
  readonly diskBytes: number
}

/** The last removed first. */
export async function listRemoved(home: string): Promise<RemovedPackage[]> {
  const folder = removedModels(home)
  const names = existsSync(folder) ? await readdir(folder) : []
  const entries = names.flatMap((removal) => {
    const [, id, milliseconds] = /^(.+)\.(\d{13})$/.exec(removal) ?? []
    return id === undefined ? [] : [{ removal, id, removedAt: new Date(Number(milliseconds)) }]
  })
  const measured = entries.map(async (entry) => ({ ...entry, diskBytes: await diskUse(join(folder, entry.removal)) }))
  return (await Promise.all(measured)).toSorted((a, b) => b.removedAt.getTime() - a.removedAt.getTime())
}

/**
 * Puts a package of the person's library aside, a damaged one by the name of its folder. Where it was in use, its
 * problem falls back to another model.
 *
 * @throws Failure `model-not-found`, `model-shipped`, `output-not-writable`
 */
export async function setAside(
  places: Places,
  id: string,
): Promise<{ readonly removal: string; readonly wasInUse: boolean; readonly problem: string | undefined }> {
  const { packages, refused } = await collectPackages(places)
  const known = packages.find(({ manifest }) => manifest.id === id)
  const directory = known?.directory ?? refused.find((entry) => basename(entry.directory) === id)?.directory
  if (directory === undefined) {
    throw refuse('model-not-found', 'no model has this identifier', {
      expected: packages.map(({ manifest }) => manifest.id).join(', ') || 'any; there are no models',
      received: id,
    })
  }
  if (dirname(directory) !== promotedModels(places.home)) {
    throw refuse('model-shipped', 'a model that came with the app is not removed', { where: directory, received: id })
  }
  const removal = `${basename(directory)}.${Date.now()}`
  await move(directory, join(removedModels(places.home), removal))
  if (known?.inUse) await setModelInUse(places.home, known.manifest.problem, undefined)
  return { removal, wasInUse: known?.inUse ?? false, problem: known?.manifest.problem }
}

/**
 * Takes a removed package back.
 *
 * @throws Failure `removal-unknown`, `model-exists`, `output-not-writable`
 */
export async function takeBack(places: Places, removal: string): Promise<{ readonly id: string }> {
  const { id } = await findRemoved(places.home, removal)
  const target = join(promotedModels(places.home), id)
  const { packages } = await collectPackages(places)
  if (existsSync(target) || packages.some(({ manifest }) => manifest.id === id)) {
    throw refuse('model-exists', 'another model has this identifier', {
      where: target,
      expected: 'that the model there is removed first',
      received: id,
    })
  }
  await move(join(removedModels(places.home), removal), target)
  return { id }
}

/** @throws Failure `removal-unknown`, `output-not-writable` */
export async function deleteRemoved(home: string, removal: string): Promise<void> {
  await findRemoved(home, removal)
  await removeDirectory(join(removedModels(home), removal))
}

async function findRemoved(home: string, removal: string): Promise<RemovedPackage> {
  const removed = await listRemoved(home)
  const found = removed.find((entry) => entry.removal === removal)
  if (found) return found
  throw refuse('removal-unknown', 'no removed model is known by this name', {
    where: removedModels(home),
    expected: removed.map((entry) => entry.removal).join(', ') || 'nothing; no model was removed',
    received: removal,
  })
}

async function move(from: string, to: string): Promise<void> {
  try {
    await mkdir(dirname(to), { recursive: true })
    await rename(from, to)
  } catch (cause) {
    throw notMovable('a folder cannot be moved', from, cause)
  }
}
