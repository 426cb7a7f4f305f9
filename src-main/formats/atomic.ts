import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Failure } from '../field/failure'

/**
 * Writes a file so that readers see the old content or the new, never a part: a temporary file beside it, flushed,
 * then renamed over it. Its directory must exist.
 *
 * @throws Failure `output-not-writable`
 */
export async function writeFileAtomic(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = temporaryBeside(path)
  try {
    await writeSynced(temporary, bytes)
    await rename(temporary, path)
  } catch (cause) {
    await remove(temporary)
    throw notWritable(path, cause)
  }
}

/**
 * Makes a directory with its parents, where it does not exist yet.
 *
 * @throws Failure `output-not-writable`
 */
export async function ensureDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true })
  } catch (cause) {
    throw notWritable(path, cause)
  }
}

/**
 * Tells before a long job whether {@link writeFileAtomic} will succeed, by writing and removing an empty file.
 *
 * @throws Failure `output-not-writable`
 */
export async function checkFileWritable(path: string): Promise<void> {
  const temporary = temporaryBeside(path)
  try {
    await refuseDirectory(path)
    await writeSynced(temporary, new Uint8Array(0))
    await rm(temporary)
  } catch (cause) {
    throw notWritable(path, cause)
  }
}

/**
 * Tells before a long job whether {@link writeDirectoryAtomic} will succeed, by writing and removing an empty file in
 * the directory, or in the nearest parent that exists.
 *
 * @throws Failure `output-not-writable`
 */
export async function checkDirectoryWritable(directory: string): Promise<void> {
  try {
    let nearest = resolve(directory)
    while (!(await exists(nearest)) && dirname(nearest) !== nearest) nearest = dirname(nearest)
    await checkFileWritable(join(nearest, `.${randomUUID()}`))
  } catch (cause) {
    throw cause instanceof Failure ? new Failure({ ...cause.detail, where: directory }) : notWritable(directory, cause)
  }
}

/**
 * Writes a set of files into a directory, all of them or none: a directory that does not exist yet (with its parents)
 * appears by one rename when it is complete; in an existing one all files are written and flushed under temporary
 * names before the first is renamed, and other files are left alone.
 *
 * @throws Failure `output-not-writable`
 */
export async function writeDirectoryAtomic(
  directory: string,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<void> {
  // Everything that must go if a step fails.
  const made: string[] = []
  try {
    if (await exists(directory)) await addFiles(directory, files, made)
    else await createDirectory(directory, files, made)
  } catch (cause) {
    for (const path of made) await remove(path)
    throw notWritable(directory, cause)
  }
}

async function createDirectory(directory: string, files: Readonly<Record<string, Uint8Array>>, made: string[]) {
  const firstParent = await mkdir(dirname(resolve(directory)), { recursive: true })
  if (firstParent !== undefined) made.push(firstParent)
  const temporary = temporaryBeside(resolve(directory))
  await mkdir(temporary)
  made.push(temporary)
  for (const [name, bytes] of Object.entries(files)) await writeSynced(join(temporary, name), bytes)
  await rename(temporary, directory)
}

async function addFiles(directory: string, files: Readonly<Record<string, Uint8Array>>, made: string[]) {
  const staged = Object.entries(files).map(([name, bytes]) => {
    const target = join(directory, name)
    return { target, temporary: temporaryBeside(target), bytes }
  })
  for (const { target, temporary, bytes } of staged) {
    // The one thing that makes a rename fail later than the write beside it.
    await refuseDirectory(target)
    made.push(temporary)
    await writeSynced(temporary, bytes)
  }
  for (const { temporary, target } of staged) await rename(temporary, target)
}

/** Not derived from the name, which may already be as long as the file system allows. */
function temporaryBeside(path: string): string {
  return join(dirname(path), `.${randomUUID()}.part`)
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Cleans up after an error, which is the one to tell: a second one here is not. */
async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch(() => undefined)
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return false
      throw cause
    },
  )
}

async function refuseDirectory(path: string): Promise<void> {
  if ((await exists(path)) && (await stat(path)).isDirectory()) throw new Error(`${path} is a directory`)
}

/** Turns an error of the file system into one that says what to do about it. */
function notWritable(path: string, cause: unknown): Failure {
  return new Failure({
    code: 'output-not-writable',
    kind: 'usage',
    what: 'the output cannot be written',
    where: path,
    expected: 'a writable location with free space',
    received:
      cause instanceof Error && 'code' in cause
        ? String(cause.code)
        : cause instanceof Error
          ? cause.message
          : String(cause),
  })
}
