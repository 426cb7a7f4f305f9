/** Documents that a long run keeps in its directory, so that it can be stopped and gone on with. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { z } from 'zod'
import { Failure } from '../field/failure'
import { writeFileAtomic } from '../formats/atomic'

/** What a measurement depends on: hashes of packages, settings. */
export type Identity = Readonly<Record<string, string | number>>

/** Part of a folder's name: what was kept under another identity is passed over. */
export function identityHash(of: readonly (string | number)[], identity: Identity): string {
  const all = JSON.stringify([...of, Object.entries(identity).toSorted()])
  return createHash('sha256').update(all).digest('hex').slice(0, 12)
}

/**
 * The document at `path`, made and kept there if it is not there; without a path, made.
 *
 * @throws Failure `benchmark-run` for a document of another form
 */
export async function kept<T extends { readonly schema: string }>(
  path: string | undefined,
  schema: z.ZodType<T>,
  make: () => Promise<T>,
): Promise<T> {
  if (path === undefined) return make()
  if (existsSync(path)) return parsed(await readFile(path, 'utf8'), path, schema)
  const made = await make()
  await mkdir(dirname(path), { recursive: true })
  await writeFileAtomic(path, new TextEncoder().encode(`${JSON.stringify(made, null, 2)}\n`))
  return made
}

export function parsed<T>(text: string, path: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw new Failure({
      code: 'benchmark-run',
      kind: 'usage',
      what: 'figures that a benchmark kept cannot be used; remove the file to measure them again',
      where: path,
      expected: 'a document of the form that this version keeps',
      received: cause instanceof Error ? cause.message.replaceAll(/\s+/g, ' ') : String(cause),
    })
  }
}
