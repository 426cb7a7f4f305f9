/** The calls of the model library and of the hardware page. */
import { z } from 'zod'
import { errorSchema, finite } from './payloads'
import { runName } from './training'

const count = z.number().int().nonnegative()
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'expected bytes')

export const providerSchema = z.object({
  /** ONNX Runtime's name: cpu, cuda, dml, webgpu, coreml. */
  name: z.string(),
  state: z.enum(['selected', 'available', 'refused']),
  /** Why it was refused, or what the probe measured. */
  reason: z.string(),
})
export type ProviderState = z.infer<typeof providerSchema>

export const modelKindSchema = z.enum(['teacher', 'student', 'baseline'])
export type ModelKind = z.infer<typeof modelKindSchema>

/** A package as a list shows it: its manifest read, its files looked at but not opened. */
export const modelEntrySchema = z.object({
  id: z.string(),
  problem: z.string(),
  kind: modelKindSchema,
  gridSize: z.number().int(),
  /** Numbers of sampling steps it serves. */
  steps: z.array(z.number().int().positive()),
  sha256: z.string(),
  origin: z.enum(['shipped', 'library']),
  inUse: z.boolean(),
  /** Where it lies, and what it takes there. */
  directory: z.string(),
  diskBytes: count,
  /** A file that is missing or of another size than the manifest says; the content is read by `verifyModel` alone. */
  damage: errorSchema.nullable(),
})
export type ModelEntry = z.infer<typeof modelEntrySchema>

/** A folder among the packages whose manifest cannot be used. */
export const refusedPackageSchema = z.object({
  /** Of the folder; what `removeModel` takes. */
  name: z.string(),
  directory: z.string(),
  origin: z.enum(['shipped', 'library']),
  error: errorSchema,
})
export type RefusedPackage = z.infer<typeof refusedPackageSchema>

/** A model that was removed and can be had back. */
export const removedModelSchema = z.object({
  /** Handle of `restoreModel` and `deleteRemoved`. */
  removal: z.string(),
  id: z.string(),
  /** ISO 8601. */
  removedAt: z.string(),
  diskBytes: count,
})
export type RemovedModel = z.infer<typeof removedModelSchema>

/** What a card may leave out, or hold in another form where others wrote the package: not a figure is null. */
const figure = finite.nullable().catch(null)
const word = z.string().nullable().catch(null)

const channelQualitySchema = z.object({
  varianceRatio: figure,
  spectrumDistance: figure,
  slicedWasserstein: figure,
  /** The last two between two sets of data of the same size: the yardstick. */
  dataSpectrumDistance: figure,
  dataSlicedWasserstein: figure,
})

/** What samples in one number of steps are worth, see distillation/measure.ts. */
export const sampleFiguresSchema = z.object({
  pdeError: z.object({ mean: figure, median: figure }).catch({ mean: null, median: null }),
  pdeErrorHMinus1: figure,
  floor: figure,
  solutionError: figure,
  channels: z.record(z.string(), channelQualitySchema).catch({}),
})
export type SampleFigures = z.infer<typeof sampleFiguresSchema>

/** The measured card of a package, as far as it can be read. */
export const measuredSchema = z.object({
  samples: figure,
  evaluations: figure,
  /** Weights of the network. */
  parameters: figure,
  /** Denoising error of a teacher: mean squared error of each field at each noise level, normalised. */
  validation: z.array(z.object({ sigma: finite, mse: z.array(finite) })).catch([]),
  /** One entry for each number of sampling steps that was measured. */
  bySteps: z.array(z.object({ steps: count, latencyMs: figure, quality: sampleFiguresSchema })).catch([]),
})
export type Measured = z.infer<typeof measuredSchema>

export const provenanceSchema = z.object({
  seed: figure,
  samplesSeen: figure,
  steps: figure,
  hours: figure,
  device: word,
  commit: word,
  teacher: z.object({ id: z.string(), sha256: z.string() }).nullable().catch(null),
  architecture: z
    .object({
      network: z.object({ channels: z.array(count), blocks: z.array(count), embedding: count }),
      gate: figure,
      sweeps: figure,
    })
    .nullable()
    .catch(null),
})

const tensorSchema = z.object({
  name: z.string(),
  type: z.string(),
  shape: z.array(z.union([z.number(), z.string()])),
})

/** Everything a package says of itself. */
export const modelCardSchema = modelEntrySchema.extend({
  title: z.string().nullable(),
  fields: z.array(z.string()),
  normalisation: z.string(),
  /** Ranges of the sliders that it was trained on. */
  parameters: z.record(z.string(), z.object({ minimum: finite, maximum: finite })),
  conditionNames: z.array(z.string()),
  sigma: z.object({ minimum: finite, maximum: finite, start: figure, levels: z.array(z.array(finite)) }),
  files: z.array(
    z.object({
      name: z.string(),
      role: z.string(),
      bytes: count,
      sha256: z.string(),
      inputs: z.array(tensorSchema),
      outputs: z.array(tensorSchema),
    }),
  ),
  provenance: provenanceSchema,
  measured: measuredSchema,
})
export type ModelCard = z.infer<typeof modelCardSchema>

