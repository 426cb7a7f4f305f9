/**
 * The contract between the interface and the engine: every call's request, progress and result, as schemas.
 * Pure: no Node, no browser. Transports carry it (WebSocket, MessagePort, in process) and validate both ways.
 */
import { z } from 'zod'
import { evolutionCalls, evolutionSchema } from './evolution'
import { observationCalls } from './observations'
import {
  certifiedNormsSchema,
  fieldSchema,
  finite,
  parametersSchema,
  vectorFieldSchema,
  type ContractError,
} from './payloads'
import { sessionCalls } from './session'
import { libraryCalls, providerSchema } from './library'
import { historyCalls } from './history'
import { sampleCalls } from './sample'
import { solutionCalls } from './solution'
import { trainingCalls } from './training'

export * from './evolution'
export * from './observations'
export * from './payloads'
export * from './session'
export * from './library'
export * from './history'
export * from './sample'
export * from './solution'
export * from './training'

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
      /** Zero is a value like no other, and neither sign is preferred. */
      signed: z.boolean().optional(),
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
      /** Ends of the slider, between which the models were trained. */
      minimum: finite,
      maximum: finite,
      /** What is accepted as a typed value. */
      admissible: z.object({ minimum: finite, maximum: finite }),
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
      /** As in {@link solutionSchema}. */
      outsideTraining: z.array(z.string()),
      seed: z.number().int(),
      /** `a`, `u` and `residual` of the raw student. */
      fields: z.array(fieldSchema),
      /** Velocities or fluxes of those fields, where the problem has them. */
      vectors: z.array(vectorFieldSchema),
      residual: certifiedNormsSchema,
      inferMs: finite,
    }),
  },
  /** Makes a student the model in use of its problem: a shipped one, or one that was promoted earlier. */
  useModel: { request: z.object({ id: z.string() }), result: z.object({ id: z.string(), problem: z.string() }) },
  ...evolutionCalls,
  ...historyCalls,
  ...observationCalls,
  ...sessionCalls,
  ...libraryCalls,
  ...sampleCalls,
  ...solutionCalls,
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
