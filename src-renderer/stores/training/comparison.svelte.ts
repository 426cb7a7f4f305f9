import type { ContractError, EngineClient, RequestOf, ResultOf } from '../../../src-main/contract/calls'
import { engineError } from '../engine-error'
import { LatestOnly } from '../latest-only'

const firstSeed = 1
const largestDrawnSeed = 1_000_000

/** The model of a finished run beside the model in use: figures, and one sample each. */
export class Comparison {
  seed = $state(firstSeed)
  steps = $state(1)
  /** The last good answer; stays while another is on its way. */
  result = $state.raw<ResultOf<'compareTraining'>>()
  error = $state.raw<ContractError>()
  pending = $state(false)
  readonly #run: string
  readonly #requests: LatestOnly<RequestOf<'compareTraining'>, ResultOf<'compareTraining'>>

  constructor(run: string, client: EngineClient) {
    this.#run = run
    this.#requests = new LatestOnly(
      (request) => client.call('compareTraining', request),
      (outcome) => {
        if ('result' in outcome) this.result = outcome.result
        this.error = 'error' in outcome ? engineError(outcome.error) : undefined
        this.pending = this.#requests.busy
      },
    )
  }

  request(): void {
    this.#requests.submit({ run: this.#run, seed: this.seed, steps: this.steps })
    this.pending = true
  }

  drawSeed(): void {
    const drawn = Math.floor(Math.random() * largestDrawnSeed)
    this.seed = drawn === this.seed ? drawn + 1 : drawn
    this.request()
  }

  setSteps(steps: number): void {
    this.steps = steps
    this.request()
  }
}
