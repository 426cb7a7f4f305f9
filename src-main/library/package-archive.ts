/** A model package as one file: what is exported, and what may be imported from anywhere. */
import { join } from 'node:path'
import { Failure } from '../field/failure'
import { readZip } from '../formats/zip-reader'
import { writeZip } from '../formats/zip-writer'
import { scanLimits } from '../graph/scan/limits'
import { manifestName, parseManifest, type ModelManifest } from './manifest'
import { readPlainFile } from './model-file'
import { openPackage, packageInMemory, type FileObserver, type ModelPackage } from './package'

/** A package holds a handful of files; its largest is a model. */
const limits = { bytes: scanLimits.bytes, members: 256 }

export interface ArchivedPackage {
  readonly model: ModelPackage
  /** As they are to stand on disk, the manifest last. */
  readonly files: Readonly<Record<string, Uint8Array>>
  /** Members of the archive that are no part of the package. */
  readonly ignored: readonly string[]
}

/**
 * The package in `directory`, verified, as a zip of one folder that is named as the package is.
 *
 * @throws Failure as {@link openPackage}
 */
export async function packArchive(directory: string, onFile?: FileObserver): Promise<Uint8Array> {
  const { manifest } = await openPackage(directory, onFile)
  // As they stand on disk: an opened package may have taken data of one file into another.
  const names = [manifestName, ...manifest.files.map(({ name }) => name)]
  const members = await Promise.all(
    names.map(async (name) => [`${manifest.id}/${name}`, await readPlainFile(join(directory, name))] as const),
  )
  return writeZip(Object.fromEntries(members))
}

/**
 * Reads a package out of a zip: the one `model.json`, wherever it stands, or the one JSON file beside an ONNX file, and
 * the files it names beside it. `id` takes the place of the manifest's own identifier.
 *
 * @throws Failure `package-archive`, and of kind `model` what {@link parseManifest} and {@link packageInMemory} refuse
 */
export function unpackArchive(bytes: Uint8Array, fileName: string, id?: string): ArchivedPackage {
  const members = readZip(bytes, fileName, 'package-archive', limits)
  const manifestMember = findManifest([...members.keys()], fileName)
  const folder = manifestMember.slice(0, manifestMember.lastIndexOf('/') + 1)
  const written = parseManifest(members.get(manifestMember)!, `${fileName}, ${manifestMember}`)
  const manifest: ModelManifest = id === undefined ? written : { ...written, id }
  const named = new Map(
    manifest.files.flatMap(({ name }) => {
      const content = members.get(folder + name)
      return content ? [[name, content] as const] : []
    }),
  )
  const taken = new Set([manifestMember, ...manifest.files.map(({ name }) => folder + name)])
  return {
    model: packageInMemory(fileName, manifest, named),
    files: {
      ...Object.fromEntries(named),
      [manifestName]:
        id === undefined
          ? members.get(manifestMember)!
          : new TextEncoder().encode(`${JSON.stringify(manifest, undefined, 2)}\n`),
    },
    ignored: [...members.keys()].filter((name) => !taken.has(name) && !name.endsWith('/')),
  }
}

/** Copies that macOS puts beside the files of an archive, and whose names end alike. */
const isShadow = (name: string): boolean => /(^|\/)(__MACOSX\/|\._)/.test(name)

function findManifest(names: readonly string[], fileName: string): string {
  const own = names.filter((name) => !isShadow(name))
  const isNamed = (name: string): boolean => name === manifestName || name.endsWith(`/${manifestName}`)
  const named = own.filter(isNamed)
  const candidates = named.length > 0 ? named : own.filter((name) => /\.json$/i.test(name))
  const [only, ...others] = candidates
  if (only !== undefined && others.length === 0) return only
  throw new Failure({
    code: 'package-archive',
    kind: 'usage',
    what: 'the archive is no model package',
    where: fileName,
    expected: `one ${manifestName}, or one JSON manifest beside the ONNX file`,
    received: candidates.slice(0, 8).join(', ') || own.slice(0, 8).join(', ') || 'nothing',
  })
}
