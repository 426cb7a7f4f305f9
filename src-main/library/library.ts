import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure, type FailureDetail } from '../field/failure'
import type { ModelManifest } from './manifest'
import { openPackage, type ModelPackage, readManifest } from './package'

export interface ListedPackage {
  readonly directory: string
  readonly manifest: ModelManifest
}

/** What a folder of packages holds, files not verified; a folder whose manifest is unusable is listed with its reason. */
export interface PackageList {
  readonly packages: readonly ListedPackage[]
  readonly refused: readonly { readonly directory: string; readonly reason: FailureDetail }[]
}

/** Sub-folders of `modelsDirectory` that hold a manifest, by name; others are no packages and are passed over. */
export async function listPackages(modelsDirectory: string): Promise<PackageList> {
  const entries = await readdir(modelsDirectory, { withFileTypes: true })
  // A leading dot marks what is being made or deleted.
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map(({ name }) => name)
  const packages: ListedPackage[] = []
  const refused: { directory: string; reason: FailureDetail }[] = []
  for (const name of folders.toSorted()) {
    const directory = join(modelsDirectory, name)
    try {
      packages.push({ directory, manifest: await readManifest(directory) })
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      if (error.detail.code !== 'model-file-missing') refused.push({ directory, reason: error.detail })
    }
  }
  return { packages, refused }
}

export interface PackageQuery {
  readonly problem: string
  readonly kind: ModelManifest['kind']
  /** A particular package; without it the one with the finest grid, then the first by name. */
  readonly id?: string
}

/** The packages that fit a query, the preferred one first. */
export function fittingPackages<T extends ListedPackage>(
  packages: readonly T[],
  { problem, kind, id }: PackageQuery,
): T[] {
  return packages
    .filter(({ manifest }) => manifest.problem === problem && manifest.kind === kind)
    .filter(({ manifest }) => id === undefined || manifest.id === id)
    .toSorted((a, b) => b.manifest.gridSize - a.manifest.gridSize)
}

/**
 * Finds and verifies the package for a task.
 *
 * @throws Failure `model-not-found`, or what {@link openPackage} throws, all of kind `model`
 */
export async function findPackage(modelsDirectory: string, query: PackageQuery): Promise<ModelPackage> {
  const list = await listPackages(modelsDirectory)
  const [best] = fittingPackages(list.packages, query)
  if (best) return openPackage(best.directory)
  throw modelNotFound(list, modelsDirectory, query)
}

/** What says that `where` holds no package for a query, and what it does hold. */
export function modelNotFound(
  { packages, refused }: PackageList,
  where: string,
  { problem, kind, id }: PackageQuery,
): Failure {
  const present = packages.map(({ manifest }) => manifest.id).join(', ')
  return new Failure(
    {
      code: 'model-not-found',
      kind: 'model',
      what: 'no model package fits',
      where,
      expected: `${id === undefined ? '' : `${id}, `}a ${kind} for the problem ${problem}`,
      received: present === '' ? 'no usable package' : present,
    },
    refused.map(({ reason }) => reason),
  )
}
