import type { Settings } from './settings.svelte'
import type { Workspace } from './workspace.svelte'

export const firstSteps = ['move', 'measure', 'read'] as const
export type FirstStep = (typeof firstSteps)[number]

/** The first steps of a newcomer: shown until they are taken or dismissed, and whenever they are asked for. */
export class FirstSteps {
  open = $state(false)
  done = $state.raw<readonly FirstStep[]>([])
  readonly current: FirstStep | undefined = $derived(firstSteps.find((step) => !this.done.includes(step)))
  readonly #workspace: Workspace
  readonly #settings: Settings
  #offered = false
  /** What the parameters were when one began to watch, by problem. */
  #before: { readonly problem: string; readonly parameters: string } | undefined

  constructor(workspace: Workspace) {
    this.#workspace = workspace
    this.#settings = workspace.settings
  }

  begin(): void {
    this.done = []
    this.#before = undefined
    this.open = true
  }

  /** Shows them, once, where nobody has seen them yet. */
  welcome(): void {
    if (this.#offered) return
    this.#offered = true
    if (!this.#settings.welcomed) this.begin()
  }

  dismiss(): void {
    this.open = false
    if (!this.#settings.welcomed) this.#settings.set({ welcomed: true })
  }

  /** Ticks what the person has done; to be run whenever what it reads changes. */
  watch(): void {
    const { workbench, view } = this.#workspace
    if (!this.open || !workbench) return
    const parameters = JSON.stringify(workbench.sampling.parameters)
    const before = this.#before
    if (before?.problem !== workbench.problem.id) this.#before = { problem: workbench.problem.id, parameters }
    else if (before.parameters !== parameters) this.tick('move')
    if (workbench.observations.file) this.tick('measure')
    if (view === 'report') this.tick('read')
  }

  tick(step: FirstStep): void {
    if (this.open && !this.done.includes(step)) this.done = [...this.done, step]
    if (this.current === undefined && !this.#settings.welcomed) this.#settings.set({ welcomed: true })
  }
}
