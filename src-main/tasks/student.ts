import { vectorJacobianGraph } from '../graph/import'
import { Failure } from '../field/failure'
import { parse } from '../graph/parse'
import { serialise } from '../graph/serialise'
import { unpackNetwork } from '../library/network'
import type { ModelPackage } from '../library/package'
import { joinedGaussianGraph, joinedGeneratorGraph } from '../networks/generator-graph'
import { gaussianGraph } from '../networks/gaussian-graph'
import { problemById } from '../problems/library'
import type { Problem } from '../problems/problem'
import { float32, Session, type SessionOptions } from '../runtime/session'

/** A differentiable map from latents `[count, k width]` to normalised states `[count, width]` at one condition. */
export interface LatentMap {
  states(latents: Float32Array, condition: Float32Array): Promise<Float32Array>
  /** J^T cotangents at the given latents, as long as they are. */
  pullback(latents: Float32Array, condition: Float32Array, cotangents: Float32Array): Promise<Float32Array>
}

/** A loaded student: the generator, its gradient, and the Gaussian model inside it. */
export interface Student {
  readonly model: ModelPackage
  readonly problem: Problem
  readonly size: number
  /** Numbers of a state, and of a latent. */
  readonly width: number
  readonly provider: string
  /** {@link unrolled} in one step. */
  readonly generator: LatentMap
  /**
   * The generator of that many steps: the same weights in every step, see networks/generator.ts. Latents
   * `[count, steps * width]` are each sample's starting latent and then the noise of its later steps.
   *
   * @throws Failure `steps-not-served`
   */
  unrolled(steps: number): Promise<LatentMap>
  /**
   * Its linear-Gaussian part: the same map with a silent network.
   *
   * @throws Failure `steps-not-served`
   */
  linearPart(steps: number): Promise<LatentMap>
  /** The Gaussian model itself, at sigma = 0: mean + T^-1 sqrt(l) z. */
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
      const count = latents.length / width
      const dims = [count, cotangents.length / (count * size * size), size, size]
      return (await (await backward).run({ ...feeds(latents, condition), cotangent: float32(cotangents, dims) }))[
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
  const width = channels * size * size
  const levelsOf = (steps: number): readonly number[] => {
    const levels = manifest.sigma.levels?.[steps - 1] ?? (steps === 1 ? [manifest.sigma.start!] : undefined)
    if (!levels || !manifest.steps.includes(steps)) throw refuseSteps(model, steps)
    return levels
  }
  const generator = await latentMap(bytes, channels, size, options)
  const unrolled = onceEach((steps) =>
    steps === 1
      ? Promise.resolve(generator)
      : latentMap(
          serialise(joinedGeneratorGraph(configuration, levelsOf(steps), { stored: parameters })),
          steps * channels,
          size,
          options,
        ),
  )
  const linearPart = onceEach((steps) =>
    latentMap(serialise(joinedGaussianGraph(configuration, levelsOf(steps))), steps * channels, size, options),
  )
  return {
    model,
    problem,
    size,
    width,
    provider: options.provider ?? 'cpu',
    generator,
    unrolled,
    linearPart,
    gaussian: await latentMap(serialise(gaussianGraph(configuration.gaussian)), channels, size, options),
    discrepancy: manifest.card.modelDiscrepancy ?? {},
  }
}

/** Makes the map of each number of steps when it is first asked for. */
function onceEach(make: (steps: number) => Promise<LatentMap>): (steps: number) => Promise<LatentMap> {
  const made = new Map<number, Promise<LatentMap>>()
  return (steps) => {
    const known = made.get(steps) ?? make(steps)
    made.set(steps, known)
    return known
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
