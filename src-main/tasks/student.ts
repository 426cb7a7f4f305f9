import { vectorJacobianGraph } from '../graph/import'
import { Failure } from '../field/failure'
import { parse } from '../graph/parse'
import { serialise } from '../graph/serialise'
import { unpackNetwork } from '../library/network'
import type { ModelPackage } from '../library/package'
import { generatorGraph } from '../networks/generator-graph'
import { gaussianGraph } from '../networks/gaussian-graph'
import { problemById } from '../problems/library'
import type { Problem } from '../problems/problem'
import { float32, Session, type SessionOptions } from '../runtime/session'

/** A differentiable map from latents `[count, width]` to normalised states `[count, width]` at one condition. */
export interface LatentMap {
  states(latents: Float32Array, condition: Float32Array): Promise<Float32Array>
  /** J^T cotangents at the given latents. */
  pullback(latents: Float32Array, condition: Float32Array, cotangents: Float32Array): Promise<Float32Array>
}

/** Latents `[count, steps * width]` at one condition to normalised states `[count, width]`. */
export type Sampler = (latents: Float32Array, condition: Float32Array) => Promise<Float32Array>

/** A loaded student: the generator, its gradient, and the Gaussian model inside it. */
export interface Student {
  readonly model: ModelPackage
  readonly problem: Problem
  readonly size: number
  /** Numbers of a state, and of a latent. */
  readonly width: number
  readonly provider: string
  readonly generator: LatentMap
  /**
   * The generator of that many steps: the same weights in every step, see networks/generator.ts. Latents
   * `[count, steps * width]` are each sample's starting latent and then the noise of its later steps.
   *
   * @throws Failure `steps-not-served`
   */
  sampler(steps: number): Promise<Sampler>
  /** The generator's own linear-Gaussian part at sigma = 0: mean + T^-1 sqrt(l) z. */
  readonly gaussian: LatentMap
  /** Root mean square error of the generator's fields, normalised, by field key. */
  readonly discrepancy: Readonly<Record<string, number>>
}

/** Wraps a pair of sessions, latent -> state and (latent, cotangent) -> gradient, as a map. */
async function latentMap(
  model: Uint8Array,
  channels: number,
  size: number,
  options: SessionOptions,
): Promise<LatentMap> {
  const forward = await Session.load(model, options)
  // The gradient is only ever needed by reconstructions; a sampling slider must not wait for it.
  let backward: Promise<Session> | undefined
  const width = channels * size * size
  const feeds = (latents: Float32Array, condition: Float32Array): Record<string, ReturnType<typeof float32>> => {
    const count = latents.length / width
    return {
      latent: float32(latents, [count, channels, size, size]),
      condition: float32(repeated(condition, count), [count, condition.length]),
    }
  }
  return {
    async states(latents, condition) {
      return (await forward.run(feeds(latents, condition)))['state']!
    },
    async pullback(latents, condition, cotangents) {
      backward ??= Session.load(serialise(vectorJacobianGraph(parse(model), 'state', 'latent')), options)
      const inputs = feeds(latents, condition)
      return (await (await backward).run({ ...inputs, cotangent: float32(cotangents, inputs['latent']!.dims) }))[
        'gradient'
      ]!
    },
  }
}

/** Loads a verified student package on a provider. */
export async function loadStudent(model: ModelPackage, options: SessionOptions = {}): Promise<Student> {
  const { manifest } = model
  const problem = problemById(manifest.problem)
  const size = manifest.gridSize
  const channels = problem.fields.length
  const { bytes } = model.file('generator')
  const { configuration, parameters } = unpackNetwork(model, 'generator')
  const generator = await latentMap(bytes, channels, size, options)
  const width = channels * size * size
  const samplers = new Map<number, Promise<Sampler>>([[1, Promise.resolve(generator.states)]])
  const sampler = (steps: number): Promise<Sampler> => {
    const known = samplers.get(steps)
    if (known) return known
    const levels = manifest.sigma.levels?.[steps - 1]
    if (!levels || !manifest.steps.includes(steps)) throw refuseSteps(model, steps)
    const loaded = unrolled(
      serialise(generatorGraph(configuration, levels, { stored: parameters })),
      steps,
      channels,
      size,
      options,
    )
    samplers.set(steps, loaded)
    return loaded
  }
  return {
    model,
    problem,
    size,
    width,
    provider: options.provider ?? 'cpu',
    generator,
    sampler,
    gaussian: await latentMap(serialise(gaussianGraph(configuration.gaussian)), channels, size, options),
    discrepancy: manifest.card.modelDiscrepancy ?? {},
  }
}

/** A generator of several steps, loaded. */
async function unrolled(
  model: Uint8Array,
  steps: number,
  channels: number,
  size: number,
  options: SessionOptions,
): Promise<Sampler> {
  const session = await Session.load(model, options)
  const width = channels * size * size
  return async (latents, condition) => {
    const count = latents.length / (steps * width)
    const columns = (from: number, to: number): Float32Array => {
      const taken = new Float32Array(count * (to - from))
      for (let i = 0; i < count; i++) {
        const start = i * steps * width
        taken.set(latents.subarray(start + from, start + to), i * (to - from))
      }
      return taken
    }
    const { state } = await session.run({
      latent: float32(columns(0, width), [count, channels, size, size]),
      renoise: float32(columns(width, steps * width), [count, (steps - 1) * channels, size, size]),
      condition: float32(repeated(condition, count), [count, condition.length]),
    })
    return state!
  }
}

function repeated(row: Float32Array, count: number): Float32Array {
  const rows = new Float32Array(count * row.length)
  for (let i = 0; i < count; i++) rows.set(row, i * row.length)
  return rows
}

function refuseSteps({ manifest }: ModelPackage, steps: number): Failure {
  return new Failure({
    code: 'steps-not-served',
    kind: 'usage',
    what: `${manifest.id} does not sample in that many steps`,
    where: 'steps',
    expected: manifest.steps.join(', '),
    received: String(steps),
  })
}
