/** A reconstruction: its document, and the calls that make it, look at it and save it. */
import { z } from 'zod'
import { observationTableSchema, observedPointSchema } from './observations'
import {
  certifiedNormsSchema,
  errorSchema,
  fieldSchema,
  finite,
  noiseSchema,
  parametersSchema,
  vectorFieldSchema,
} from './payloads'
import { exportFormatSchema, exportSizesSchema, savedFileSchema } from './sample'

/** Why a solution should not be trusted as it stands: the observations do not fit what the model has learned. */
export const alarmSchema = z.object({
  /**
   * `prior-mismatch`: values that the model's own samples do not take at these places. `misfit-above-noise`: the fitted
   * fields miss the values by more than their noise.
   */
  code: z.enum(['prior-mismatch', 'misfit-above-noise']),
  /** One sentence: what was found. */
  what: z.string(),
  /** One sentence: what to check. */
  advice: z.string(),
  statistic: finite,
  /** What the statistic should not exceed. */
  limit: finite,
})
export type Alarm = z.infer<typeof alarmSchema>

/** Where one more measurement would tell most. */
export const sensorProposalSchema = z.object({
  field: z.string(),
  x: finite,
  y: finite,
  /** Posterior standard deviation there, in the field's unit. */
  std: finite,
  /** Share of the field's total posterior variance that a measurement there is expected to remove. */
  gain: finite,
})
export type SensorProposal = z.infer<typeof sensorProposalSchema>

/** How well one version of the fields meets the observations. */
export const fitSchema = z.object({
  /** Root mean square of (prediction - value), per field, in its units. */
  rmsMisfit: z.record(z.string(), finite),
  /** Mean of (misfit/sigma)^2 over the points that are not exact. */
  reducedChiSquare: finite,
  /** Largest deviation from an exact value, in its field's unit; absent where no value is exact. */
  exactViolation: finite.exactOptional(),
})

/** The document of `solution.json`, of `--json`, and of the result panel. */
export const solutionSchema = z.object({
  schema: z.literal('fieldsmith.solution/2'),
  problem: z.string(),
  model: z.object({ id: z.string(), sha256: z.string() }),
  provider: z.string(),
  seed: z.number().int(),
  samples: z.number().int(),
  /** Sampling steps of the generator that was fitted. */
  steps: z.number().int(),
  refined: z.boolean(),
  parameters: parametersSchema,
  /** Keys of the parameters that take the model beyond what it was trained on. */
  outsideTraining: z.array(z.string()),
  observations: z.object({
    count: z.number().int(),
    byField: z.record(z.string(), z.number().int()),
    /** Per field: where its noise comes from, and the root mean square of it, in the field's unit. */
    noise: z.record(z.string(), z.object({ origin: z.enum(['file', 'assumed', 'estimated', 'mixed']), rms: finite })),
    /** Of the exported mean fields. */
    ...fitSchema.shape,
    /** Of the mean fields as the network has them, and after the physics polish. */
    raw: fitSchema,
    refined: fitSchema.nullable(),
  }),
  alarms: z.array(alarmSchema),
  /** The best first. */
  nextSensors: z.array(sensorProposalSchema),
  /** Runs of the network, and of its gradient, for each member. */
  evaluations: z.object({ network: z.number().int(), gradient: z.number().int() }),
  residual: z.object({ raw: certifiedNormsSchema, refined: certifiedNormsSchema.nullable() }),
  timingsMs: z.object({ load: finite, infer: finite, refine: finite, total: finite }),
  files: z.array(z.string()),
})
export type SolutionDocument = z.infer<typeof solutionSchema>

export const solveRequestSchema = z.object({
  problem: z.string(),
  observations: observationTableSchema,
  /** Name of the file they came from, for messages and reports. */
  observationFile: z.string(),
  parameters: parametersSchema,
  samples: z.number().int().min(1).max(64),
  seed: z.number().int().nonnegative(),
  refine: z.boolean(),
  steps: z.number().int().min(1).max(4).default(1),
  noise: noiseSchema.default({ kind: 'assumed', level: 0.01 }),
})

const doubles = z.custom<Float64Array>((value) => value instanceof Float64Array, 'expected float64 values')

/** Of every observation, in the order of the table. */
const readingsSchema = z.object({
  /** Standard deviation of the noise that the solve assumed. */
  sigma: doubles,
  /** (prediction - value) / sigma of the version's mean field. */
  misfit: doubles,
})
export type Readings = z.infer<typeof readingsSchema>

export const solvedSchema = z.object({
  /** Handle of the calls about solutions, for as long as the history keeps it. */
  solutionId: z.string(),
  document: solutionSchema,
  /** `a_mean`, `a_std`, `u_mean`, `u_std`, `residual`. */
  fields: z.array(fieldSchema),
  /** Of the mean fields. */
  vectors: z.array(vectorFieldSchema),
  points: z.array(observedPointSchema).max(2000),
  readings: readingsSchema,
  /** Why the history could not keep it, so that it lives as long as the engine; absent where it did. */
  notKept: errorSchema.exactOptional(),
})

const ofSolution = z.object({ solutionId: z.string() })

export const solutionCalls = {
  /** Reconstructs all fields from a table of observations. */
  solve: {
    request: solveRequestSchema,
    result: solvedSchema,
  },
  /** One view of every field of a solution, raw or refined, with the points' misfits to that version's mean. */
  solutionView: {
    request: z.object({
      solutionId: z.string(),
      version: z.enum(['raw', 'refined']),
      view: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('mean') }),
        z.object({ kind: z.literal('std') }),
        /** 0 is the first member. */
        z.object({ kind: z.literal('sample'), member: z.number().int().nonnegative() }),
        z.object({ kind: z.literal('quantile'), level: z.number().min(0).max(1) }),
      ]),
    }),
    result: z.object({
      /** The problem's fields, keys as in the problem, and `residual`: of the shown fields, for means and samples. */
      fields: z.array(fieldSchema),
      /** Of the shown fields, for means and samples. */
      vectors: z.array(vectorFieldSchema),
      points: z.array(observedPointSchema).max(2000),
      readings: readingsSchema,
    }),
  },
  /** One file of a solution, as bytes to save. */
  exportSolution: {
    request: z.object({ solutionId: z.string(), format: exportFormatSchema }),
    result: savedFileSchema,
  },
  /** How large its files are. */
  solutionSizes: { request: ofSolution, result: exportSizesSchema },
  /** A solution of the history, as `solve` gave it, with what was asked for. */
  openSolution: {
    request: ofSolution,
    result: solvedSchema.extend({
      name: z.string(),
      /** ISO 8601. */
      createdAt: z.string(),
      request: solveRequestSchema,
    }),
  },
} as const
