/** The calls behind the training view. A run is followed by asking for its status; nothing is pushed. */
import { z } from 'zod'
import { certifiedNormsSchema, errorSchema, fieldSchema, finite, parametersSchema } from './payloads'

const count = z.number().int().nonnegative()

/** Name of a run, and identifier of the model that comes out of it. */
export const runName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected lower-case letters, digits and hyphens')

/** What a person chooses of a distillation; everything else comes from the recipe of the problem's shipped student. */
export const trainingChoicesSchema = z.object({
  /** Updates of the generator in all. */
  steps: z.number().int().min(1).max(1_000_000),
  /** Largest number of sampling steps the student serves. */
  maximumSteps: z.number().int().min(1).max(4),
  /** Weight of the residual's gradient. */
  guidance: finite.nonnegative(),
  combination: z.enum(['fixed', 'conflict-free']),
  seed: count,
})
export type TrainingChoices = z.infer<typeof trainingChoicesSchema>

export const runStateSchema = z.enum(['running', 'pausing', 'paused', 'finished', 'failed', 'cancelled', 'promoted'])
export type RunState = z.infer<typeof runStateSchema>

export const runSummarySchema = z.object({
  /** Handle of the other calls. */
  id: z.string(),
  name: z.string(),
  /** Identifier of the teacher's package. */
  teacher: z.string(),
  problem: z.string(),
  state: runStateSchema,
  /** Updates of the generator done so far, and in all. */
  step: count,
  steps: count,
  /** Sentence-case name of what it does, e.g. `Distilling the student`. */
  stage: z.string(),
  /** 0..1 over the stage. */
  fraction: z.number().min(0).max(1),
  etaSeconds: finite.nonnegative().exactOptional(),
  /** Figures of the last steps, by name. */
  figures: z.record(z.string(), finite),
  /** Why it failed, or why it is paused although nobody asked for it. */
  error: errorSchema.exactOptional(),
  /** ISO 8601. */
  startedAt: z.string(),
})
export type RunSummary = z.infer<typeof runSummarySchema>

export const teacherChoiceSchema = z.object({
  id: z.string(),
  problem: z.string(),
  /** Of the problem. */
  title: z.string(),
  gridSize: z.number().int(),
  sha256: z.string(),
  /** What the shipped student of the problem was made with; null where there is none, so that no run can start. */
  recipe: trainingChoicesSchema.nullable(),
})
export type TeacherChoice = z.infer<typeof teacherChoiceSchema>

/** A few samples at fixed latents, as of one checkpoint. */
export const sampleStripSchema = z.object({
  step: count,
  samples: z.array(z.object({ parameters: parametersSchema, fields: z.array(fieldSchema) })),
})
export type SampleStrip = z.infer<typeof sampleStripSchema>

/** One side of a comparison: figures of the package's card, and one sample. */
export const comparedModelSchema = z.object({
  id: z.string(),
  sha256: z.string(),
  gridSize: z.number().int(),
  /** Numbers of sampling steps it serves, and the one that figures and sample are of. */
  steps: z.array(z.number().int().positive()),
  sampledSteps: z.number().int().positive(),
  /** What the card holds; a figure that was not measured is absent. */
  figures: z.object({
    pdeError: finite.exactOptional(),
    pdeErrorMedian: finite.exactOptional(),
    /** PDE error of the reference solutions for the same coefficients. */
    floor: finite.exactOptional(),
    latencyMs: finite.exactOptional(),
    /** By field: sample over data variance, and distances beside those between two sets of data. */
    varianceRatio: z.record(z.string(), finite),
    slicedWasserstein: z.record(z.string(), finite),
    dataSlicedWasserstein: z.record(z.string(), finite),
  }),
  /** The problem's fields and `residual`, as `generate` has them. */
  fields: z.array(fieldSchema),
  residual: certifiedNormsSchema,
  inferMs: finite,
})
export type ComparedModel = z.infer<typeof comparedModelSchema>

const ofRun = { request: z.object({ run: z.string() }), result: z.object({ run: runSummarySchema }) }

export const trainingCalls = {
  /** The teachers that can be distilled, and every run on this machine, the latest first. */
  listTraining: {
    request: z.object({}),
    result: z.object({ teachers: z.array(teacherChoiceSchema), runs: z.array(runSummarySchema) }),
  },
  /** Starts a distillation in a process of its own; it goes on when the page, or the engine, is closed. */
  startTraining: {
    request: trainingChoicesSchema.extend({ teacher: z.string(), name: runName }),
    result: ofRun.result,
  },
  /** Asks a run to stop after its current step, with a checkpoint. */
  pauseTraining: ofRun,
  /** Goes on from the last checkpoint of a run that is paused, cancelled or failed. */
  resumeTraining: ofRun,
  /** Stops a run for good, by force if it does not answer; its last checkpoint is kept until it is discarded. */
  cancelTraining: ofRun,
  trainingStatus: {
    request: z.object({
      run: z.string(),
      /** Number of the first row of the learning curve that is wanted. */
      rowsFrom: count,
      /** Step of the strip that the caller holds already, -1 for none. */
      stripStep: z.number().int().min(-1),
    }),
    result: z.object({
      run: runSummarySchema,
      /** Names of the learning curve's columns; empty until there is a row. */
      columns: z.array(z.string()),
      /** Rows from `rowsFrom` on; null stands for a value that is not finite. */
      rows: z.array(z.array(finite.nullable())),
      /** Rows in all; fewer than the caller holds after a resume, which goes back to the last checkpoint. */
      rowCount: count,
      /** Null where nothing newer than `stripStep` exists. */
      strip: sampleStripSchema.nullable(),
    }),
  },
  /** The model of a finished run beside the one in use: figures of both cards, and one sample each. */
  compareTraining: {
    request: z.object({
      run: z.string(),
      seed: count.default(1),
      /** Slider parameters; the problem's defaults where left out. */
      parameters: parametersSchema.optional(),
      /** Sampling steps; a model that serves fewer takes its most. */
      steps: z.number().int().min(1).max(4).default(1),
    }),
    result: z.object({
      parameters: parametersSchema,
      seed: z.number().int(),
      trained: comparedModelSchema,
      /** Null where the problem has no model yet. */
      inUse: comparedModelSchema.nullable(),
    }),
  },
  /** Puts the model of a finished run into the library and makes it the one in use of its problem. */
  promoteTraining: ofRun,
  /** Deletes a run that is not running, and the model that came out of it; one in use gives way to the shipped one. */
  discardTraining: { request: z.object({ run: z.string() }), result: z.object({}) },
} as const
