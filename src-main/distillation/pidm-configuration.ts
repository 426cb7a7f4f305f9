import { z } from 'zod'
import { teacherConfigurationSchema } from './configuration'

const { id, seed, data, noise, batch, steps, rate, averageDecay, optimiser, checkpointSteps } =
  teacherConfigurationSchema.shape

/** Fine-tuning of a teacher by its residual, see pidm.ts; problem, grid and network are the teacher's. */
export const pidmConfigurationSchema = z.strictObject({
  schema: z.literal('fieldsmith.pidm/1'),
  id,
  seed,
  data,
  noise,
  batch,
  steps,
  rate,
  averageDecay,
  optimiser,
  residual: z.strictObject({
    /** Size of the virtual likelihood over that of the denoising loss for the teacher, which sets its weight. */
    share: z.number().nonnegative(),
    /** Least variance that the residual is taken to have, however small the noise. */
    leastVariance: z.number().positive(),
  }),
  checkpointSteps,
})
export type PidmConfiguration = z.infer<typeof pidmConfigurationSchema>
