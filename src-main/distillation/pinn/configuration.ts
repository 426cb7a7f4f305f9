import { z } from 'zod'

const positive = z.number().positive()
const count = z.number().int().positive()

/** A run that trains a physics-informed network, or distils one from it. */
export const pinnConfigurationSchema = z.strictObject({
  schema: z.literal('fieldsmith.pinn/1'),
  /** Identifier of the package that comes out. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  problem: z.string(),
  seed: z.number().int().nonnegative(),
  network: z.strictObject({ width: count.max(1024), depth: count.max(32) }),
  /** Adam on new points at each step, with half a cosine down to a hundredth of `rate`. */
  adam: z.strictObject({ steps: z.number().int().nonnegative(), points: count, rate: positive, warmup: count }),
  /** Then L-BFGS, each round on points of its own. */
  lbfgs: z.strictObject({ rounds: z.number().int().nonnegative(), iterations: count, points: count, memory: count }),
  /** Share of a round's points that stand where the equation was met worst. */
  adaptive: z.number().min(0).max(1),
  /** Adam's steps between two checkpoints. */
  checkpointSteps: count,
  /** Of a student, absent for a teacher: what its teacher counts, and the scale of the outputs' Gaussians. */
  distillation: z.strictObject({ alpha: z.number().min(0).max(1), scale: positive }).optional(),
})
export type PinnConfiguration = z.infer<typeof pinnConfigurationSchema>
