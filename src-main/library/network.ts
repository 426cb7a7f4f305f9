import { z } from 'zod'
import { Failure } from '../field/failure'
import { parse } from '../graph/parse'
import type { Tensor } from '../graph/types'
import type { DenoiserConfiguration } from '../networks/denoiser'
import { featureCount } from '../networks/linear-gaussian'
import { problemById } from '../problems/library'
import type { Problem } from '../problems/problem'
import { spectralBases, transposed } from '../numerics/transforms'
import type { ModelPackage } from './package'

/** U-Net shape, see networks/unet.ts. */
export const networkSchema = z
  .strictObject({
    channels: z.array(z.number().int().positive()).min(1),
    blocks: z.array(z.number().int().positive()).min(1),
    embedding: z.number().int().positive(),
    groupSize: z.number().int().positive(),
  })
  .refine(({ channels, blocks }) => blocks.length === channels.length, {
    message: 'blocks and channels must have as many levels',
    path: ['blocks'],
  })
  .refine(({ channels, groupSize }) => channels.every((count) => count <= groupSize || count % groupSize === 0), {
    message: 'the group size must divide the channels of every level',
    path: ['groupSize'],
  })

/** What a package's provenance says of its network, so that it can be trained further. */
export const architectureSchema = z.looseObject({
  network: networkSchema,
  block: z.number().int().positive(),
  bases: z.array(z.enum(spectralBases)),
  /** See networks/denoiser.ts; a package that says nothing has none. */
  gate: z.number().nonnegative().default(0),
  /** Sweeps of the equation's own iteration after the network, see {@link correctionBy}. */
  sweeps: z.number().int().nonnegative().default(0),
})
export type Architecture = z.infer<typeof architectureSchema>

/** A packaged network with its weights taken out, ready to train from. */
export interface PackagedNetwork {
  readonly configuration: DenoiserConfiguration
  readonly parameters: Float32Array
}

/** Opens the network of a package that was trained here: weights and Gaussian model out of its ONNX file. */
export function unpackNetwork(model: ModelPackage, role: 'denoiser' | 'generator'): PackagedNetwork {
  const { manifest } = model
  const architecture = architectureSchema.safeParse(manifest.provenance['architecture'])
  const { description, bytes } = model.file(role)
  const refuse = (expected: string, received: string): Failure =>
    new Failure({
      code: 'model-not-trainable',
      kind: 'model',
      what: `${manifest.id} cannot be trained from`,
      where: description.name,
      expected,
      received,
    })
  if (!architecture.success) {
    const [issue] = architecture.error.issues
    throw refuse('provenance.architecture in model.json', `${issue!.path.join('.') || 'nothing'}: ${issue!.message}`)
  }
  const { network, block, bases, gate, sweeps } = architecture.data
  const { gridSize, conditionNames } = manifest
  const { initializers } = parse(bytes)
  const take = (name: string, count?: number): Float32Array => {
    const tensor: Tensor | undefined = initializers.get(name)
    if (!(tensor?.data instanceof Float32Array)) throw refuse(`a float32 initialiser ${name}`, tensor?.type ?? 'none')
    if (count !== undefined && tensor.data.length !== count) {
      throw refuse(`${count} numbers in ${name}`, `${tensor.data.length}`)
    }
    return tensor.data
  }
  const axes = bases.length * block ** 2
  const modes = featureCount(conditionNames.length) * gridSize ** 2
  const polynomials = bases.length * modes
  return {
    parameters: take('parameters'),
    configuration: {
      network,
      gate,
      ...correctionBy(problemById(manifest.problem), sweeps),
      gaussian: {
        size: gridSize,
        bases,
        block,
        conditions: conditionNames.length,
        // A generator only needs the rotation's transpose, and its file holds nothing unused.
        rotation: transposed(take('gaussian.rotationTransposed', axes ** 2), axes, axes),
        mean: take('gaussian.mean', polynomials),
        logVariance: take('gaussian.logVariance', polynomials),
        ...(initializers.has('gaussian.angle') && { angle: take('gaussian.angle', modes) }),
      },
    },
  }
}

/**
 * The last layers of a network whose solution the problem's own iteration corrects; nothing for zero sweeps.
 *
 * @throws Failure `no-correction` for a problem that has none
 */
export function correctionBy(problem: Problem, sweeps: number): Pick<DenoiserConfiguration, 'correct'> {
  if (sweeps === 0) return {}
  const { correctionNodes } = problem
  if (correctionNodes) return { correct: (state, condition) => correctionNodes(state, condition, sweeps) }
  throw new Failure({
    code: 'no-correction',
    kind: 'usage',
    what: `${problem.title} has no iteration that could correct a network's solution`,
    where: 'sweeps',
    expected: '0',
    received: String(sweeps),
  })
}
