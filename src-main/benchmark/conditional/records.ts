import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { identityHash, kept } from '../kept'
import { caseSeed } from './cases'
import type { Contender } from './contender'
import type { Condition, TaskName } from './names'

const recordSchema = z.strictObject({
  schema: z.literal('fieldsmith.conditional-record/1'),
  /** By method, or `method/way`. */
  answers: z.record(
    z.string(),
    z.strictObject({
      error: z.number(),
      givenError: z.number().exactOptional(),
      seconds: z.number(),
      evaluations: z.number(),
    }),
  ),
})

/** What was measured of one case. */
export type CaseRecord = z.infer<typeof recordSchema>
export type AnswerRecord = CaseRecord['answers'][string]

/** Which records: of one contender in one task of a problem. */
export interface Place {
  readonly problem: string
  readonly task: TaskName
  readonly contender: Contender
}

/**
 * The records of a run. In a run directory they stand under `<problem>/<task>/<contender>-<identity>/<condition>/`, one
 * file a case. Without a directory nothing is kept.
 */
export class Records {
  readonly #run: string | undefined
  readonly #measured = new Map<string, Map<number, CaseRecord>>()

  constructor(run: string | undefined) {
    this.#run = run
  }

  /** The record of a case, measured if it is not there. */
  async of(
    place: Place,
    condition: Condition,
    index: number,
    measure: () => Promise<CaseRecord['answers']>,
  ): Promise<CaseRecord> {
    const folder = this.#folder(place, condition)
    const record = await kept(folder && join(folder, fileName(index)), recordSchema, () => asRecord(measure))
    const key = keyOf(place, condition)
    this.#measured.set(key, (this.#measured.get(key) ?? new Map<number, CaseRecord>()).set(index, record))
    return record
  }

  has(place: Place, condition: Condition, index: number): boolean {
    const folder = this.#folder(place, condition)
    return folder !== undefined && existsSync(join(folder, fileName(index)))
  }

  /** Every record there is, by case: of this run, and those that earlier runs kept. */
  async all(place: Place, condition: Condition): Promise<ReadonlyMap<number, CaseRecord>> {
    const folder = this.#folder(place, condition)
    const names = folder && existsSync(folder) ? await readdir(folder) : []
    for (const name of names) {
      const index = /^case-(\d+)\.json$/.exec(name)?.[1]
      if (index !== undefined) await this.of(place, condition, Number(index), missing)
    }
    const found = [...(this.#measured.get(keyOf(place, condition)) ?? [])]
    return new Map(found.toSorted(([a], [b]) => a - b))
  }

  #folder({ problem, task, contender }: Place, condition: Condition): string | undefined {
    if (this.#run === undefined) return undefined
    const hash = identityHash([problem, task, contender.name, caseSeed], contender.identity)
    return join(this.#run, problem, task, `${contender.name}-${hash}`, condition.name)
  }
}

const fileName = (index: number): string => `case-${index}.json`
const keyOf = ({ problem, task, contender }: Place, { name }: Condition): string =>
  [problem, task, contender.name, name].join(' ')

async function asRecord(measure: () => Promise<CaseRecord['answers']>): Promise<CaseRecord> {
  return { schema: 'fieldsmith.conditional-record/1', answers: await measure() }
}

const missing = (): Promise<never> => Promise.reject(new TypeError('the record went away while it was read'))
