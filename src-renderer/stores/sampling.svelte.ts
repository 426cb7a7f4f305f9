import type { ContractError, ProblemDescription, RequestOf, ResultOf } from '../../src-main/contract/calls'
import type { Engine } from './engine.svelte'
import { engineError } from './engine-error'
import { LatestOnly } from './latest-only'

/** A sample with the number of steps that it was drawn in. */
export interface SampleResult extends ResultOf<'generate'> {
  readonly steps: number
}
export type ParameterDescription = ProblemDescription['parameters'][number]

type SampleRequest = RequestOf<'generate'> & { readonly steps: number }

const largestDrawnSeed = 1_000_000
const firstSeed = 7

/** The parameters and the seed, and the sample that the model gives for them. */
export class Sampling {
  readonly problem: ProblemDescription
  readonly parameters = $state<Record<string, number>>({})
  seed = $state(firstSeed)
  #chosenSteps = $state(1)
  /** The last good sample; stays while another is on its way, and when it fails. */
  result = $state.raw<SampleResult>()
  error = $state.raw<ContractError>()
  pending = $state(false)
  /** What is shown does not belong to what is set. */
  readonly stale = $derived(this.pending || this.error !== undefined)
  readonly #served: () => readonly number[]
  readonly #requests: LatestOnly<SampleRequest, ResultOf<'generate'>>
  readonly #moved: (() => void)[] = []

  /** `served` gives the numbers of steps that the model in use draws in. */
  constructor(engine: Engine, problem: ProblemDescription, served: () => readonly number[]) {
    this.problem = problem
    this.#served = served
    for (const { key, default: value } of problem.parameters) this.parameters[key] = value
    this.#requests = new LatestOnly(
      (request) => engine.client.call('generate', request),
      (outcome) => {
        if ('result' in outcome) this.result = { ...outcome.result, steps: outcome.request.steps }
        this.error = 'error' in outcome ? engineError(outcome.error) : undefined
        this.pending = this.#requests.busy
      },
    )
    engine.onReturn(() => this.request())
  }

  /** The chosen number of steps; the most that the model in use draws in where that is less. */
  get steps(): number {
    const served = this.#served()
    return served.includes(this.#chosenSteps) ? this.#chosenSteps : Math.max(1, ...served)
  }

  /** As it was chosen, whether the model in use draws in so many steps or not. */
  get chosenSteps(): number {
    return this.#chosenSteps
  }

  /** Calls `listener` each time a parameter changes. */
  onMove(listener: () => void): void {
    this.#moved.push(listener)
  }

  setParameter(key: string, value: number): void {
    if (this.parameters[key] === value) return
    this.parameters[key] = value
    for (const listener of this.#moved) listener()
    this.request()
  }

  reset(): void {
    for (const { key, default: value } of this.problem.parameters) this.setParameter(key, value)
  }

  setSteps(steps: number): void {
    if (steps === this.steps) return
    this.#chosenSteps = steps
    this.request()
  }

  setSeed(seed: number): void {
    if (seed === this.seed) return
    this.seed = seed
    this.request()
  }

  drawSeed(): void {
    const drawn = Math.floor(Math.random() * largestDrawnSeed)
    this.setSeed(drawn === this.seed ? (drawn + 1) % largestDrawnSeed : drawn)
  }

  /** Sets everything as it was before; that moves nothing, and a problem that was never looked at asks for no sample. */
  restore({ parameters, seed, steps }: Pick<SampleRequest, 'parameters' | 'seed' | 'steps'>): void {
    const moved = Object.entries(parameters).some(([key, value]) => this.parameters[key] !== value)
    if (!moved && seed === this.seed && steps === this.#chosenSteps) return
    Object.assign(this.parameters, parameters)
    this.seed = seed
    this.#chosenSteps = steps
    if (this.result !== undefined || this.pending) this.request()
  }

  /** Asks for a sample where there is none, or where it came from another model than this. */
  refresh(sha256: string | undefined): void {
    if (this.result === undefined || (sha256 !== undefined && this.result.model.sha256 !== sha256)) this.request()
  }

  /** Asks for the sample of what is set now. */
  request(): void {
    const { seed, steps } = this
    this.#requests.submit({ problem: this.problem.id, parameters: { ...this.parameters }, seed, steps })
    this.pending = this.#requests.busy
  }
}
