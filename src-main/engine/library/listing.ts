/** The library as the page lists it, and the card of one model. */
import { basename, dirname, join } from 'node:path'
import { stat } from 'node:fs/promises'
import { measuredSchema, provenanceSchema, type ModelCard, type ModelEntry, type ResultOf } from '../../contract/calls'
import { contractErrorOf } from '../../contract/errors'
import { Failure, type FailureDetail } from '../../field/failure'
import { collectPackages, type CollectedPackage, type Places } from '../../library/collection'
import { diskUse } from '../../library/disk-use'
import { promotedModels } from '../../library/home'
import type { ModelManifest } from '../../library/manifest'
import { compareSize, packageHash } from '../../library/package'
import { findModel } from '../../library/promotion'
import { listRemoved } from '../../library/removed'

const errorOf = (detail: FailureDetail) => contractErrorOf(new Failure(detail))

export async function listModels(where: Places): Promise<ResultOf<'listModels'>> {
  const { packages, refused, damage } = await collectPackages(where)
  const removed = await listRemoved(where.home)
  return {
    models: await Promise.all(packages.map(entryOf)),
    refused: refused.map(({ directory, reason }) => ({
      name: basename(directory),
      directory,
      origin: dirname(directory) === promotedModels(where.home) ? 'library' : 'shipped',
      error: errorOf(reason),
    })),
    removed: removed.map(({ removedAt, ...entry }) => ({ ...entry, removedAt: removedAt.toISOString() })),
    damage: damage ? errorOf(damage) : null,
  }
}

/** @throws Failure `model-not-found` */
export async function cardOf(where: Places, id: string): Promise<ModelCard> {
  const found = await findModel(where, id)
  const { title, fields, normalisation, parameters, conditionNames, sigma, files, provenance } = found.manifest
  const { minimum, maximum, start, levels } = sigma
  return {
    ...(await entryOf(found)),
    title: title ?? null,
    fields,
    normalisation,
    parameters,
    conditionNames,
    sigma: { minimum, maximum, start: start ?? null, levels: levels ?? [] },
    files: files.map(({ inputs, outputs, ...file }) => ({ ...file, inputs: inputs ?? [], outputs: outputs ?? [] })),
    provenance: provenanceSchema.parse(provenance),
    measured: measuredOf(found.manifest),
  }
}

/** The card in one form for every kind: a denoiser's only figures are those of its own sampler. */
function measuredOf({ card, steps }: ModelManifest): ModelCard['measured'] {
  const { quality, latencyMs } = card
  const own = quality === undefined && latencyMs === undefined ? [] : [{ steps: steps[0]!, latencyMs, quality }]
  return measuredSchema.parse({ ...card, bySteps: card['bySteps'] ?? own })
}

async function entryOf({ directory, manifest, origin, inUse }: CollectedPackage): Promise<ModelEntry> {
  const { id, problem, kind, gridSize, steps, files } = manifest
  const damage = await damageOf(directory, manifest)
  return {
    ...{ id, problem, kind, gridSize, steps, sha256: packageHash(files), origin, inUse, directory },
    diskBytes: await diskUse(directory),
    damage: damage ? errorOf(damage) : null,
  }
}

/** The first file that is missing or of another size. */
async function damageOf(directory: string, { files }: ModelManifest): Promise<FailureDetail | undefined> {
  for (const file of files) {
    const path = join(directory, file.name)
    try {
      compareSize(path, file, (await stat(path)).size)
    } catch (error) {
      if (error instanceof Failure) return error.detail
      const received = error instanceof Error && 'code' in error ? String(error.code) : String(error)
      return {
        code: 'model-file-missing',
        kind: 'model',
        what: 'a file of the model package is missing',
        where: path,
        received,
      }
    }
  }
  return undefined
}
