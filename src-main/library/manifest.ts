/**
 * The manifest `model.json` of a model package: what its networks are, what they were made of and what was measured.
 */
import { z } from 'zod'
import { Failure } from '../field/failure'

export const manifestSchemaName = 'fieldsmith.model/1'

const finite = z.number()
const positive = z.number().positive()
/** One folder, one file: no separators, no leading dot, nothing a file system reads in its own way. */
const fileName = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, 'a plain file name without folders')

const tensorSchema = z.strictObject({
  name: z.string().min(1),
  type: z.string().min(1),
  /** A number, or the name of a free dimension such as `batch`. */
  shape: z.array(z.union([z.number().int().nonnegative(), z.string().min(1)])),
})
export type TensorDescription = z.infer<typeof tensorSchema>

const fileSchema = z.strictObject({
  name: fileName,
  /** What it is for: `denoiser`, `generator`, `generator-gradient`, `configuration`, `learning-curve`, ... */
  role: z.string().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, '64 lower-case hexadecimal digits'),
  bytes: z.number().int().nonnegative(),
  inputs: z.array(tensorSchema).optional(),
  outputs: z.array(tensorSchema).optional(),
})
export type ModelFile = z.infer<typeof fileSchema>

const cardSchema = z.looseObject({
  /**
   * Root mean square error that the model itself makes in each field, normalised units: the part of a misfit that no
   * latent can remove.
   */
  modelDiscrepancy: z.record(z.string(), z.number().nonnegative()).optional(),
})

const manifestShape = z.strictObject({
  schema: z.literal(manifestSchemaName),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'lower-case letters, digits and hyphens'),
  title: z.string().optional(),
  problem: z.string().min(1),
  /** A `baseline` is a denoiser that the benchmark alone compares with. */
  kind: z.enum(['teacher', 'student', 'baseline']),
  /** Field keys in the order of the network's channels. */
  fields: z.array(z.string().min(1)).min(1),
  /** How physical fields become channels, in words; the formula is the problem's `normalise`. */
  normalisation: z.string().min(1),
  gridSize: z.number().int().positive(),
  /** Ranges of the slider parameters the model was trained on. */
  parameters: z.record(
    z.string(),
    z.strictObject({ minimum: finite, maximum: finite }).refine(({ minimum, maximum }) => minimum <= maximum, {
      message: 'a minimum not above the maximum',
    }),
  ),
  /** Entries of the conditioning vector, in order. */
  conditionNames: z.array(z.string().min(1)),
  sigma: z
    .strictObject({
      data: positive,
      minimum: positive,
      maximum: positive,
      start: positive.optional(),
      /** The k-th list holds the noise levels of the k-step sampler, descending; absent where one step is all. */
      levels: z.array(z.array(positive).min(1)).min(1).optional(),
    })
    .refine(({ minimum, maximum }) => minimum < maximum, { message: 'a minimum below the maximum' }),
  /** Numbers of sampling steps it is made for. */
  steps: z.array(z.number().int().positive()).min(1),
  files: z.array(fileSchema).min(1),
  /** Seed, samples seen, configuration, commit, hours, device: how it came about. */
  provenance: z.record(z.string(), z.unknown()),
  card: cardSchema,
})

export const manifestSchema = manifestShape.superRefine((manifest, context) => {
  const report = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
  for (const key of ['name', 'role'] as const) {
    // Some file systems take names that differ only in case for one file.
    const values = manifest.files.map((file) => file[key].toLowerCase())
    if (new Set(values).size !== values.length) report('files', `every ${key} once`)
  }
  if (manifest.files.some(({ name }) => name.toLowerCase() === manifestName)) report('files', `no ${manifestName}`)
  const { sigma, steps, kind } = manifest
  if (kind !== 'student') return
  if (sigma.start === undefined && sigma.levels === undefined) report('sigma', 'a start or levels for a student')
  const served = sigma.levels?.length ?? 1
  if (steps.some((k) => k > served)) report('steps', `at most ${served}, for which sigma has levels`)
  sigma.levels?.forEach((levels, i) => {
    if (levels.length !== i + 1) report('sigma', `${i + 1} levels in list ${i + 1}`)
    if (levels.some((level, j) => j > 0 && level >= levels[j - 1]!))
      report('sigma', `levels that fall in list ${i + 1}`)
  })
})
export type ModelManifest = z.infer<typeof manifestShape>

/** A manifest before its files are hashed. */
export type ManifestDraft = Omit<ModelManifest, 'schema' | 'files'> & {
  readonly files: readonly (Omit<ModelFile, 'sha256' | 'bytes'> & { readonly content: Uint8Array })[]
}

export const manifestName = 'model.json'
const largestManifest = 4 * 1024 * 1024

/** @throws Failure `model-manifest` of kind `model`, naming the first entry that is wrong and where it stands */
export function parseManifest(bytes: Uint8Array, where: string): ModelManifest {
  checkManifestSize(bytes.length, where)
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw unreadable(where, 'JSON', cause instanceof Error ? cause.message : String(cause))
  }
  const parsed = manifestSchema.safeParse(json)
  if (parsed.success) return parsed.data
  const [first, ...others] = parsed.error.issues.map(({ path, message }) =>
    unreadable(`${where}${path.length > 0 ? `, ${path.join('.')}` : ''}`, `a manifest ${manifestSchemaName}`, message),
  )
  throw new Failure(
    first!.detail,
    others.map(({ detail }) => detail),
  )
}

/** @throws Failure `model-manifest` */
export function checkManifestSize(bytes: number, where: string): void {
  if (bytes > largestManifest) throw unreadable(where, `at most ${largestManifest} bytes`, `${bytes} bytes`)
}

function unreadable(where: string, expected: string, received: string): Failure {
  return new Failure({
    code: 'model-manifest',
    kind: 'model',
    what: 'the manifest of a model package cannot be used',
    where,
    expected,
    received,
  })
}
