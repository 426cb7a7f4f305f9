import type { ContractError, EngineClient, ProblemDescription } from '../../src-main/contract/calls'
import type { ViewName } from '../../src-main/contract/session'
import { Engine } from './engine.svelte'
import { engineError } from './engine-error'
import { WindowSession } from './session/session.svelte'
import { Settings } from './settings.svelte'
import { Training } from './training/training.svelte'
import { workableProblems } from './workable-problems'
import { Workbench } from './workbench.svelte'

export type { ViewName }

/** The whole window: which view is shown, the problem under work, and what was left on every other. */
export class Workspace {
  readonly engine: Engine
  readonly training: Training
  readonly settings: Settings
  readonly session: WindowSession
  view = $state<ViewName>('solve')
  problems = $state.raw<readonly ProblemDescription[]>([])
  workbench = $state.raw<Workbench>()
  /** Why another model was not taken into use. */
  modelError = $state.raw<ContractError>()
  readonly #reducedMotion: boolean
  /** Made once for each problem: what is set there outlives every restart of the engine and every change of problem. */
  readonly workbenches: Record<string, Workbench> = {}

  constructor(client: EngineClient, reducedMotion: boolean) {
    this.engine = new Engine(client)
    this.training = new Training(this.engine)
    this.settings = new Settings(client)
    this.session = new WindowSession(this)
    this.#reducedMotion = reducedMotion
    this.engine.onReturn(() => void this.open())
  }

  /** Asks what the engine offers, and opens the first problem that can be worked on if none is open yet. */
  async open(): Promise<void> {
    const offered = await this.engine.describe()
    if (!offered) return
    this.problems = workableProblems(offered)
    const [first] = this.problems
    if (first && !this.workbench) this.choose(first.id)
    this.training.open()
  }

  choose(id: string): void {
    const workbench = this.workbenchOf(id)
    if (!workbench) return
    this.modelError = undefined
    this.workbench = workbench
  }

  /** What is set for a problem, whether it is before one's eyes or not; undefined where it cannot be worked on. */
  workbenchOf(id: string): Workbench | undefined {
    const problem = this.problems.find((candidate) => candidate.id === id)
    if (!problem) return undefined
    return (this.workbenches[id] ??= new Workbench(this.engine, problem, this.#reducedMotion))
  }

  /** Takes another student of its problem into use. */
  async useModel(id: string): Promise<void> {
    try {
      await this.engine.client.call('useModel', { id })
      this.modelError = undefined
      await this.engine.describe()
    } catch (error) {
      this.modelError = engineError(error)
    }
  }
}
