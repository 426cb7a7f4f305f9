import type { ContractError } from '../../../src-main/contract/calls'
import type { BrokenSession, Session, SessionSummary } from '../../../src-main/contract/session'
import type { Engine } from '../engine.svelte'
import { engineError } from '../engine-error'

/** The saved sessions, the latest first. */
export class SessionShelf {
  sessions = $state.raw<readonly SessionSummary[]>([])
  broken = $state.raw<readonly BrokenSession[]>([])
  /** Whether it has been looked at all. */
  known = $state(false)
  error = $state.raw<ContractError>()
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  async look(): Promise<void> {
    try {
      const { sessions, broken } = await this.#engine.client.call('sessions', {})
      this.sessions = sessions
      this.broken = broken
      this.known = true
      this.error = undefined
    } catch (error) {
      this.error = engineError(error)
    }
  }

  named(name: string): SessionSummary | undefined {
    return this.sessions.find((session) => session.name.normalize() === name.trim().normalize())
  }

  /** @throws ContractFailure */
  async read(id: string): Promise<Session> {
    return (await this.#engine.client.call('openSession', { id })).session
  }

  /** @throws ContractFailure */
  async delete(id: string): Promise<void> {
    await this.#engine.client.call('deleteSession', { id })
    await this.look()
  }

  /** @throws ContractFailure */
  async import(fileName: string, bytes: Uint8Array): Promise<Session> {
    const { session } = await this.#engine.client.call('importSession', { fileName, bytes })
    await this.look()
    return session
  }
}