/** What was found of a package whose every file was read, loaded and run. */
export const verificationSchema = z.object({
  id: z.string(),
  sha256: z.string(),
  /** ISO 8601. */
  verifiedAt: z.string(),
  files: count,
  bytes: count,
  provider: z.string(),
  loadMs: finite,
  inferMs: finite,
  /** Relative L2 residual of one sample, and of the reference solution for its coefficient; null for a denoiser. */
  residual: z.object({ sample: finite, floor: finite }).nullable(),
})
export type Verification = z.infer<typeof verificationSchema>

/** What would make a refused provider available; the words are the reader's. */
export const remedySchema = z.enum([
  'nvidia-driver',
  'install-cuda',
  'cuda-libraries',
  'vulkan-driver',
  'gpu-driver',
  'build',
])
export type Remedy = z.infer<typeof remedySchema>

export const placeKindSchema = z.enum(['shipped-models', 'own-models', 'removed-models', 'runs', 'sessions', 'history'])

export const hardwareSchema = z.object({
  system: z.object({
    platform: z.string(),
    architecture: z.string(),
    /** What the engine runs in, with its version. */
    host: z.string(),
    onnxRuntime: z.string(),
  }),
  cpu: z.object({
    model: z.string(),
    cores: count,
    threads: count,
    /** Who says how many threads: the number of cores, or FIELDSMITH_THREADS. */
    threadsSetBy: z.enum(['cores', 'environment']),
  }),
  memory: z.object({
    total: count,
    free: count,
    /** What the engine process holds, and where its watchdog ends it. */
    engine: count,
    engineLimit: count,
    heap: count,
    heapLimit: count,
  }),
  providers: z.array(
    providerSchema.extend({
      /** Of a provider that was refused, where something can be done. */
      remedy: remedySchema.nullable(),
      /** The devices it runs on, where the system names them. */
      devices: z.array(z.string()),
    }),
  ),
  choice: z.object({
    /** What was asked for; null for the most capable. */
    name: z.string().nullable(),
    setBy: z.enum(['automatic', 'person', 'environment']),
    /** Why a person's choice is not followed. */
    passedOver: errorSchema.nullable(),
  }),
  places: z.array(z.object({ kind: placeKindSchema, directory: z.string(), bytes: count })),
})
export type Hardware = z.infer<typeof hardwareSchema>

/** How fast one provider runs a model, and how near to the CPU's its result is. */
export const providerTimingSchema = z.object({
  provider: z.string(),
  state: z.enum(['measured', 'failed', 'refused']),
  /** Why it was not measured. */
  reason: z.string().nullable(),
  loadMs: finite.nullable(),
  batches: z.array(z.object({ batch: count, runs: count, medianMs: finite, p95Ms: finite })),
  /** Growth of the engine's resident memory; a device's own memory is not in it. */
  memoryBytes: finite.nullable(),
  /** Largest difference to the CPU's result, over that result's root mean square. */
  maxDifference: finite.nullable(),
})
export type ProviderTiming = z.infer<typeof providerTimingSchema>

export const measurementSchema = z.object({
  model: z.string(),
  threads: count,
  /** ISO 8601. */
  measuredAt: z.string(),
  providers: z.array(providerTimingSchema),
})
export type Measurement = z.infer<typeof measurementSchema>

const named = z.object({ id: z.string() })

export const libraryCalls = {
  /** Every package, baselines of the benchmark included, what cannot be used, and what was removed. */
  listModels: {
    request: z.object({}),
    result: z.object({
      models: z.array(modelEntrySchema),
      refused: z.array(refusedPackageSchema),
      removed: z.array(removedModelSchema),
      /** Why the file that names the models in use was passed over. */
      damage: errorSchema.nullable(),
    }),
  },
  modelCard: { request: named, result: modelCardSchema },
  /** Reads and compares every file, loads the graph through the checks of untrusted files, and runs it once. */
  verifyModel: { request: named, result: verificationSchema },
  /** Takes a zip of a package into the person's library, under another identifier where one is given. */
  importModel: {
    request: z.object({ fileName: z.string(), bytes, id: runName.optional() }),
    result: z.object({
      id: z.string(),
      problem: z.string(),
      kind: modelKindSchema,
      /** Members of the archive that are no part of the package. */
      ignored: z.array(z.string()),
      verification: verificationSchema,
    }),
  },
  /** The package as a zip; equal packages give equal bytes. */
  exportModel: {
    request: named,
    result: z.object({ fileName: z.string(), mediaType: z.string(), bytes }),
  },
  /** Puts a model of the person's library aside; its problem falls back to another model if it was in use. */
  removeModel: {
    request: named,
    result: z.object({
      removal: z.string(),
      wasInUse: z.boolean(),
      /** Identifier of the model in use of its problem afterwards. */
      inUse: z.string().nullable(),
    }),
  },
  /** Takes a removed model back, and into use if asked. */
  restoreModel: {
    request: z.object({ removal: z.string(), use: z.boolean().default(false) }),
    result: z.object({ id: z.string(), problem: z.string() }),
  },
  /** Deletes a removed model for good. */
  deleteRemoved: { request: z.object({ removal: z.string() }), result: z.object({}) },
  hardware: {
    /** `probe`: ask every provider again, for what was installed meanwhile. */
    request: z.object({ probe: z.boolean().default(false) }),
    result: hardwareSchema,
  },
  /** Times a model on every provider that can be used here. */
  measureProviders: { request: z.object({ model: z.string() }), result: measurementSchema },
  /** The provider of this machine from here on; null leaves it to the most capable one. */
  chooseProvider: { request: z.object({ name: z.string().nullable() }), result: z.object({}) },
} as const
