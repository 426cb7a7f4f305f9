import { z } from 'zod'
import { Failure } from '../field/failure'
import { adam, adamDefaults } from '../graph/optimisers/adam'
import type { Optimiser } from '../graph/optimisers/optimiser'
import { sgd, sgdDefaults } from '../graph/optimisers/sgd'
import { networkSchema } from '../library/network'
import { combinations } from './phys-instruct/combination'

const positive = z.number().positive()
const count = z.number().int().positive()

const ascending = ({ minimum, maximum }: { minimum: number; maximum: number }): boolean => minimum < maximum
const notAscending = { message: 'the minimum must be below the maximum' }

const share = z.number().min(0).lt(1)
const weightDecay = z.number().nonnegative()

/** What follows the gradient, see graph/optimisers/; entries left out take the values that stand there. */
const optimiserSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('adam'),
    beta1: share.default(adamDefaults.beta1),
    beta2: share.default(adamDefaults.beta2),
    epsilon: positive.default(adamDefaults.epsilon),
    weightDecay: weightDecay.default(adamDefaults.weightDecay),
  }),
  z.strictObject({
    kind: z.literal('sgd'),
    momentum: share.default(sgdDefaults.momentum),
    nesterov: z.boolean().default(sgdDefaults.nesterov),
    weightDecay: weightDecay.default(sgdDefaults.weightDecay),
  }),
])

/** The optimiser of a configuration; Adam where it names none. */
export function optimiserOf({ optimiser }: { optimiser?: z.infer<typeof optimiserSchema> | undefined }): Optimiser {
  return optimiser?.kind === 'sgd' ? sgd(optimiser) : adam(optimiser)
}

export const teacherConfigurationSchema = z
  .strictObject({
    schema: z.literal('fieldsmith.teacher/1'),
    /** Identifier of the package that comes out. */
    id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
    problem: z.string(),
    gridSize: count,
    seed: z.number().int().nonnegative(),
    data: z.strictObject({ training: count, validation: count }),
    network: networkSchema,
    gaussian: z.strictObject({
      block: count,
      bins: count,
      /** `white` leaves EDM's own scalar skip, for comparisons; absent for the data's spectrum. */
      spectrum: z.enum(['fitted', 'white']).optional(),
    }),
    /** ln sigma ~ N(logMean, logDeviation^2), kept inside the noise range. */
    noise: z
      .strictObject({ logMean: z.number(), logDeviation: positive, minimum: positive, maximum: positive })
      .refine(ascending, notAscending),
    batch: count,
    steps: count,
    rate: z.strictObject({ peak: positive, warmup: count }),
    averageDecay: positive.max(1),
    optimiser: optimiserSchema.optional(),
    checkpointSteps: count,
  })
  .refine(({ gridSize, network }) => gridSize % 2 ** (network.channels.length - 1) === 0, {
    message: 'every level of the network must be able to halve the grid',
    path: ['gridSize'],
  })
  .refine(({ gridSize, gaussian }) => gaussian.block <= gridSize, {
    message: 'the block must fit into the grid',
    path: ['gaussian', 'block'],
  })
export type TeacherConfiguration = z.infer<typeof teacherConfigurationSchema>

export const studentConfigurationSchema = z.strictObject({
  schema: z.literal('fieldsmith.student/2'),
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  seed: z.number().int().nonnegative(),
  /** Noise levels of the unroll: where the Gaussian flow stops and the network takes over, and that of the last step. */
  levels: z
    .strictObject({ start: positive, end: positive })
    .refine(({ start, end }) => end < start, { message: 'the end must be below the start' }),
  /** The student serves every number of steps from 1 to this. */
  maximumSteps: count.max(8),
  /** Errors of the network up to this size are kept out of modes that the data does not have, see networks/denoiser.ts. */
  gate: z.number().nonnegative(),
  /** Sweeps of the equation's own iteration after the network, see `Problem.correctionNodes`. */
  sweeps: z.number().int().nonnegative().max(64),
  batch: count,
  /** Generator updates in all. */
  steps: count,
  /** Updates of the online denoiser for each of the generator. */
  denoiserUpdates: count,
  rate: z.strictObject({ generator: positive, denoiser: positive, warmup: count }),
  averageDecay: positive.max(1),
  /** Of the generator and of the online denoiser. */
  optimiser: optimiserSchema.optional(),
  /** Quantiles of the Karras grid between which the noise levels of the divergence are drawn. */
  noiseQuantiles: z
    .tuple([z.number().min(0).max(1), z.number().min(0).max(1)])
    .refine(([low, high]) => low < high, { message: 'the first must be below the second' }),
  /** Guidance by the residual: zero up to `from`, then a linear ramp to `weight` at `to` (generator updates). */
  physics: z
    .strictObject({
      weight: z.number().nonnegative(),
      from: z.number().int().nonnegative(),
      to: count,
      /** See phys-instruct/combination.ts. */
      combination: z.enum(combinations),
      /** Whether the residual's gradient also goes into what is given, see physics-term.ts. */
      coefficientGradient: z.boolean(),
      /** Weights of the residual's norms, see physics-term.ts; one of them at least counts. */
      norms: z
        .strictObject({
          hMinus2: z.number().nonnegative(),
          hMinus1: z.number().nonnegative(),
          l2: z.number().nonnegative(),
        })
        .refine((weights) => Object.values(weights).some((weight) => weight > 0), {
          message: 'one weight must be above zero',
        }),
    })
    .refine(({ from, to }) => from <= to, { message: 'from must not lie behind to' }),
  /** Admissible ratio of sample to data variance, per channel; outside it the run stops as collapsed. */
  collapse: z.strictObject({ minimum: positive, maximum: positive }).refine(ascending, notAscending),
  checkpointSteps: count,
})
export type StudentConfiguration = z.infer<typeof studentConfigurationSchema>

/** Reads a JSON configuration; every wrong entry is reported at once. */
export function readConfiguration<T>(schema: z.ZodType<T>, text: string, file: string): T {
  const json = ((): unknown => {
    try {
      return JSON.parse(text)
    } catch (cause) {
      throw new Failure({
        code: 'configuration-json',
        kind: 'usage',
        what: 'the configuration is no JSON document',
        where: file,
        received: cause instanceof Error ? cause.message : String(cause),
      })
    }
  })()
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const [first, ...others] = parsed.error.issues.map((issue) => ({
    code: 'configuration-entry',
    kind: 'usage' as const,
    what: `wrong entry: ${issue.message}`,
    where: `${file}, ${issue.path.join('.') || 'top level'}`,
  }))
  throw new Failure(first!, others)
}
