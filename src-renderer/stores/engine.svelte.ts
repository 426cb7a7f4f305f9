import type { ContractError, EngineClient, ResultOf } from '../../src-main/contract/calls'
import { inOwnWords } from '../text/engine-names'
import { diagnosis } from './diagnosis'
import { engineError } from './engine-error'

export type EngineDescription = ResultOf<'describe'>
type Connection = 'ready' | 'lost' | 'restarting'

/** Two losses within this time are no accident. */
const unsteadyWithinMs = 60_000

/** What the engine offers, and whether it is there. */
export class Engine {
  readonly client: EngineClient
  description = $state.raw<EngineDescription>()
  error = $state.raw<ContractError>()
  state = $state<Connection>('ready')
  /** It was lost twice within a minute, and whoever sees it should do something about it. */
  unsteady = $state(false)
  #lastLoss = -Infinity
  readonly #returned: (() => void)[] = []

  constructor(client: EngineClient) {
    this.client = client
    client.onState((state) => {
      const back = state === 'ready' && this.state !== 'ready'
      if (state === 'lost') this.#noteLoss()
      this.state = state
      if (!back) return
      for (const returned of this.#returned) returned()
    })
  }

  #noteLoss(): void {
    const now = performance.now()
    if (now - this.#lastLoss < unsteadyWithinMs) this.unsteady = true
    this.#lastLoss = now
  }

  /** Calls `listener` each time the engine is back after a loss. */
  onReturn(listener: () => void): void {
    this.#returned.push(listener)
  }

  async describe(): Promise<EngineDescription | undefined> {
    try {
      const described = await this.client.call('describe', {})
      this.description = { ...described, problems: described.problems.map(inOwnWords) }
      this.error = undefined
      const { version, providers } = this.description
      const selected = providers.find(({ state }) => state === 'selected')
      Object.assign(diagnosis, { version, provider: selected?.name })
    } catch (error) {
      this.error = engineError(error)
    }
    return this.description
  }
}
