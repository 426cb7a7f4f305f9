/** The calls behind the history: every finished solve is kept until a person, or the limit on its size, removes it. */
import { z } from 'zod'
import { errorSchema, fieldSchema, finite, parametersSchema } from './payloads'

const count = z.number().int().nonnegative()

/** A kept solution as a list shows it. */
export const historyEntrySchema = z.object({
  /** Handle of `openSolution`, `solutionView`, `exportSolution` and of the calls below. */
  solutionId: z.string(),
  /** Chosen by a person; the name of the observation file at first. */
  name: z.string(),
  pinned: z.boolean(),
  /** ISO 8601. */
  createdAt: z.string(),
  /** Of the app that solved. */
  version: z.string(),
  /** On disk. */
  bytes: count,
  problem: z.string(),
  model: z.object({ id: z.string(), sha256: z.string() }),
  provider: z.string(),
  parameters: parametersSchema,
  seed: count,
  samples: count,
  steps: count,
  refined: z.boolean(),
  observations: z.object({
    file: z.string(),
    count,
    byField: z.record(z.string(), count),
    /** Largest y that a measurement reaches: the latest time, where y is the time. */
    latest: finite,
  }),
  /** Of the exported fields. */
  figures: z.object({
    /** Relative L2 norm of the residual, and what the reference solver leaves. */
    residual: finite,
    floor: finite,
    /** Of the solution against the reference solution, relative. */
    solutionError: finite,
    /** Root mean square misfit by field, in its unit. */
    rmsMisfit: z.record(z.string(), finite),
    reducedChiSquare: finite,
    totalMs: finite,
  }),
  /** Codes of its alarms. */
  alarms: z.array(z.string()),
  /** The mean of the solution field on few cells. */
  thumbnail: fieldSchema,
})
export type HistoryEntry = z.infer<typeof historyEntrySchema>

export const historySchema = z.object({
  /** The latest first. */
  entries: z.array(historyEntrySchema),
  /** What cannot be opened, each with its reason; it can be removed. */
  damaged: z.array(z.object({ solutionId: z.string(), bytes: count, reason: errorSchema })),
  /** On disk, damaged ones included. */
  bytes: count,
  /** Beyond this the oldest go that are not pinned. */
  limitBytes: count,
  /** Where they are kept. */
  directory: z.string(),
})
export type HistoryList = z.infer<typeof historySchema>

export const historyNameSchema = z.string().trim().min(1).max(200)

const ofSolution = z.object({ solutionId: z.string() })
const changed = z.object({ entry: historyEntrySchema })

export const historyCalls = {
  history: { request: z.object({}), result: historySchema },
  renameSolution: { request: ofSolution.extend({ name: historyNameSchema }), result: changed },
  /** One that is pinned stays when room is made. */
  pinSolution: { request: ofSolution.extend({ pinned: z.boolean() }), result: changed },
  /** Moves a solution aside; it is deleted after a day, or when its room is needed. */
  removeSolution: { request: ofSolution, result: z.object({}) },
  /** Brings back what `removeSolution` has moved aside. */
  restoreSolution: { request: ofSolution, result: z.object({}) },
} as const
