/** A kept solution in its directory: the archive of its numbers, what was asked for, and what a list shows of it. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { noiseSchema, parametersSchema, type HistoryEntry } from '../../contract/calls'
import { describeIssues } from '../../contract/errors'
import { supportShapes } from '../../field/observations'
import { writeDirectoryAtomic, writeFileAtomic } from '../../formats/atomic'
import { readNpy, writeNpy } from '../../formats/npy'
import { problemById } from '../../problems/library'
import type { Solution } from '../../report/solution'
import { archiveNames, archiveOf, damaged, documentFrom, solutionFrom } from './archive'
import { thumbnailOf } from './thumbnail'

const count = z.number().int().nonnegative()

/** What was asked for, and how it came out where that is not in the document. Written once. */
const requestSchema = z.strictObject({
  schema: z.literal('fieldsmith.request/1'),
  /** Of the app. */
  version: z.string(),
  createdAt: z.iso.datetime(),
  problem: z.string(),
  parameters: parametersSchema,
  samples: z.number().int(),
  seed: count,
  refine: z.boolean(),
  steps: z.number().int(),
  noise: noiseSchema,
  observations: z.strictObject({
    file: z.string(),
    /** In the order of the observations' indices. */
    fields: z.array(z.string()),
    /** Largest y that a measurement reaches: the latest time, where y is the time. */
    latest: z.number(),
  }),
})
export type KeptRequest = z.infer<typeof requestSchema>

/** What a person may change of an entry, and how large each of its files was when it was written. */
const entrySchema = z.strictObject({
  schema: z.literal('fieldsmith.history-entry/1'),
  name: z.string(),
  pinned: z.boolean(),
  files: z.record(z.string(), count),
})
type EntryFile = z.infer<typeof entrySchema>

const files = { ...archiveNames, request: 'request.json', thumbnail: 'thumbnail.npy', entry: 'entry.json' } as const

/** What a solve was asked for, beside what its document says. */
export type Asked = Pick<KeptRequest, 'version' | 'createdAt' | 'refine' | 'noise'>

export interface KeptSolution {
  readonly name: string
  readonly request: KeptRequest
  readonly solution: Solution
}

/** The files of an entry, in memory. */
export function entryFiles(solution: Solution, asked: Asked): Record<string, Uint8Array> {
  const { document, observations, observationFile } = solution
  const { problem, parameters, samples, seed, steps } = document
  const request: KeptRequest = {
    schema: 'fieldsmith.request/1',
    ...{ version: asked.version, createdAt: asked.createdAt },
    ...{ problem, parameters, samples, seed, steps, refine: asked.refine, noise: asked.noise },
    observations: { file: observationFile, fields: [...observations.fields], latest: latestReach(solution) },
  }
  const { grid, data } = thumbnailOf(solution)
  const content: Record<string, Uint8Array> = {
    ...archiveOf(solution),
    [files.request]: encoded(request),
    [files.thumbnail]: writeNpy({ shape: [grid.ny, grid.nx], data }),
  }
  const sizes = Object.fromEntries(Object.entries(content).map(([name, bytes]) => [name, bytes.length]))
  return { ...content, [files.entry]: encoded(entryOf({ name: observationFile, pinned: false, files: sizes })) }
}

const entryOf = (changes: Omit<EntryFile, 'schema'>): EntryFile => ({
  schema: 'fieldsmith.history-entry/1',
  ...changes,
})

function latestReach({ observations: { y, averages } }: Solution): number {
  return y.reduce((latest, start, point) => {
    const end = averages && supportShapes[averages.shape[point]!] !== 'point' ? averages.y2[point]! : start
    return Math.max(latest, start, end)
  }, 0)
}

/** @throws Failure `output-not-writable` */
export async function writeEntry(directory: string, content: Readonly<Record<string, Uint8Array>>): Promise<void> {
  await writeDirectoryAtomic(directory, content)
}

/**
 * What a list shows of an entry. Its large files are looked at for their size alone.
 *
 * @throws Failure `history-damaged`, `npy-format`, `unknown-problem`
 */
