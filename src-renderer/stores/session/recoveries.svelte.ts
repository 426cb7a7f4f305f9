import type { BrokenSession, SessionSummary } from '../../../src-main/contract/session'
import type { Engine } from '../engine.svelte'
import type { WindowSession } from './session.svelte'

/** Unsaved work that windows have left which are gone; the latest first, what cannot be read last. */
export class Recoveries {
  offers = $state.raw<readonly SessionSummary[]>([])
  broken = $state.raw<readonly BrokenSession[]>([])
  readonly #engine: Engine
  readonly #session: WindowSession

  constructor(engine: Engine, session: WindowSession) {
    this.#engine = engine
    this.#session = session
  }

  /** Asks once, when the window is opened: later on other windows' work is none of its business. */
  async look(): Promise<void> {
    try {
      const { recoveries, broken } = await this.#engine.client.call('recoveries', {})
      this.offers = recoveries
      this.broken = broken
    } catch {
      // Nothing is lost by that: it is offered at the next start.
    }
  }

  /** @throws ContractFailure, UnknownProblem */
  async restore({ id }: Pick<SessionSummary, 'id'>): Promise<void> {
    const { session } = await this.#engine.client.call('openRecovery', { window: id })
    // It is kept as this window's own before the other's is dropped.
    await this.#session.open(session, false)
    await this.discard(id)
  }

  /** @throws ContractFailure */
  async discard(id: string): Promise<void> {
    await this.#engine.client.call('dropRecovery', { window: id })
    this.offers = this.offers.filter((offer) => offer.id !== id)
    this.broken = this.broken.filter((one) => one.id !== id)
  }
}
