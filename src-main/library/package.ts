/** Model packages on disk: opened only when every file is, to the bit, the one its manifest names. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { Failure } from '../field/failure'
import { writeDirectoryAtomic } from '../formats/atomic'
import {
  checkManifestSize,
  type ManifestDraft,
  manifestName,
  manifestSchemaName,
  type ModelFile,
  type ModelManifest,
  parseManifest,
} from './manifest'
import { readPlainFile, scannedModel } from './model-file'

/** Files that are scanned when the package is opened; whatever else is loaded as a model is scanned then. */
const isModel = /\.onnx$/i

/** A verified package. Its files are in memory, so that what is loaded is what was verified. */
export interface ModelPackage {
  readonly directory: string
  readonly manifest: ModelManifest
  /** {@link packageHash} of its files. */
  readonly sha256: string
  /**
   * The file of a role, e.g. `generator`.
   * @throws Failure `model-file-missing` if the package has none
   */
  file(role: string): { readonly description: ModelFile; readonly bytes: Uint8Array }
}

/**
 * Reads the manifest in `directory` and every file it names, compares sizes and SHA-256, and scans the ONNX files: a
 * manifest says that nothing was altered since it was written, not that whoever wrote it can be trusted. Data that
 * they keep in other files of the manifest is taken in.
 *
 * @throws Failure of kind `model`: `model-manifest`, `model-file-missing`, `model-file-not-plain` (a link or a folder),
 *   `model-size-mismatch`, `model-hash-mismatch`, and what {@link scannedModel} refuses
 */
export async function openPackage(directory: string, onFile: FileObserver = () => {}): Promise<ModelPackage> {
  const manifest = await readManifest(directory)
  const files = new Map<string, Uint8Array>()
  for (const description of manifest.files) {
    await onFile(description)
    files.set(description.name, await readVerified(directory, description))
  }
  return assemblePackage(directory, manifest, files)
}

/** Called before each file is read; what it throws ends the reading. */
export type FileObserver = (file: ModelFile) => void | Promise<void>

/**
 * A package whose files are in memory already, by name: compared and scanned as {@link openPackage} does.
 *
 * @throws Failure as {@link openPackage}
 */
export function packageInMemory(
  where: string,
  manifest: ModelManifest,
  files: ReadonlyMap<string, Uint8Array>,
): ModelPackage {
  for (const description of manifest.files) {
    const path = join(where, description.name)
    const bytes = files.get(description.name)
    if (!bytes) {
      throw new Failure({
        code: 'model-file-missing',
        kind: 'model',
        what: 'a file of the model package is missing',
        where: path,
        expected: 'every file that the manifest names',
        received: [...files.keys()].join(', ') || 'none',
      })
    }
    compareSize(path, description, bytes.length)
    compareHash(path, description, bytes)
  }
  return assemblePackage(where, manifest, files)
}

function assemblePackage(
  directory: string,
  manifest: ModelManifest,
  files: ReadonlyMap<string, Uint8Array>,
): ModelPackage {
  const contents = new Map(
    manifest.files.map((description) => {
      const { name, role } = description
      const verified = files.get(name)!
      const bytes = isModel.test(name) ? scannedModel(verified, join(directory, name), files) : verified
      return [role, { description, bytes }]
    }),
  )
  return {
    directory,
    manifest,
    sha256: packageHash(manifest.files),
    file(role) {
      const content = contents.get(role)
      if (content) return content
      throw new Failure({
        code: 'model-file-missing',
        kind: 'model',
        what: `the model package has no ${role}`,
        where: join(directory, manifestName),
        expected: `a file of role ${role}`,
        received: [...contents.keys()].join(', '),
      })
    },
  }
}

/** The manifest of the package in `directory`, its files not looked at. */
export async function readManifest(directory: string): Promise<ModelManifest> {
  const path = join(directory, manifestName)
  return parseManifest(await readPlainFile(path, checkManifestSize), path)
}

/** SHA-256 over the lines `<sha256>  <name>` of all files, sorted by name: one number for the whole package. */
export function packageHash(files: readonly Pick<ModelFile, 'name' | 'sha256'>[]): string {
  const sorted = files.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return sha256Of(new TextEncoder().encode(sorted.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('')))
}

/** Writes a package whole: hashes its files, checks the manifest, and leaves nothing half-written. */
export async function writePackage(directory: string, draft: ManifestDraft): Promise<ModelManifest> {
  const files = draft.files.map(({ content, ...description }) => ({
    ...description,
    sha256: sha256Of(content),
    bytes: content.length,
  }))
  const text = `${JSON.stringify({ schema: manifestSchemaName, ...draft, files }, undefined, 2)}\n`
  const bytes = new TextEncoder().encode(text)
  const manifest = parseManifest(bytes, join(directory, manifestName))
  const contents = draft.files.map(({ name, content }): [string, Uint8Array] => [name, content])
  // The manifest is renamed into place last: until then the folder holds no package.
  await writeDirectoryAtomic(directory, Object.fromEntries([...contents, [manifestName, bytes]]))
  return manifest
}

async function readVerified(directory: string, description: ModelFile): Promise<Uint8Array> {
  const path = join(directory, description.name)
  const bytes = await readPlainFile(path, (onDisk) => compareSize(path, description, onDisk))
  compareHash(path, description, bytes)
  return bytes
}

/** @throws Failure `model-size-mismatch` */
export function compareSize(path: string, { bytes: size }: ModelFile, received: number): void {
  if (received !== size) throw altered('model-size-mismatch', path, `${size} bytes`, `${received} bytes`)
}

function compareHash(path: string, { sha256 }: ModelFile, bytes: Uint8Array): void {
  const received = sha256Of(bytes)
  if (received !== sha256) throw altered('model-hash-mismatch', path, `SHA-256 ${sha256}`, received)
}

function altered(code: string, where: string, expected: string, received: string): Failure {
  const what = 'a file of the model package is not the one its manifest names'
  return new Failure({ code, kind: 'model', what, where, expected, received })
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