export async function readEntry(directory: string): Promise<HistoryEntry> {
  const { entry, request } = await readHead(directory)
  const document = documentFrom(await readFile(join(directory, files.document)), directory)
  const { shape, data } = readNpy(await readFile(join(directory, files.thumbnail)), join(directory, files.thumbnail))
  const [ny, nx] = shape
  if (ny === undefined || nx === undefined || !(data instanceof Float32Array)) {
    throw damaged(join(directory, files.thumbnail), 'a map of float32 numbers', `shape (${shape.join(', ')})`)
  }
  const problem = problemById(request.problem)
  const { unit, key } = problem.fields.find(({ role }) => role === 'solution')!
  // Any size serves: what is wanted are its extent and its axes.
  const grid = { ...problem.grid(64), nx, ny }
  const { observations } = document
  const norms = document.residual.refined ?? document.residual.raw
  return {
    solutionId: basename(directory),
    name: entry.name,
    pinned: entry.pinned,
    createdAt: request.createdAt,
    version: request.version,
    bytes: (await directoryContent(directory)).bytes,
    problem: request.problem,
    model: document.model,
    provider: document.provider,
    parameters: request.parameters,
    seed: request.seed,
    samples: request.samples,
    steps: request.steps,
    refined: document.refined,
    observations: {
      file: request.observations.file,
      count: observations.count,
      byField: observations.byField,
      latest: request.observations.latest,
    },
    figures: {
      residual: norms.l2Relative,
      floor: norms.floor.l2Relative,
      solutionError: norms.solutionError.relative,
      rmsMisfit: observations.rmsMisfit,
      reducedChiSquare: observations.reducedChiSquare,
      totalMs: document.timingsMs.total,
    },
    alarms: document.alarms.map(({ code }) => code),
    thumbnail: { key: 'thumbnail', of: key, label: '', unit, grid, data },
  }
}

/**
 * A solution as it was solved.
 *
 * @throws Failure `history-damaged`, `npz-format`, `npy-format`, `unknown-problem`
 */
export async function openEntry(directory: string): Promise<KeptSolution> {
  const { entry, request } = await readHead(directory)
  const [document, fields, observations] = await Promise.all([
    readFile(join(directory, archiveNames.document)),
    readFile(join(directory, archiveNames.fields)),
    readFile(join(directory, archiveNames.observations)),
  ])
  const archive = {
    [archiveNames.document]: document,
    [archiveNames.fields]: fields,
    [archiveNames.observations]: observations,
  }
  const solution = solutionFrom(archive, {
    observedFields: request.observations.fields,
    observationFile: request.observations.file,
    where: directory,
  })
  return { name: entry.name, request, solution }
}

/** @throws Failure `history-damaged`, `output-not-writable` */
export async function changeEntry(
  directory: string,
  change: Partial<Pick<EntryFile, 'name' | 'pinned'>>,
): Promise<void> {
  const { entry } = await readHead(directory)
  await writeFileAtomic(join(directory, files.entry), encoded({ ...entry, ...change }))
}

/** Whether an entry must stay when room is made; a damaged one need not. */
export async function isPinned(directory: string): Promise<boolean> {
  return readHead(directory).then(
    ({ entry }) => entry.pinned,
    () => false,
  )
}

/** Bytes of a directory's files, and the times of the oldest and the latest. */
export async function directoryContent(directory: string): Promise<{ bytes: number; oldest: number; latest: number }> {
  const names = await readdir(directory)
  const found = await Promise.all(names.map((name) => stat(join(directory, name))))
  const times = found.map(({ mtimeMs }) => mtimeMs)
  return {
    bytes: found.reduce((sum, { size }) => sum + size, 0),
    oldest: Math.min(Date.now(), ...times),
    latest: Math.max(0, ...times),
  }
}

async function readHead(directory: string): Promise<{ entry: EntryFile; request: KeptRequest }> {
  const entry = await readJson(join(directory, files.entry), entrySchema)
  await Promise.all(
    Object.entries(entry.files).map(async ([name, size]) => {
      const found = await stat(join(directory, name)).catch((cause: NodeJS.ErrnoException) => {
        throw damaged(join(directory, name), `a file of ${size} bytes`, String(cause.code))
      })
      if (found.size !== size) throw damaged(join(directory, name), `${size} bytes`, `${found.size}`)
    }),
  )
  return { entry, request: await readJson(join(directory, files.request), requestSchema) }
}

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    throw damaged(
      path,
      'what the app wrote',
      cause instanceof z.ZodError ? describeIssues(cause).join('; ') : String(cause),
    )
  }
}

const encoded = (value: object): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value, undefined, 2)}\n`)
