/**
 * The state of a training run as one file, an NPZ archive: `header`, a JSON text, and the vectors that it names.
 *
 * Every draw of a step comes from a RandomStream of the configuration's seed and the step's number, so these two are
 * the whole state of its randomness.
 */
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { Failure } from '../field/failure'
import { writeFileAtomic } from '../formats/atomic'
import type { NpyArray, NpyData } from '../formats/npy'
import { readNpz, writeNpz } from '../formats/npz'
import { featureCount, type LinearGaussian } from '../networks/linear-gaussian'
import { spectralBases } from '../numerics/transforms'
import type { NetworkState } from './training-state'

/** Everything that a run needs to continue bit for bit. */
export interface TrainingState {
  /** What the run was started with, as it stands in JSON. */
  readonly configuration: Readonly<Record<string, unknown>>
  /** The model package that a student is distilled from. */
  readonly teacher: PackageIdentity | null
  readonly states: Readonly<Record<string, NetworkState>>
  /** Linear-Gaussian part of a denoiser; null of networks that have none. */
  readonly gaussian: LinearGaussian | null
  /** Wall-clock time spent so far. */
  readonly seconds: number
}

const identitySchema = z.strictObject({ id: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) })
export type PackageIdentity = z.infer<typeof identitySchema>

const schema = 'fieldsmith.training-state/1'
const count = z.number().int().nonnegative()
const headerSchema = z.strictObject({
  schema: z.literal(schema),
  configuration: z.record(z.string(), z.unknown()),
  teacher: identitySchema.nullable(),
  networks: z.record(z.string(), z.strictObject({ step: count, memory: z.array(z.string()) })),
  gaussian: z
    .strictObject({ size: count, block: count, conditions: count, bases: z.array(z.enum(spectralBases)) })
    .nullable(),
  seconds: z.number().nonnegative(),
})
type Header = z.infer<typeof headerSchema>

/**
 * Replaces the file; a kill at any moment leaves the old state or the new one.
 *
 * @throws Failure `output-not-writable`
 */
export async function writeTrainingState(path: string, state: TrainingState): Promise<void> {
  const { configuration, teacher, states, gaussian, seconds } = state
  const networks = Object.entries(states)
  const header: Header = {
    schema,
    configuration,
    teacher,
    networks: Object.fromEntries(
      networks.map(([name, { step, memory }]) => [name, { step, memory: Object.keys(memory) }]),
    ),
    gaussian: gaussian && headerOf(gaussian),
    seconds,
  }
  const vectors: Record<string, NpyData> = {
    header: new TextEncoder().encode(JSON.stringify(header)),
    ...(gaussian && {
      'gaussian.rotation': gaussian.rotation,
      'gaussian.mean': gaussian.mean,
      'gaussian.logVariance': gaussian.logVariance,
      ...(gaussian.angle && { 'gaussian.angle': gaussian.angle }),
    }),
  }
  for (const [name, { parameters, average, memory }] of networks) {
    vectors[`${name}.parameters`] = parameters
    vectors[`${name}.average`] = average
    for (const [key, data] of Object.entries(memory)) vectors[`${name}.memory.${key}`] = data
  }
  const arrays = Object.entries(vectors).map(([name, data]): [string, NpyArray] => [
    name,
    { shape: [data.length], data },
  ])
  await writeFileAtomic(path, writeNpz(Object.fromEntries(arrays), 0))
}

function headerOf({ size, block, conditions, bases }: LinearGaussian): Header['gaussian'] {
  return { size, block, conditions, bases: [...bases] }
}

/**
 * Reads a state back, whole or not at all.
 *
 * @throws Failure `npz-format` or `npy-format` for a damaged or truncated file, `checkpoint-foreign` for an archive of
 *   something else or of another version, `checkpoint-incomplete` for one without a vector that its header names, or
 *   with one of another length
 */
export async function readTrainingState(path: string): Promise<TrainingState> {
  const arrays = readNpz(await readFile(path), path)
  const { configuration, teacher, networks, gaussian, seconds } = readHeader(arrays['header'], path)
  const take = (name: string, length?: number): Float32Array => {
    const data = arrays[name]?.data
    if (data instanceof Float32Array && data.length === (length ?? data.length)) return data
    throw new Failure({
      code: 'checkpoint-incomplete',
      kind: 'usage',
      what: 'the checkpoint lacks numbers that its header names',
      where: path,
      expected: `${length ?? 'float32'} numbers in ${name}`,
      received: data ? `${data.length} of ${data.constructor.name}` : 'none',
    })
  }
  const linearPart = (header: NonNullable<Header['gaussian']>): LinearGaussian => {
    const channels = header.bases.length
    const modes = featureCount(header.conditions) * header.size ** 2
    const polynomials = channels * modes
    return {
      ...header,
      rotation: take('gaussian.rotation', (channels * header.block ** 2) ** 2),
      mean: take('gaussian.mean', polynomials),
      logVariance: take('gaussian.logVariance', polynomials),
      ...('gaussian.angle' in arrays && { angle: take('gaussian.angle', modes) }),
    }
  }
  return {
    configuration,
    teacher,
    seconds,
    gaussian: gaussian && linearPart(gaussian),
    states: Object.fromEntries(
      Object.entries(networks).map(([name, { step, memory }]) => {
        const parameters = take(`${name}.parameters`)
        const vector = (key: string): Float32Array => take(`${name}.${key}`, parameters.length)
        const remembered = Object.fromEntries(memory.map((key) => [key, vector(`memory.${key}`)]))
        return [name, { step, parameters, memory: remembered, average: vector('average') }]
      }),
    ),
  }
}

function readHeader(array: NpyArray | undefined, where: string): Header {
  const refuse = (received: string): never => {
    const what = 'the file is not the state of a training run'
    throw new Failure({ code: 'checkpoint-foreign', kind: 'usage', what, where, expected: schema, received })
  }
  if (!(array?.data instanceof Uint8Array)) return refuse('an archive without its header')
  const header = headerSchema.safeParse(parsedJson(array.data))
  if (header.success) return header.data
  const [issue] = header.error.issues
  return refuse(`a header whose ${issue!.path.join('.') || 'text'} is wrong: ${issue!.message}`)
}

/** Undefined for what is no JSON. */
function parsedJson(text: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(text))
  } catch {
    return undefined
  }
}
