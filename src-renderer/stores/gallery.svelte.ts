import { SvelteMap } from 'svelte/reactivity'
import type { FieldPayload, ProblemDescription } from '../../src-main/contract/calls'
import type { Engine } from './engine.svelte'
import { workableProblems } from './workable-problems'

/** Of every sample in the gallery, so that it looks the same each time. */
const seed = 7

/** The problems as the gallery shows them, each with a sample of what is sought, drawn when it is first looked at. */
export class Gallery {
  /** By problem; a problem that has none cannot be drawn. */
  readonly samples = new SvelteMap<string, FieldPayload>()
  readonly #engine: Engine
  #drawing = false

  constructor(engine: Engine) {
    this.#engine = engine
  }

  get problems(): readonly ProblemDescription[] {
    return this.#engine.description?.problems ?? []
  }

  /** Students of a problem. */
  models(id: string): number {
    const models = this.#engine.description?.models ?? []
    return models.filter(({ kind, problem }) => kind === 'student' && problem === id).length
  }

  /** Draws the samples that are missing, one after another, so that a slider in between does not wait for all. */
  async draw(): Promise<void> {
    const { description } = this.#engine
    if (this.#drawing || !description) return
    this.#drawing = true
    for (const problem of workableProblems(description)) {
      if (!this.samples.has(problem.id)) await this.#drawOne(problem)
    }
    this.#drawing = false
  }

  async #drawOne({ id, fields }: ProblemDescription): Promise<void> {
    const sought = fields.find(({ role }) => role === 'solution')?.key
    try {
      const sample = await this.#engine.client.call('generate', { problem: id, parameters: {}, seed })
      const field = sample.fields.find(({ key }) => key === sought)
      if (field) this.samples.set(id, field)
    } catch {
      // The gallery goes without this picture; who opens the problem is told why.
    }
  }
}
