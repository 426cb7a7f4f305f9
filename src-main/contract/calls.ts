/**
 * The contract between the interface and the engine: every call's request, progress and result, as schemas.
 * Pure: no Node, no browser. Transports carry it (WebSocket, MessagePort, in process) and validate both ways.
 */
import { z } from 'zod'
import { evolutionCalls, evolutionSchema } from './evolution'
import { observationCalls, observationTableSchema, observedPointSchema } from './observations'
import { certifiedNormsSchema, fieldSchema, finite, noiseSchema, parametersSchema, type ContractError } from './payloads'
import { sessionCalls } from './session'
import { libraryCalls, providerSchema } from './library'
import { trainingCalls } from './training'

export * from './evolution'
export * from './observations'
export * from './payloads'
export * from './session'
export * from './library'
export * from './training'

const text = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'expected bytes')

export const problemSchema = z.object({
  id: z.string(),
  title: z.string(),
  equation: z.object({ text: z.string(), latex: z.string() }),
  sourceUnit: z.string(),
  /** Whether its fields are reconstructed from observations, beside being generated. */
  reconstructs: z.boolean(),
  /** What lies between its fields in time, where `evolve` can follow it. */
  evolution: evolutionSchema.exactOptional(),
  fields: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      unit: z.string(),
      role: z.enum(['coefficient', 'solution', 'diagnostic']),
      minimum: finite.optional(),
      maximum: finite.optional(),
    }),
  ),
  parameters: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      symbol: z.string(),
      unit: z.string(),
      minimum: finite,
      maximum: finite,
      default: finite,
      scale: z.enum(['linear', 'log']),
    }),
  ),
})
export type ProblemDescription = z.infer<typeof problemSchema>

export const modelSchema = z.object({
  id: z.string(),
  problem: z.string(),
  kind: z.enum(['teacher', 'student']),
  gridSize: z.number().int(),
  /** Numbers of sampling steps it serves. */
  steps: z.array(z.number().int().positive()),
  sha256: z.string(),
  /** Whether it came with the app or was promoted by a person. */
  origin: z.enum(['shipped', 'library']),
  /** Whether it is the model that `generate` and `solve` take for its problem. */
  inUse: z.boolean(),
  /** The measured card of the package, as key figures to show. */
  card: z.record(z.string(), z.unknown()),
})
export type ModelDescription = z.infer<typeof modelSchema>

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

export const progressSchema = z.object({
  /** Sentence-case name of the stage, e.g. `Fitting latents`. */
  stage: z.string(),
  /** 0..1 over the whole job. */
  fraction: z.number().min(0).max(1),
  /** Seconds left, once it can be told. */
  etaSeconds: finite.optional(),
  /** Figures worth showing while it runs, e.g. the misfit. */
  figures: z.record(z.string(), finite).optional(),
})
export type Progress = z.infer<typeof progressSchema>

export const calls = {
  /** What this engine offers: problems, models and providers. */
  describe: {
    request: z.object({}),
    result: z.object({
      version: z.string(),
      problems: z.array(problemSchema),
      models: z.array(modelSchema),
      providers: z.array(providerSchema),
    }),
  },
  /** One joint sample of the student at the given sliders: the call behind a moving slider. */
  generate: {
    request: z.object({
      problem: z.string(),
      parameters: parametersSchema,
      seed: z.number().int().nonnegative(),
      /** Sampling steps, one of the model's. */
      steps: z.number().int().min(1).max(4).default(1),
    }),
    result: z.object({
      model: z.object({ id: z.string(), sha256: z.string() }),
      provider: z.string(),
      parameters: parametersSchema,
      seed: z.number().int(),
      /** `a`, `u` and `residual` of the raw student. */
      fields: z.array(fieldSchema),
      residual: certifiedNormsSchema,
      inferMs: finite,
    }),
  },
  /** Reconstructs all fields from a table of observations. */
  solve: {
    request: z.object({
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
    }),
    result: z.object({
      /** Handle for `exportSolution` and `solutionView`; lives as long as the engine. */
      solutionId: z.string(),
      document: solutionSchema,
      /** `a_mean`, `a_std`, `u_mean`, `u_std`, `residual`. */
      fields: z.array(fieldSchema),
      points: z.array(observedPointSchema).max(2000),
    }),
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
      points: z.array(observedPointSchema).max(2000),
    }),
  },
  /** One file of a solution, as bytes to save. */
  exportSolution: {
    request: z.object({ solutionId: z.string(), format: z.enum(['npz', 'vti', 'html', 'json', 'zip']) }),
    result: z.object({ fileName: z.string(), mediaType: z.string(), bytes: text }),
  },
  /** Makes a student the model in use of its problem: a shipped one, or one that was promoted earlier. */
  useModel: { request: z.object({ id: z.string() }), result: z.object({ id: z.string(), problem: z.string() }) },
  ...evolutionCalls,
  ...observationCalls,
  ...sessionCalls,
  ...libraryCalls,
  ...trainingCalls,
} as const

export type Calls = typeof calls
export type CallName = keyof Calls
/** A request as a client writes it; entries with a default may be left out. */
export type RequestOf<N extends CallName> = z.input<Calls[N]['request']>
/** A request as its schema hands it to the handler. */
export type AcceptedRequest<N extends CallName> = z.output<Calls[N]['request']>
export type ResultOf<N extends CallName> = z.infer<Calls[N]['result']>

export interface CallOptions {
  readonly onProgress?: (progress: Progress) => void
  /** Aborting cancels the job; the promise then rejects with a ContractFailure of kind `cancelled`. */
  readonly signal?: AbortSignal
}

/** The far side of the contract as the interface sees it, whichever transport carries it. */
export interface EngineClient {
  call<N extends CallName>(name: N, request: RequestOf<N>, options?: CallOptions): Promise<ResultOf<N>>
  /** Fires when the engine process died or came back. */
  onState(listener: (state: 'ready' | 'lost' | 'restarting') => void): () => void
}

/** Rejection of {@link EngineClient.call}. */
export class ContractFailure extends Error {
  readonly error: ContractError
  constructor(error: ContractError) {
    super(error.message)
    this.name = 'ContractFailure'
    this.error = error
  }
}
