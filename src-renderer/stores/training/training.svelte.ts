import type { ContractError, RunSummary, TeacherChoice } from '../../../src-main/contract/calls'
import { Announcer } from '../announcer.svelte'
import type { Engine } from '../engine.svelte'
import { engineError } from '../engine-error'
import { Poll } from '../poll'
import { Comparison } from './comparison.svelte'
import { NewRun } from './new-run.svelte'
import { RunHistory } from './run-history.svelte'
import { hasModel, isLive, type RunAction } from './run-states'
import { words } from '../../text/words.svelte'

/** How long after an answer the engine is asked again while a run is at work: with the view before one's eyes, and without. */
const watchedPauseMs = 1000
const unwatchedPauseMs = 5000

/** An action on a run that the engine refused. */
export interface RefusedAction {
  readonly action: RunAction
  readonly error: ContractError
}

const callOf = {
  pause: 'pauseTraining',
  resume: 'resumeTraining',
  cancel: 'cancelTraining',
  promote: 'promoteTraining',
} as const

/** The teachers and the runs of this machine: what the training view shows and does. */
export class Training {
  readonly engine: Engine
  readonly announcer = new Announcer()
  readonly newRun: NewRun
  teachers = $state.raw<readonly TeacherChoice[]>([])
  /** The latest first. */
  runs = $state.raw<readonly RunSummary[]>([])
  /** The list has been read at least once. */
  listed = $state(false)
  listError = $state.raw<ContractError>()
  starting = $state(false)
  startError = $state.raw<ContractError>()
  /** Why the curves of the selected run cannot be read. */
  statusError = $state.raw<ContractError>()
  /** The action under way, by run. */
  readonly acting = $state<Record<string, RunAction>>({})
  readonly refused = $state<Record<string, RefusedAction>>({})
  #selectedId = $state<string>()
  readonly selected: RunSummary | undefined = $derived.by(
    () => this.runs.find(({ id }) => id === this.#selectedId) ?? this.runs[0],
  )
  readonly #histories: Record<string, RunHistory> = {}
  readonly #comparisons: Record<string, Comparison> = {}
  readonly #poll = new Poll(
    () => this.#refresh(),
    () => this.#pause(),
  )
  #watched = false

  constructor(engine: Engine) {
    this.engine = engine
    this.newRun = new NewRun(() => [
      ...this.runs.map(({ name }) => name),
      ...(engine.description?.models.map(({ id }) => id) ?? []),
    ])
    engine.onReturn(() => this.#poll.wake())
  }

  /** The run that is at work; where there are several, the latest. */
  get live(): RunSummary | undefined {
    return this.runs.find(isLive)
  }

  /** Reads the list once, so that a run that outlived the app is known before anybody looks. */
  open(): void {
    this.#poll.wake()
  }

  /** The view comes before one's eyes, or leaves them. */
  watch(watched: boolean): void {
    this.#watched = watched
    if (watched) this.#poll.wake()
  }

  select(id: string): void {
    this.#selectedId = id
    this.#poll.wake()
  }

  history(id: string): RunHistory {
    return (this.#histories[id] ??= new RunHistory(id, this.engine.client))
  }

  comparison(id: string): Comparison {
    return (this.#comparisons[id] ??= new Comparison(id, this.engine.client))
  }

  async start(): Promise<void> {
    const request = this.newRun.request
    if (!request || this.starting) return
    this.starting = true
    this.startError = undefined
    try {
      const { run } = await this.engine.client.call('startTraining', request)
      this.runs = [run, ...this.runs.filter(({ id }) => id !== run.id)]
      this.newRun.started(run)
      this.announcer.say(words().train.said.started(run.name))
      this.select(run.id)
    } catch (error) {
      this.startError = engineError(error)
      this.announcer.say(words().train.said.notStarted)
    } finally {
      this.starting = false
    }
  }

  /** True when the engine has done it. */
  async act(action: RunAction, { id, name }: RunSummary): Promise<boolean> {
    if (this.acting[id]) return false
    this.acting[id] = action
    delete this.refused[id]
    try {
      if (action === 'discard') {
        await this.engine.client.call('discardTraining', { run: id })
        this.#forget(id)
        this.announcer.say(words().train.said.discarded(name))
      } else {
        const { run } = await this.engine.client.call(callOf[action], { run: id })
        this.#put(run)
        this.announcer.say(`${name}: ${words().train.stateWithin(run.state)}`)
      }
      // Which model is in use may have changed with either.
      if (action === 'promote' || action === 'discard') await this.engine.describe()
      return true
    } catch (error) {
      this.refused[id] = { action, error: engineError(error) }
      this.announcer.say(words().train.said.refused(name))
      return false
    } finally {
      delete this.acting[id]
      this.#poll.wake()
    }
  }

  dismissRefused(id: string): void {
    delete this.refused[id]
  }

  #pause(): number | undefined {
    if (this.engine.state !== 'ready' || !this.live) return undefined
    return this.#watched ? watchedPauseMs : unwatchedPauseMs
  }

  async #refresh(): Promise<void> {
    try {
      const { teachers, runs } = await this.engine.client.call('listTraining', {})
      const former = this.runs
      this.teachers = teachers
      this.runs = runs
      this.listed = true
      this.listError = undefined
      this.#chooseTeacher()
      this.#tellOfChanges(former)
    } catch (error) {
      this.listError = engineError(error)
      return
    }
    if (this.#watched && this.selected) await this.#follow(this.selected)
  }

  /** The chosen teacher as it is listed; the first that a student can be trained from where it is gone. */
  #chooseTeacher(): void {
    const usable = this.teachers.filter(({ recipe }) => recipe !== null)
    const teacher = this.teachers.find(({ id }) => id === this.newRun.teacher?.id) ?? usable[0] ?? this.teachers[0]
    if (teacher) this.newRun.choose(teacher)
  }

  async #follow(run: RunSummary): Promise<void> {
    try {
      this.#put(await this.history(run.id).update())
      this.statusError = undefined
    } catch (error) {
      this.statusError = engineError(error)
    }
  }

  /** Says what became of a run that was at work the last time. */
  #tellOfChanges(former: readonly RunSummary[]): void {
    for (const { id, name, state } of this.runs) {
      const before = former.find((run) => run.id === id)
      if (!before || !isLive(before) || isLive({ state })) continue
      this.announcer.say(`${name}: ${words().train.stateWithin(state)}`)
      if (hasModel({ state })) void this.engine.describe()
    }
  }

  #put(run: RunSummary): void {
    this.runs = this.runs.map((known) => (known.id === run.id ? run : known))
  }

  #forget(id: string): void {
    this.runs = this.runs.filter((run) => run.id !== id)
    delete this.#histories[id]
    delete this.#comparisons[id]
  }
}
