/**
 * Session files (`.fieldsmith`): a zip of `session.json` and, for each problem with observations,
 * `observations-<problem>.npz` with their columns.
 */
import { z } from 'zod'
import { problemWorkSchema, sessionSchema, workSchema, type ProblemWork, type Session } from '../contract/session'
import { describeIssues } from '../contract/errors'
import { Failure } from '../field/failure'
import type { NpyArray, NpyData } from './npy'
import { readNpz, writeNpz } from './npz'
import { readZip } from './zip-reader'
import { writeZip } from './zip-writer'

/** As much as a message of the contract may hold. */
export const largestSessionFile = 256 * 1024 * 1024

const jsonMember = 'session.json'
const largestJson = 4 * 1024 * 1024
const columnsMember = (problem: string): string => `observations-${problem}.npz`

/** In the file, the columns of the observations stand beside their names. */
const storedSchema = sessionSchema.extend({
  work: workSchema.extend({
    problems: z.record(
      z.string(),
      problemWorkSchema.extend({
        observations: z.object({ fileName: z.string(), fields: z.array(z.string()) }).nullable(),
      }),
    ),
  }),
})

type Observed = NonNullable<ProblemWork['observations']>

/** Observations beyond this are stored as they are: a million take seconds to pack, and autosaves come often. */
const packedUpTo = 10_000

export function writeSessionFile(session: Session): Uint8Array {
  const observed = Object.entries(session.work.problems).flatMap(([problem, { observations }]) =>
    observations ? [[problem, observations] as const] : [],
  )
  const problems = Object.fromEntries(
    Object.entries(session.work.problems).map(([problem, { observations, ...rest }]) => [
      problem,
      { ...rest, observations: observations && { fileName: observations.fileName, fields: observations.table.fields } },
    ]),
  )
  const stored: z.input<typeof storedSchema> = { ...session, work: { ...session.work, problems } }
  const columns = observed.map(
    ([problem, observations]) =>
      [
        columnsMember(problem),
        writeNpz(columnsOf(observations), observations.muted.length > packedUpTo ? 0 : 6),
      ] as const,
  )
  const json = new TextEncoder().encode(`${JSON.stringify(stored, null, 2)}\n`)
  return writeZip({ [jsonMember]: json, ...Object.fromEntries(columns) }, 0)
}

function columnsOf({ table, muted }: Observed): Record<string, NpyArray> {
  const { fields: _, averages, line, ...columns } = table
  // NPY as it is read here has no uint32; every line number is a float64.
  const all: Record<string, NpyData> = { ...columns, line: Float64Array.from(line), ...averages, muted }
  return Object.fromEntries(Object.entries(all).map(([name, data]) => [name, { shape: [data.length], data }]))
}

/**
 * Reads a session file, which may come from anywhere: it is unpacked within limits, and everything in it is checked.
 *
 * @throws Failure `session-format`, `npz-format`, `npy-format`, naming `where`
 */
export function readSessionFile(bytes: Uint8Array, where: string): Session {
  if (bytes.length > largestSessionFile) throw refusal(where, `at most ${largestSessionFile} bytes`, `${bytes.length}`)
  const members = readZip(bytes, where, 'session-format', { bytes: 2 * largestSessionFile, members: 256 })
  const stored = accept(storedSchema, parseJson(members.get(jsonMember), where), where)
  const problems = Object.entries(stored.work.problems).map(([problem, { observations, ...rest }]) => {
    if (!observations) return [problem, { ...rest, observations }]
    const member = columnsMember(problem)
    const packed = members.get(member)
    if (!packed) throw refusal(where, `a member ${member}`, 'none')
    return [problem, { ...rest, observations: observedOf(observations, readNpz(packed, `${where}, ${member}`)) }]
  })
  return accept(sessionSchema, { ...stored, work: { ...stored.work, problems: Object.fromEntries(problems) } }, where)
}

function parseJson(member: Uint8Array | undefined, where: string): unknown {
  if (!member) throw refusal(where, `a member ${jsonMember}`, 'none')
  if (member.length > largestJson) {
    throw refusal(where, `${jsonMember} of at most ${largestJson} bytes`, `${member.length} bytes`)
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(member))
  } catch (cause) {
    throw refusal(where, `JSON in ${jsonMember}`, cause instanceof Error ? cause.message : String(cause))
  }
}

/** What the schema of the session then accepts or refuses, column by column. */
function observedOf({ fileName, fields }: { fileName: string; fields: string[] }, arrays: Record<string, NpyArray>) {
  const column = (name: string): NpyData | undefined => arrays[name]?.data
  const line = column('line')
  const { shape, x2, y2 } = arrays
  return {
    fileName,
    table: {
      fields,
      field: column('field'),
      x: column('x'),
      y: column('y'),
      value: column('value'),
      sigma: column('sigma'),
      ...((shape ?? x2 ?? y2) && { averages: { shape: shape?.data, x2: x2?.data, y2: y2?.data } }),
      line: line instanceof Float64Array ? Uint32Array.from(line) : line,
    },
    muted: column('muted'),
  }
}

function accept<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const checked = schema.safeParse(value)
  if (checked.success) return checked.data
  const [first, ...others] = describeIssues(checked.error)
  throw refusal(where, 'a session as Fieldsmith writes it', first ?? 'something else', others)
}

function refusal(where: string, expected: string, received: string, others: readonly string[] = []): Failure {
  const detail = { code: 'session-format', kind: 'usage', what: 'the session cannot be read', where, expected } as const
  return new Failure(
    { ...detail, received },
    others.map((other) => ({ ...detail, received: other })),
  )
}
