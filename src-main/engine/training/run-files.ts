/**
 * The two small files of a training run that its engine and its process write for each other: `run.json`, what was
 * asked for, by the engine alone; `progress.json`, how far it is, by the process alone. Checkpoint, learning curve
 * and package stand beside them.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { errorSchema } from '../../contract/calls'
import { describeIssues } from '../../contract/errors'
import { studentConfigurationSchema } from '../../distillation/configuration'
import { Failure } from '../../field/failure'
import { writeFileAtomic } from '../../formats/atomic'
import { ifExists, isMissing } from '../if-exists'

const finite = z.number()
const count = z.number().int().nonnegative()

const recordSchema = z.strictObject({
  schema: z.literal('fieldsmith.training-run/1'),
  id: z.string(),
  problem: z.string(),
  teacher: z.strictObject({ id: z.string(), sha256: z.string() }),
  configuration: studentConfigurationSchema,
  startedAt: z.iso.datetime(),
  /** The process that may write into the run, and what is wanted of it; any other process leaves the run alone. */
  process: z.strictObject({ token: z.string(), wish: z.enum(['run', 'pause', 'cancel']) }),
  promoted: z.boolean(),
})
export type RunRecord = z.infer<typeof recordSchema>

const progressSchema = z.strictObject({
  token: z.string(),
  pid: z.number().int(),
  phase: z.enum(['running', 'stopped', 'finished', 'failed']),
  step: count,
  stage: z.string(),
  fraction: z.number().min(0).max(1),
  etaSeconds: finite.nonnegative().exactOptional(),
  figures: z.record(z.string(), finite),
  /** Why it failed, or stopped unasked. */
  error: errorSchema.exactOptional(),
})
export type RunProgress = z.infer<typeof progressSchema>

export const runFiles = {
  record: 'run.json',
  progress: 'progress.json',
  checkpoint: 'checkpoint.npz',
  curve: 'curve.csv',
  strip: 'strip.npz',
  log: 'training.log',
  package: 'package',
} as const

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    if (isMissing(cause)) throw cause
    throw new Failure({
      code: 'run-damaged',
      kind: 'usage',
      what: 'a file of the training run cannot be read; the run can be discarded',
      where: path,
      received: cause instanceof z.ZodError ? describeIssues(cause).join('; ') : String(cause),
    })
  }
}

async function writeJson(path: string, value: object): Promise<void> {
  await writeFileAtomic(path, new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`))
}

/**
 * What was asked for in a run's directory; undefined where there is no run.
 *
 * @throws Failure `run-damaged`
 */
export function readRecord(directory: string): Promise<RunRecord | undefined> {
  return ifExists(readJson(join(directory, runFiles.record), recordSchema))
}

export function writeRecord(directory: string, record: RunRecord): Promise<void> {
  return writeJson(join(directory, runFiles.record), record)
}

/**
 * How far the run's last process has told that it is; undefined before the first has begun.
 *
 * @throws Failure `run-damaged`
 */
export function readProgress(directory: string): Promise<RunProgress | undefined> {
  return ifExists(readJson(join(directory, runFiles.progress), progressSchema))
}

export function writeProgress(directory: string, progress: RunProgress): Promise<void> {
  return writeJson(join(directory, runFiles.progress), progress)
}
