import { untrack } from 'svelte'
import type { ContractError } from '../../../src-main/contract/calls'
import type { ProblemWork, Session, SessionSummary, Work } from '../../../src-main/contract/session'
import { engineError } from '../engine-error'
import type { Workspace } from '../workspace.svelte'
import { Autosave } from './autosave'
import { restoreWindow } from './restore'
import { captureWindow, stepsBetween, unsavedBetween, type ProblemState, type WindowState } from './state'
import { UndoHistory } from './undo-history.svelte'
import { bytesHeld } from './values'
import { problemStateOf, workOf } from './work'

const undoLimits = { steps: 200, bytes: 256 * 1024 * 1024 }
/** What a window sets by itself when it was restored, as ranges that settle, comes within this time: no step. */
const echoMs = 120

/** What a session is called and when it was saved last; undefined while it has no name. */
export interface SavedAs {
  readonly name: string
  readonly savedAt: string
}

/** The work of a window: its undo history, the session it belongs to, and what of it is not saved. */
export class WindowSession {
  savedAs = $state.raw<SavedAs>()
  /** Problems whose reconstruction is no longer kept, so that it has to be made again. */
  lostSolutions = $state.raw<readonly string[]>([])
  /** When unsaved work was last put aside for the case of a crash, and why it could not be. */
  keptAt = $state.raw<string>()
  keepError = $state.raw<ContractError>()
  readonly history = new UndoHistory<WindowState>(undoLimits, bytesHeld)
  /** Something that is set is in no saved session. */
  readonly unsaved: boolean = $derived.by(() => {
    const { present } = this.history
    if (!present) return false
    return this.#saved === undefined || unsavedBetween(this.#saved, present, this.#first).length > 0
  })
  /** Unsaved work that took somebody time: measurements, a result, or changes of a session that has a name. */
  readonly precious: boolean = $derived.by(() => {
    if (!this.unsaved) return false
    const states = Object.values(this.history.present?.problems ?? {})
    return this.savedAs !== undefined || states.some(({ observations, solutionId }) => observations ?? solutionId)
  })
  readonly #workspace: Workspace
  readonly #window = crypto.randomUUID()
  readonly #autosave = new Autosave(() => this.#keep())
  /** How every problem was when it was first opened in this window. */
  #first = $state.raw<WindowState['problems']>({})
  /** What the saved session holds; undefined where that is not known. */
  #saved = $state.raw<WindowState>()
  /** Work on problems that this installation does not have: it goes back into the session as it came. */
  #foreign: Work['problems'] = {}
  /** Reconstructions that could not be opened again, by problem: their names stay in the session. */
  #unopened: Readonly<Record<string, string>> = {}
  #kept = false
  #echoUntil = -Infinity

  constructor(workspace: Workspace) {
    this.#workspace = workspace
    const { engine } = workspace
    this.#attend()
    engine.onReturn(() => {
      this.#attend()
      if (this.unsaved) this.#autosave.touch()
    })
  }

