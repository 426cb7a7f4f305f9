import { performance } from 'node:perf_hooks'
import type { SuiteRequest } from '../suite'

/** Share of a run's progress that its last pass, the latencies, takes. */
const latencyShare = 0.1

/** How far a run is: jobs of known size, some of which are taken from an earlier run in no time. */
export class Work {
  readonly #report: SuiteRequest['onProgress']
  /** Work up to the end of each job, by name, in order. */
  readonly #ends = new Map<string, number>()
  #total = 0
  #done = 0
  #worked = 0
  #started = performance.now()

  constructor(
    { onProgress }: Pick<SuiteRequest, 'onProgress'>,
    jobs: readonly (readonly [name: string, size: number])[],
  ) {
    this.#report = onProgress
    for (const [name, size] of jobs) this.#ends.set(name, (this.#total += size))
  }

  stage(stage: string): void {
    const left = this.#total - this.#done
    const seconds = (performance.now() - this.#started) / 1e3
    this.#report({
      stage,
      fraction: ((1 - latencyShare) * this.#done) / this.#total,
      ...(this.#worked > 0 && left > 0 && { etaSeconds: (seconds * left) / this.#worked }),
    })
  }

  /** So much of a job was worked at. */
  advance(size: number): void {
    this.#done += size
    this.#worked += size
  }

  /** A job is through, whether it was worked at or not. */
  finish(name: string): void {
    this.#done = this.#ends.get(name)!
  }
}
