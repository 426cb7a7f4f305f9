/** The course in time of a problem whose fields are its start and its end. */
import { z } from 'zod'
import { fieldSchema, finite, parametersSchema } from './payloads'

/** Frames of one course at most: two seconds of a smooth animation, 4 MiB at 64 x 64. */
export const mostFrames = 241

/** Which fields of a problem are the ends of a course, and the parameter that says how long it takes. */
export const evolutionSchema = z.object({ start: z.string(), end: z.string(), duration: z.string() })
export type EvolutionDescription = z.infer<typeof evolutionSchema>

export const evolutionCalls = {
  /** Follows a start with the reference solver through equally spaced times, both ends included. */
  evolve: {
    request: z.object({
      problem: z.string(),
      parameters: parametersSchema,
      /** Values of the start on a square grid, `[y, x]`. */
      start: fieldSchema.shape.data,
      frames: z.number().int().min(2).max(mostFrames),
    }),
    result: z.object({
      /** In the order of time; the first is the start. */
      frames: z.array(z.object({ time: finite, field: fieldSchema })),
      /** Time steps of the solver. */
      steps: z.number().int().positive(),
    }),
  },
} as const
