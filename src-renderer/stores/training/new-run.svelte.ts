import { runName, type RequestOf, type RunSummary, type TeacherChoice } from '../../../src-main/contract/calls'
import { words } from '../../text/words.svelte'

export type StartRequest = RequestOf<'startTraining'>
type Combination = StartRequest['combination']

/** What is set for the next run. It begins as the recipe of the chosen teacher's shipped student. */
export class NewRun {
  teacher = $state.raw<TeacherChoice>()
  /** Number of sampling steps that the student is to serve at most. */
  maximumSteps = $state(1)
  /** Updates of the generator. */
  updates = $state(1)
  guidance = $state(0)
  combination = $state<Combination>('conflict-free')
  seed = $state(1)
  /** What somebody typed as a name; undefined while the suggested one stands. */
  typedName = $state<string>()
  readonly #taken: () => readonly string[]

  /** `taken` gives the names that runs and models have. */
  constructor(taken: () => readonly string[]) {
    this.#taken = taken
  }

  get name(): string {
    return this.typedName ?? this.suggestedName
  }

  /** The first free of `darcy-64-k2`, `darcy-64-k2-2`, ... */
  get suggestedName(): string {
    if (!this.teacher) return ''
    const base = `${this.teacher.problem}-${this.teacher.gridSize}-k${this.maximumSteps}`
    const taken = this.#taken()
    for (let number = 1; ; number += 1) {
      const name = number === 1 ? base : `${base}-${number}`
      if (!taken.includes(name)) return name
    }
  }

  /** What is wrong with the name; undefined when nothing is. */
  get nameFault(): string | undefined {
    if (this.name === '') return words().train.form.nameNeeded
    if (!runName.safeParse(this.name).success) return words().train.form.nameRule
    return this.#taken().includes(this.name) ? words().train.form.nameTaken : undefined
  }

  /** Something differs from the recipe of the shipped student. */
  get changed(): boolean {
    const recipe = this.teacher?.recipe
    if (!recipe) return false
    return (
      recipe.maximumSteps !== this.maximumSteps ||
      recipe.steps !== this.updates ||
      recipe.guidance !== this.guidance ||
      recipe.combination !== this.combination ||
      recipe.seed !== this.seed
    )
  }

  /** Takes a teacher with its recipe. The same teacher again leaves what was set since. */
  choose(teacher: TeacherChoice): void {
    const same = this.teacher?.id === teacher.id
    this.teacher = teacher
    if (!same) this.reset()
  }

  /** Back to the recipe. */
  reset(): void {
    const recipe = this.teacher?.recipe
    if (!recipe) return
    this.maximumSteps = recipe.maximumSteps
    this.updates = recipe.steps
    this.guidance = recipe.guidance
    this.combination = recipe.combination
    this.seed = recipe.seed
  }

  /** The call that starts it; undefined while something is missing or wrong. */
  get request(): StartRequest | undefined {
    if (!this.teacher?.recipe || this.nameFault !== undefined) return undefined
    const { name, updates: steps, maximumSteps, guidance, combination, seed } = this
    return { teacher: this.teacher.id, name, steps, maximumSteps, guidance, combination, seed }
  }

  /** The run has been started: the next one needs another name. */
  started({ name }: RunSummary): void {
    if (this.typedName === name) this.typedName = undefined
  }
}
