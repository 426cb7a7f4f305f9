/** What several calls carry: fields with their grids, norms, slider parameters, errors. */
import { z } from 'zod'

export const finite = z.number().finite()
/** Float32 values of a field, row-major `[y, x]`; crosses transports as bytes, never as JSON numbers. */
const values = z.custom<Float32Array>((value) => value instanceof Float32Array, 'expected float32 values')

const staggering = z.enum(['cell', 'node', 'periodic'])
export const gridSchema = z.object({
  nx: z.number().int().positive(),
  ny: z.number().int().positive(),
  staggering: z.object({ x: staggering, y: staggering }),
  extent: z.object({ x: finite, y: finite, unit: z.string() }),
  symbols: z.object({ x: z.string(), y: z.string() }),
})

export const fieldSchema = z.object({
  /** Array name as in solution.npz: `a`, `u`, `a_mean`, `u_std`, `residual`, ... */
  key: z.string(),
  /** Field of the problem it belongs to: `a`, `u` or `residual`. */
  of: z.string(),
  label: z.string(),
  unit: z.string(),
  grid: gridSchema,
  data: values,
})
export type FieldPayload = z.infer<typeof fieldSchema>

/** A vector at each sample of a grid: what flows where one of the problem's fields says so. */
export const vectorFieldSchema = z.object({
  /** Field of the problem it is made of: `u`, `w0`, `wT`. */
  of: z.string(),
  name: z.string(),
  unit: z.string(),
  grid: gridSchema,
  /** Components along x and y. */
  x: values,
  y: values,
})
export type VectorField = z.infer<typeof vectorFieldSchema>

export const normsSchema = z.object({
  l2: finite,
  l2Relative: finite,
  hMinus1: finite,
  max: finite,
  weak: finite,
  boundary: finite.exactOptional(),
  balance: finite.exactOptional(),
  propagator: finite.exactOptional(),
  endpoint: finite.exactOptional(),
})
export type NormsPayload = z.infer<typeof normsSchema>
/** Norms of a field with the floor (the reference solution's own norms on the same grid) beside them. */
export const certifiedNormsSchema = normsSchema.extend({
  floor: normsSchema,
  /** Of the solution against the reference solution for the same given data, on the same grid. */
  solutionError: z.object({
    /** Root mean square, in the units of the solution. */
    l2: finite,
    /** `l2` over the root mean square of the reference solution. */
    relative: finite,
    /** What `l2` is at most by the residual alone, where the equation allows such a bound. */
    bound: finite.exactOptional(),
  }),
})
export type CertifiedNorms = z.infer<typeof certifiedNormsSchema>

export const parametersSchema = z.record(z.string(), finite)

/** What is taken for the noise of points whose file states none: a share of their field's RMS value, or an estimate. */
export const noiseSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('assumed'), level: z.number().positive().max(1) }),
  z.object({ kind: z.literal('estimated') }),
])
export type NoiseChoice = z.infer<typeof noiseSchema>

/** An error as it crosses the contract; `details` lists further findings (bad lines of a file). */
export const errorSchema = z.object({
  code: z.string(),
  kind: z.enum(['usage', 'model', 'solve', 'cancelled', 'engine']),
  message: z.string(),
  details: z.array(z.string()),
})
export type ContractError = z.infer<typeof errorSchema>
