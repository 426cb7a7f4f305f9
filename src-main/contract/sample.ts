/** What leaves the app of a drawn sample: its files, each with the residual report. */
import { z } from 'zod'
import { certifiedNormsSchema, parametersSchema } from './payloads'

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'expected bytes')

/** Files that fields are saved as: arrays, an image for ParaView, a report, its figures, and all of them in one. */
export const exportFormats = ['npz', 'vti', 'html', 'json', 'zip'] as const
export const exportFormatSchema = z.enum(exportFormats)
export type ExportFormat = z.infer<typeof exportFormatSchema>

/** A file as bytes to save. */
export const savedFileSchema = z.object({ fileName: z.string(), mediaType: z.string(), bytes })

/** Lengths in bytes of the files that an export would give. */
export const exportSizesSchema = z.record(exportFormatSchema, z.number().int().nonnegative())

/** What determines a sample: the same request gives the same bytes on the same provider. */
export const sampleRequestSchema = z.object({
  problem: z.string(),
  parameters: parametersSchema,
  seed: z.number().int().nonnegative(),
  /** Sampling steps, one of the model's. */
  steps: z.number().int().min(1).max(4).default(1),
})

/** The document of `sample.json`, and with the time that it took, of `fieldsmith generate --json`. */
export const sampleDocumentSchema = z.object({
  schema: z.literal('fieldsmith.sample/1'),
  problem: z.string(),
  model: z.object({ id: z.string(), sha256: z.string() }),
  provider: z.string(),
  parameters: parametersSchema,
  /** Keys of the parameters that take the model beyond what it was trained on. */
  outsideTraining: z.array(z.string()),
  seed: z.number().int(),
  steps: z.number().int(),
  residual: certifiedNormsSchema,
  files: z.array(z.string()),
})
export type SampleDocument = z.infer<typeof sampleDocumentSchema>

export const sampleCalls = {
  /** One file of the sample that `generate` gives for the same request. */
  exportSample: { request: sampleRequestSchema.extend({ format: exportFormatSchema }), result: savedFileSchema },
  /** How large the files of such a sample are. */
  sampleSizes: { request: sampleRequestSchema, result: exportSizesSchema },
} as const