  /** Looks what is set, and takes a change as a step; to be run whenever something changes. */
  observe(): void {
    const seen = captureWindow(
      this.#workspace,
      untrack(() => this.history.present),
    )
    if (seen) untrack(() => this.#take(seen))
  }

  /** A person does something: what changes next is theirs. */
  deed(): void {
    this.#echoUntil = -Infinity
  }

  undo(): void {
    this.#travel(this.history.undo())
  }

  redo(): void {
    this.#travel(this.history.redo())
  }

  /** Everything set, as sessions keep it. */
  work(): Work {
    const { problem, problems } = this.#workspace.workbench ? this.#current() : { problem: '', problems: {} }
    const works = Object.entries(problems).map(([id, state]): [string, ProblemWork] => {
      const solutionId = state.solutionId ?? this.#unopened[id] ?? null
      return [id, { ...workOf(state), solutionId }]
    })
    return { view: this.#workspace.view, problem, problems: { ...this.#foreign, ...Object.fromEntries(works) } }
  }

  /** @throws ContractFailure */
  async save(name: string, replaces: string | null): Promise<SessionSummary> {
    const state = this.#current()
    const summary = await this.#client.call('saveSession', { name, work: this.work(), replaces })
    this.savedAs = { name: summary.name, savedAt: summary.savedAt }
    this.#saved = state
    await this.#settleKept()
    return summary
  }

  /** Begins anew: everything is as it was when the window was opened. */
  async begin(): Promise<void> {
    this.#clearSolutions()
    this.#foreign = {}
    this.#restoreAll(this.#first)
    this.savedAs = undefined
    this.#start()
    await this.#settleKept()
  }

  /**
   * Takes up a session. `saved` is false for work that was never saved as it is.
   *
   * @throws Error where the problem it is about cannot be worked on here
   */
  async open(session: Session, saved = true): Promise<void> {
    const { name, savedAt, basedOn, work } = session
    const known = this.#prepare(work)
    this.#clearSolutions()
    this.#foreign = Object.fromEntries(Object.entries(work.problems).filter(([id]) => !(id in known)))
    this.#restoreAll({ ...this.#first, ...known })
    for (const [id, { settings }] of Object.entries(known)) {
      this.#workspace.workbenchOf(id)?.display.set({ time: settings.time })
    }
    this.#workspace.choose(work.problem)
    this.#workspace.view = work.view
    const since = saved ? savedAt : basedOn
    this.savedAs = name !== '' && since !== null ? { name, savedAt: since } : undefined
    this.#start()
    if (!saved) this.#saved = undefined
    await this.#reopenSolutions(known)
    if (saved) await this.#settleKept()
    else await this.#autosave.flush()
  }

  /** The window goes. What took nobody any time is not offered at the next start. */
  leave(): void {
    if (this.#kept && !this.precious) this.#drop()
  }

  /** Unsaved work is given up. */
  abandon(): void {
    this.#autosave.cancel()
    this.#drop()
  }

  get #client() {
    return this.#workspace.engine.client
  }

  #current(): WindowState {
    return captureWindow(this.#workspace, this.history.present)!
  }

  #take(seen: WindowState): void {
    const { history } = this
    const fresh = Object.entries(seen.problems).filter(([id]) => !(id in this.#first))
    if (fresh.length > 0) this.#first = { ...this.#first, ...Object.fromEntries(fresh) }
    const stillLost = this.lostSolutions.filter((id) => seen.problems[id]?.solutionId === null)
    if (stillLost.length < this.lostSolutions.length) this.lostSolutions = stillLost
    const { present } = history
    if (present === undefined) {
      this.#start()
      return
    }
    if (present === seen) return
    const changes = stepsBetween(present, seen)
    const now = performance.now()
    const echo = now < this.#echoUntil
    if (echo && this.#saved === present) this.#saved = seen
    if (changes.length === 0 || echo) history.amend(seen)
    else history.record(seen, changes, now)
    if (unsavedBetween(present, seen, this.#first).length === 0) return
    if (this.unsaved || this.#kept) this.#autosave.touch()
  }

  /** What is set is the beginning of a history, and saved. */
  #start(): void {
    const state = this.#current()
    this.history.begin(state)
    this.#saved = state
    this.#echoUntil = performance.now() + echoMs
  }

  #travel(state: WindowState | undefined): void {
    if (!state) return
    restoreWindow(this.#workspace, state)
    this.#workspace.view = 'solve'
    this.history.amend(this.#current())
    this.#echoUntil = performance.now() + echoMs
    this.#autosave.touch()
  }

  #restoreAll(problems: WindowState['problems']): void {
    const { problem } = this.#current()
    restoreWindow(this.#workspace, { problem, problems })
  }

  /** States of the session's problems that can be worked on here. */
  #prepare(work: Work): Record<string, ProblemState> {
    const { problems } = this.#workspace
    if (!problems.some(({ id }) => id === work.problem)) throw new UnknownProblem(work.problem)
    const here = problems.filter(({ id }) => id in work.problems)
    // Each is opened first, so that it is known how it was before.
    for (const { id } of here) this.#workspace.workbenchOf(id)
    this.observe()
    return Object.fromEntries(
      here.map((problem) => [
        problem.id,
        problemStateOf(work.problems[problem.id]!, problem, this.#first[problem.id]!),
      ]),
    )
  }

  #clearSolutions(): void {
    this.#unopened = {}
    this.lostSolutions = []
    for (const { reconstruction } of Object.values(this.#workspace.workbenches)) {
      reconstruction.cancel()
      reconstruction.adopt(undefined)
    }
  }

  /** Reconstructions come from the history, if it still has them. */
  async #reopenSolutions(problems: Readonly<Record<string, ProblemState>>): Promise<void> {
    for (const [id, { solutionId, source, choice }] of Object.entries(problems)) {
      const workbench = this.#workspace.workbenchOf(id)
      if (solutionId === null || !workbench) continue
      try {
        const opened = await this.#client.call('openSolution', { solutionId })
        workbench.reconstruction.adopt(opened)
        workbench.display.show(source)
        if (choice) workbench.reconstruction.solution?.views.choose(choice)
      } catch {
        this.#unopened = { ...this.#unopened, [id]: solutionId }
        this.lostSolutions = [...this.lostSolutions, id]
      }
      this.#amendSaved(id)
    }
  }

  /** A result that has come back is what the session holds, whatever else was set meanwhile. */
  #amendSaved(id: string): void {
    const now = this.#current()
    this.history.amend(now)
    const saved = this.#saved
    const held = saved?.problems[id]
    const { solutionId, source, choice } = now.problems[id]!
    if (saved && held) {
      this.#saved = { ...saved, problems: { ...saved.problems, [id]: { ...held, solutionId, source, choice } } }
    }
  }

  #attend(): void {
    // Ends when the connection does; the engine's return begins another.
    this.#client.call('attendWindow', { window: this.#window }).catch(() => undefined)
  }

  /** Puts aside what is not saved; takes it away again once everything is. */
  async #keep(): Promise<void> {
    if (!this.unsaved) {
      if (this.#kept) this.#drop()
      return
    }
    const { name = '', savedAt = null } = this.savedAs ?? {}
    this.#kept = true
    try {
      const request = { window: this.#window, name, basedOn: savedAt, work: this.work() }
      const { savedAt: keptAt } = await this.#client.call('keepRecovery', request)
      this.keptAt = keptAt
      this.keepError = undefined
    } catch (error) {
      this.keepError = engineError(error)
    }
  }

  async #settleKept(): Promise<void> {
    this.#autosave.cancel()
    await this.#keep()
  }

  #drop(): void {
    this.#kept = false
    this.keptAt = undefined
    this.#client.call('dropRecovery', { window: this.#window }).catch(() => undefined)
  }
}

/** A session that is about a problem which this installation cannot work on. */
export class UnknownProblem extends Error {
  readonly problem: string
  constructor(problem: string) {
    super(problem)
    this.problem = problem
  }
}
