/** Shipped and promoted packages together, and which student is in use for each problem. */
import { statSync } from 'node:fs'
import type { FailureDetail } from '../field/failure'
import { homeDirectory, promotedModels } from './home'
import { fittingPackages, listPackages, modelNotFound, type ListedPackage, type PackageList } from './library'
import { modelsDirectory } from './models-directory'
import { readModelsInUse } from './models-in-use'
import { openPackage, type ModelPackage } from './package'

/** Where packages live on this machine. */
export interface Places {
  /** Folder of the packages that came with the app. */
  readonly shipped: string
  /** See {@link homeDirectory}. */
  readonly home: string
}

export const places = (): Places => ({ shipped: modelsDirectory(), home: homeDirectory() })

export interface CollectedPackage extends ListedPackage {
  readonly origin: 'shipped' | 'library'
  readonly inUse: boolean
}

export interface Collection extends PackageList {
  readonly packages: readonly CollectedPackage[]
  /** Why the file that names the models in use was passed over, if it was. */
  readonly damage?: FailureDetail
}

/** Every package of the installation and of the person's library, files not verified; shipped ones first. */
export async function collectPackages({ shipped, home }: Places): Promise<Collection> {
  const own = promotedModels(home)
  const lists = [await listPackages(shipped), ...(isDirectory(own) ? [await listPackages(own)] : [])]
  const { models, damage } = await readModelsInUse(home)
  const packages = lists.flatMap((list, i) =>
    list.packages.map((entry) => ({ ...entry, origin: i === 0 ? ('shipped' as const) : ('library' as const) })),
  )
  const isInUse = ({ directory, manifest: { problem, kind } }: ListedPackage): boolean => {
    if (kind !== 'student') return false
    const named = models[problem]
    const fitting = fittingPackages(packages, { problem, kind })
    // A model that is no longer there leaves its problem to the shipped one.
    const chosen = fitting.find(({ manifest }) => manifest.id === named) ?? preferShipped(fitting)
    return chosen?.directory === directory
  }
  return {
    packages: packages.map((entry) => ({ ...entry, inUse: isInUse(entry) })),
    refused: lists.flatMap(({ refused }) => refused),
    ...(damage && { damage }),
  }
}

const isDirectory = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

function preferShipped<T extends { readonly origin: string }>(fitting: readonly T[]): T | undefined {
  return fitting.find(({ origin }) => origin === 'shipped') ?? fitting[0]
}

/**
 * Opens the student in use of a problem, or the one named, wherever it lives.
 *
 * @throws Failure `model-not-found`, or what {@link openPackage} throws, all of kind `model`
 */
export async function openStudent(where: Places, problem: string, id?: string): Promise<ModelPackage> {
  const collection = await collectPackages(where)
  const query = { problem, kind: 'student' as const, ...(id !== undefined && { id }) }
  const fitting = fittingPackages(collection.packages, query)
  const chosen = id === undefined ? fitting.find(({ inUse }) => inUse) : fitting[0]
  if (chosen) return openPackage(chosen.directory)
  throw modelNotFound(collection, `${where.shipped} and ${promotedModels(where.home)}`, query)
}
