/** The calls behind session files, autosave and the settings that outlive a session. */
import { z } from 'zod'
import { observationTableSchema } from './observations'
import { errorSchema, noiseSchema, parametersSchema } from './payloads'
import { viewSettingsSchema } from './view-settings'

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'expected bytes')
/** What is set for one problem. */
export const problemWorkSchema = z.object({
  parameters: parametersSchema,
  seed: z.number().int().nonnegative(),
  /** Sampling steps. */
  steps: z.number().int().min(1).max(4),
  samples: z.number().int().min(1).max(64),
  refine: z.boolean(),
  noise: noiseSchema,
  observations: z
    .object({
      fileName: z.string(),
      table: observationTableSchema,
      /** Other than 0 where a point is left out of a solve. */
      muted: bytes,
    })
    .refine(({ table, muted }) => muted.length === table.value.length, 'expected one mute for each measurement')
    .nullable(),
  /** What the picture is of: a free sample of the model, or the reconstruction. */
  source: z.enum(['sample', 'solution']),
  /** Key of the field that is shown, or `residual`. */
  field: z.string(),
  /** What of a reconstruction is looked at. */
  choice: z
    .object({
      version: z.enum(['raw', 'refined']),
      kind: z.enum(['mean', 'std', 'sample', 'quantile']),
      member: z.number().int().nonnegative(),
      level: z.number().min(0).max(1),
    })
    .nullable(),
  settings: viewSettingsSchema,
  /** The reconstruction that is there, kept in the history. */
  solutionId: z.string().nullable(),
})
export type ProblemWork = z.infer<typeof problemWorkSchema>

export const viewNameSchema = z.enum(['solve', 'train', 'library', 'report', 'history'])
export type ViewName = z.infer<typeof viewNameSchema>

/** Everything that a person has set in a window. */
export const workSchema = z.object({
  view: viewNameSchema,
  /** The problem under work. */
  problem: z.string(),
  /** By problem; those that were never opened are missing. */
  problems: z.record(z.string(), problemWorkSchema),
})
export type Work = z.infer<typeof workSchema>

/** Any text that a person types, without line breaks and other control characters. */
export const sessionNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .regex(/^\P{Cc}*$/u, 'expected a name without control characters')

/** Content of a session file. */
export const sessionSchema = z.object({
  schema: z.literal('fieldsmith.session/1'),
  /** Empty for work that was never saved under a name. */
  name: z.string().max(120),
  /** ISO 8601. */
  savedAt: z.string(),
  /** `savedAt` of the saved session that an autosave goes beyond; null in every other file. */
  basedOn: z.string().nullable(),
  work: workSchema,
})
export type Session = z.infer<typeof sessionSchema>

export const sessionSummarySchema = z.object({
  /** Handle of the other calls. */
  id: z.string(),
  name: z.string(),
  savedAt: z.string(),
  /** The problem under work. */
  problem: z.string(),
  bytes: z.number().int().nonnegative(),
})
export type SessionSummary = z.infer<typeof sessionSummarySchema>

/** A file among the sessions, or among the autosaves, that cannot be read. */
export const brokenSessionSchema = z.object({ id: z.string(), error: errorSchema })
export type BrokenSession = z.infer<typeof brokenSessionSchema>

/** Identifier of a window, chosen by the window itself. */
export const windowIdSchema = z.string().regex(/^[a-z0-9-]{8,64}$/, 'expected lower-case letters, digits and hyphens')

export const settingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  language: z.enum(['system', 'en', 'de']),
  /** Whether the first steps have been shown. */
  welcomed: z.boolean(),
})
export type Settings = z.infer<typeof settingsSchema>

export const defaultSettings: Settings = { theme: 'system', language: 'system', welcomed: false }

const ofSession = z.object({ id: z.string() })
const ofWindow = z.object({ window: windowIdSchema })

export const sessionCalls = {
  /** Every saved session, the latest first. */
  sessions: {
    request: z.object({}),
    result: z.object({ sessions: z.array(sessionSummarySchema), broken: z.array(brokenSessionSchema) }),
  },
  saveSession: {
    request: z.object({
      name: sessionNameSchema,
      work: workSchema,
      /**
       * `savedAt` of the session of that name that may be overwritten; null where there must be none. Another one that
       * stands there is kept, and the call is refused with `session-exists`.
       */
      replaces: z.string().nullable(),
    }),
    result: sessionSummarySchema,
  },
  openSession: { request: ofSession, result: z.object({ session: sessionSchema }) },
  deleteSession: { request: ofSession, result: z.object({}) },
  /** The session as a `.fieldsmith` file, from the work at hand: it need not have been saved. */
  exportSession: {
    request: z.object({ name: sessionNameSchema, work: workSchema }),
    result: z.object({ fileName: z.string(), bytes }),
  },
  /** Puts a `.fieldsmith` file among the sessions, under a name of its own where its name is taken. */
  importSession: {
    request: z.object({ fileName: z.string(), bytes }),
    result: z.object({ id: z.string(), session: sessionSchema }),
  },
  /**
   * Says that a window is there, for as long as the call is under way: it has no result, it ends when the client
   * cancels it or goes. What a window that is gone has left is offered by `recoveries`.
   */
  attendWindow: { request: ofWindow, result: z.object({}) },
  /** Keeps the unsaved work of a window; what was kept of it before is overwritten. */
  keepRecovery: {
    request: ofWindow.extend({ name: z.string().max(120), basedOn: z.string().nullable(), work: workSchema }),
    result: z.object({ savedAt: z.string() }),
  },
  /** Unsaved work of windows that are gone, the latest first. Handles are the windows' identifiers. */
  recoveries: {
    request: z.object({}),
    result: z.object({ recoveries: z.array(sessionSummarySchema), broken: z.array(brokenSessionSchema) }),
  },
  openRecovery: { request: ofWindow, result: z.object({ session: sessionSchema }) },
  dropRecovery: { request: ofWindow, result: z.object({}) },
  /** Entries of a settings file that cannot be read are as they are at first. */
  readSettings: { request: z.object({}), result: z.object({ settings: settingsSchema }) },
  /** Changes the entries that are given. */
  writeSettings: {
    request: z.object({
      theme: settingsSchema.shape.theme.exactOptional(),
      language: settingsSchema.shape.language.exactOptional(),
      welcomed: settingsSchema.shape.welcomed.exactOptional(),
    }),
    result: z.object({ settings: settingsSchema }),
  },
} as const
