import type { ContractError, Hardware, Measurement } from '../../../src-main/contract/calls'
import type { Engine } from '../engine.svelte'
import { engineError } from '../engine-error'
import { Job } from './job.svelte'

/** What this machine can do: what the hardware page shows and measures. */
export class Machine {
  readonly engine: Engine
  hardware = $state.raw<Hardware>()
  /** Why the page could not be filled, or a choice not be kept. */
  error = $state.raw<ContractError>()
  reading = $state(false)
  measurement = $state.raw<Measurement>()
  measureError = $state.raw<ContractError>()
  readonly measuring = new Job()

  constructor(engine: Engine) {
    this.engine = engine
    engine.onReturn(() => {
      if (this.hardware) void this.read()
    })
  }

  /** `probe`: every provider is asked again, for what was installed meanwhile. */
  async read(probe = false): Promise<void> {
    this.reading = true
    try {
      this.hardware = await this.engine.client.call('hardware', { probe })
      this.error = undefined
    } catch (error) {
      this.error = engineError(error)
    } finally {
      this.reading = false
    }
  }

  /** Null leaves the choice to the most capable one. */
  async choose(name: string | null): Promise<void> {
    try {
      await this.engine.client.call('chooseProvider', { name })
    } catch (error) {
      this.error = engineError(error)
      return
    }
    await Promise.all([this.read(), this.engine.describe()])
  }

  async measure(model: string): Promise<void> {
    this.measureError = undefined
    const outcome = await this.measuring.run(model, (options) =>
      this.engine.client.call('measureProviders', { model }, options),
    )
    if (!outcome) return
    if ('result' in outcome) this.measurement = outcome.result
    else this.measureError = outcome.error
  }
}
