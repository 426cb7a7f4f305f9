/** Undefined for a file that does not exist; other errors are thrown on. */
export async function ifExists<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading
  } catch (cause) {
    if (isMissing(cause)) return undefined
    throw cause
  }
}

/** Whether an error of the file system says that there is no such file. */
export const isMissing = (cause: unknown): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
