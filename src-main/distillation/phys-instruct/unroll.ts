import { karrasGrid } from '../../diffusion/noise'
import { serialise } from '../../graph/serialise'
import { gaussianGraph } from '../../networks/gaussian-graph'
import type { LinearGaussian } from '../../networks/linear-gaussian'
import type { RandomStream } from '../../numerics/random'
import { drawParameters } from '../../problems/parameters'
import type { Problem } from '../../problems/problem'
import { float32, Session, type RuntimeTensor } from '../../runtime/session'
import { whiteNoise } from '../batches'
import type { FedNetwork } from '../trainable'

/** Noise levels of the k-step generator for k = 1..`maximumSteps`: Karras' grid from `start` down to `end`. */
export function unrollLevels(
  { start, end }: { readonly start: number; readonly end: number },
  maximumSteps: number,
): number[][] {
  return Array.from({ length: maximumSteps }, (_, k) => karrasGrid(k + 1, { minimum: end, maximum: start }))
}

/** What one step of the generator is given: y_j `[N, C, H, W]`, sigma_j `[N, 1]`, condition `[N, K]`. */
export interface StepInputs {
  readonly noisy: RuntimeTensor
  readonly sigma: RuntimeTensor
  readonly condition: RuntimeTensor
}

/**
 * Random unrolls of a generator in training: k is drawn from 1..K, a step j from 1..k; the steps before j are run, and
 * step j is what is trained. One network thereby learns every step of every k.
 */
export class Unroll {
  readonly #problem: Problem
  readonly #levels: readonly (readonly number[])[]
  readonly #starts: ReadonlyMap<number, Session>
  readonly #batch: number
  readonly #dims: readonly [number, number, number, number]

  private constructor(
    problem: Problem,
    levels: readonly (readonly number[])[],
    starts: ReadonlyMap<number, Session>,
    dims: readonly [number, number, number, number],
  ) {
    this.#problem = problem
    this.#levels = levels
    this.#starts = starts
    this.#batch = dims[0]
    this.#dims = dims
  }

  static async load(
    problem: Problem,
    gaussian: LinearGaussian,
    levels: readonly (readonly number[])[],
    batch: number,
  ): Promise<Unroll> {
    const starts = new Map<number, Session>()
    for (const [first] of levels) {
      if (!starts.has(first!)) starts.set(first!, await Session.load(serialise(gaussianGraph(gaussian, first))))
    }
    return new Unroll(problem, levels, starts, [batch, gaussian.bases.length, gaussian.size, gaussian.size])
  }

  /** Draws k, j, conditions and noise from the stream, and runs the steps before j with the given parameters. */
  async draw(random: RandomStream, network: FedNetwork, parameters: Float32Array): Promise<StepInputs> {
    const levels = this.#levels[random.integer(this.#levels.length)]!
    const stop = random.integer(levels.length)
    const conditions = Array.from({ length: this.#batch }, () => [
      ...this.#problem.condition(drawParameters(this.#problem, random)),
    ]).flat()
    const condition = float32(Float32Array.from(conditions), [this.#batch, this.#problem.conditionNames.length])
    const latent = this.#noise(random)
    const { state } = await this.#starts.get(levels[0]!)!.run({ latent: float32(latent, this.#dims), condition })
    let noisy = state!
    for (const [j, level] of levels.slice(0, stop).entries()) {
      const { estimate } = await network.run(
        { x: float32(noisy, this.#dims), ...this.#level(level), condition },
        parameters,
      )
      const next = levels[j + 1]!
      const renoise = this.#noise(random)
      noisy = estimate!.map((value, i) => value + next * renoise[i]!)
    }
    return { noisy: float32(noisy, this.#dims), ...this.#level(levels[stop]!), condition }
  }

  #noise(random: RandomStream): Float32Array {
    return whiteNoise(
      random,
      this.#dims.reduce((product, n) => product * n),
    )
  }

  #level(sigma: number): { sigma: RuntimeTensor } {
    return { sigma: float32(new Float32Array(this.#batch).fill(sigma), [this.#batch, 1]) }
  }
}
