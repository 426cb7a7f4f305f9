import type { ContractError, NoiseChoice, Progress, RequestOf, ResultOf } from '../../src-main/contract/calls'
import type { Engine } from './engine.svelte'
import { engineError } from './engine-error'
import type { ObservationStore } from './observations.svelte'
import type { Sampling } from './sampling.svelte'
import { SolutionViews } from './solution-views.svelte'
import { sameValues } from './same-values'

export type SolveRequest = RequestOf<'solve'>

/** A finished reconstruction with what it was asked for. */
export interface Solution extends ResultOf<'solve'> {
  readonly request: SolveRequest
  /** What of it is looked at. */
  readonly views: SolutionViews
}

export interface SolveJob {
  readonly fileName: string
  readonly progress: Progress | undefined
  readonly cancelling: boolean
}

/** The main job: all fields from the observations, with its options, its progress and its outcome. */
export class Reconstruction {
  samples = $state(8)
  refine = $state(true)
  noiseKind = $state<NoiseChoice['kind']>('assumed')
  /** Noise that is assumed where the file states none, as a share of the field's RMS value. */
  noiseLevel = $state(0.01)
  job = $state.raw<SolveJob>()
  solution = $state.raw<Solution>()
  error = $state.raw<ContractError>()
  readonly #engine: Engine
  readonly #sampling: Sampling
  readonly #observations: ObservationStore
  /** What is set now would give another result than the one that is there. */
  readonly outdated = $derived.by(() => this.solution !== undefined && !this.#matches(this.solution.request))
  #abort: AbortController | undefined

  constructor(engine: Engine, sampling: Sampling, observations: ObservationStore) {
    this.#engine = engine
    this.#sampling = sampling
    this.#observations = observations
  }

  get noise(): NoiseChoice {
    const { noiseKind: kind, noiseLevel: level } = this
    return kind === 'assumed' ? { kind, level } : { kind }
  }

  get possible(): boolean {
    return (this.#observations.file?.activeCount ?? 0) > 0 && this.job === undefined
  }

  /** Resolves to the solution, or to undefined when the job failed or was cancelled. */
  async start(): Promise<Solution | undefined> {
    const file = this.#observations.file
    if (file === undefined || !this.possible) return undefined
    const request: SolveRequest = {
      problem: this.#sampling.problem.id,
      observations: file.active.table,
      observationFile: file.fileName,
      parameters: { ...this.#sampling.parameters },
      samples: this.samples,
      seed: this.#sampling.seed,
      refine: this.refine,
      steps: this.#sampling.steps,
      noise: this.noise,
    }
    const abort = new AbortController()
    this.#abort = abort
    this.error = undefined
    this.job = { fileName: file.fileName, progress: undefined, cancelling: false }
    try {
      const result = await this.#engine.client.call('solve', request, {
        signal: abort.signal,
        onProgress: (progress) => {
          if (this.job) this.job = { ...this.job, progress }
        },
      })
      const views = new SolutionViews(this.#engine, result, this.solution?.views.choice)
      this.solution = { ...result, request, views }
      return this.solution
    } catch (error) {
      const reason = engineError(error)
      // Who cancels knows it: that is no error to show.
      if (reason.kind !== 'cancelled') this.error = reason
      return undefined
    } finally {
      this.job = undefined
      this.#abort = undefined
    }
  }

  /** Takes a solution that was found before, with what was asked for; nothing takes away the one that is there. */
  adopt(opened: ResultOf<'openSolution'> | undefined): void {
    if (!opened) {
      this.solution = undefined
      return
    }
    const { request, ...result } = opened
    const active = this.#observations.file?.active.table
    // Equal measurements are the same ones, wherever they have been meanwhile.
    const observations = active && sameValues(active, request.observations) ? active : request.observations
    const views = new SolutionViews(this.#engine, result)
    this.solution = { ...result, request: { ...request, observations }, views }
  }

  cancel(): void {
    if (!this.job) return
    this.job = { ...this.job, cancelling: true }
    this.#abort?.abort()
  }

  dismissError(): void {
    this.error = undefined
  }

  #matches(request: SolveRequest): boolean {
    return (
      request.samples === this.samples &&
      request.refine === this.refine &&
      request.seed === this.#sampling.seed &&
      request.steps === this.#sampling.steps &&
      JSON.stringify(request.noise) === JSON.stringify(this.noise) &&
      request.observations === this.#observations.file?.active.table &&
      Object.entries(request.parameters).every(([key, value]) => this.#sampling.parameters[key] === value)
    )
  }
}
