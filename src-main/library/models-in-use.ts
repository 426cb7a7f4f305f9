/** Which student answers for each problem: a small file, and the shipped models where it says nothing. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { describeIssues } from '../contract/errors'
import type { FailureDetail } from '../field/failure'
import { writeDirectoryAtomic } from '../formats/atomic'

const schemaName = 'fieldsmith.models-in-use/1'
const fileSchema = z.strictObject({
  schema: z.literal(schemaName),
  /** Identifier of a student by the identifier of its problem. */
  models: z.record(z.string(), z.string()),
})

export interface ModelsInUse {
  readonly models: Readonly<Record<string, string>>
  /** Why the file was passed over, if it was. */
  readonly damage?: FailureDetail
}

const fileName = 'models-in-use.json'

export const modelsInUseFile = (home: string): string => join(home, fileName)

/** A damaged file counts as none, since the shipped models are always there to fall back to. */
export async function readModelsInUse(home: string): Promise<ModelsInUse> {
  const path = modelsInUseFile(home)
  try {
    return { models: fileSchema.parse(JSON.parse(await readFile(path, 'utf8'))).models }
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return { models: {} }
    const damage: FailureDetail = {
      code: 'models-in-use-damaged',
      kind: 'model',
      what: 'the file that says which models are in use cannot be read; the shipped ones are',
      where: path,
      expected: schemaName,
      received: cause instanceof z.ZodError ? describeIssues(cause).join('; ') : String(cause),
    }
    return { models: {}, damage }
  }
}

/**
 * Names the student in use of a problem, or, without `id`, leaves it to the shipped ones.
 *
 * @throws Failure `output-not-writable`
 */
export async function setModelInUse(home: string, problem: string, id: string | undefined): Promise<void> {
  const { models } = await readModelsInUse(home)
  const { [problem]: _former, ...others } = models
  const content = { schema: schemaName, models: id === undefined ? others : { ...others, [problem]: id } }
  const text = `${JSON.stringify(content, null, 2)}\n`
  await writeDirectoryAtomic(home, { [fileName]: new TextEncoder().encode(text) })
}
