import { performance } from 'node:perf_hooks'
import type { SuiteRequest } from '../suite'

/** How far a run is, in jobs, some of which are taken from an earlier run in no time. */
export class Course {
  readonly #report: SuiteRequest['onProgress']
  readonly #total: number
  readonly #started = performance.now()
  #done = 0
  #worked = 0

  constructor({ onProgress }: Pick<SuiteRequest, 'onProgress'>, total: number) {
    this.#report = onProgress
    this.#total = total
  }

  stage(stage: string, figures?: Readonly<Record<string, number>>): void {
    const seconds = (performance.now() - this.#started) / 1e3
    const left = this.#total - this.#done
    this.#report({
      stage,
      fraction: Math.min(1, this.#done / this.#total),
      ...(this.#worked > 0 && left > 0 && { etaSeconds: (seconds * left) / this.#worked }),
      ...(figures && { figures }),
    })
  }

  finish({ isKept }: { readonly isKept: boolean }): void {
    this.#done += 1
    if (!isKept) this.#worked += 1
  }
}
