import type { ContractError } from '../../../src-main/contract/calls'
import type { BrokenSession, Session, SessionSummary } from '../../../src-main/contract/session'
import { sessionNameSchema } from '../../../src-main/contract/session'
import { engineError } from '../../stores/engine-error'
import { Recoveries } from '../../stores/session/recoveries.svelte'
import { UnknownProblem, type WindowSession } from '../../stores/session/session.svelte'
import { SessionShelf } from '../../stores/session/shelf.svelte'
import type { Workspace } from '../../stores/workspace.svelte'
import { words } from '../../text/words.svelte'
import { saveFile } from '../solve/save-file'

type Task = () => Promise<void> | void

/** What has to be decided before anything else. */
export type Question =
  /** Unsaved work stands in the way of `then`. */
  | { readonly kind: 'unsaved'; readonly then: Task }
  | { readonly kind: 'delete'; readonly session: Pick<SessionSummary, 'id' | 'name'> }

/** What a person does with sessions, from the first click through every question to what is said at the end. */
export class SessionFlow {
  readonly session: WindowSession
  readonly shelf: SessionShelf
  readonly recoveries: Recoveries
  dialog = $state<'save' | 'open'>()
  question = $state.raw<Question>()
  /** What went wrong, in the words of who asked for it. */
  failure = $state.raw<{ readonly title: string; readonly error: ContractError }>()
  /** The session is being written, read or deleted. */
  busy = $state(false)
  /** Name in the save dialog. */
  name = $state('')
  /** The session at hand was found to have been saved elsewhere. */
  changedElsewhere = $state(false)
  readonly #workspace: Workspace
  /** What is to happen once the work is saved. */
  #then: Task | undefined

  constructor(workspace: Workspace) {
    this.#workspace = workspace
    this.session = workspace.session
    this.shelf = new SessionShelf(workspace.engine)
    this.recoveries = new Recoveries(workspace.engine, this.session)
  }

  /** Why the name in the save dialog cannot be one; undefined where it can. */
  get nameFault(): string | undefined {
    if (sessionNameSchema.safeParse(this.name).success) return undefined
    const text = words().session.save
    return this.name.trim() === '' ? text.empty : text.tooLong
  }

  /** Another session of the name in the save dialog. */
  get replaced(): SessionSummary | undefined {
    const standing = this.shelf.named(this.name)
    return standing?.name === this.session.savedAs?.name && !this.changedElsewhere ? undefined : standing
  }

  begin(): void {
    this.#guarded(() => this.session.begin())
  }

  /** Shows the saved sessions. */
  browse(): void {
    this.dialog = 'open'
    void this.shelf.look()
  }

  open(id: string): void {
    this.#guarded(() => this.#take(words().session.failed.open, () => this.shelf.read(id)))
  }

  /** Saves under the name that the session has, or asks for one. */
  save(): void {
    const { savedAs } = this.session
    if (savedAs) void this.#write(savedAs.name, savedAs.savedAt)
    else this.saveAs()
  }

  saveAs(then?: Task): void {
    this.#then = then
    this.name = this.session.savedAs?.name ?? ''
    this.changedElsewhere = false
    this.dialog = 'save'
    void this.shelf.look()
  }

  /** Confirms the save dialog. */
  confirmName(): void {
    if (this.nameFault !== undefined || this.busy) return
    const name = this.name.trim()
    const { savedAs } = this.session
    void this.#write(name, this.replaced?.savedAt ?? (savedAs?.name === name ? savedAs.savedAt : null))
  }

  /** A dialog that has given way to another is closed already. */
  closeDialog(name: 'save' | 'open'): void {
    if (this.dialog !== name) return
    this.dialog = undefined
    this.failure = undefined
    this.#then = undefined
  }

  /** Answers the question whether unsaved work is saved first. */
  async answerUnsaved(answer: 'save' | 'discard' | 'cancel'): Promise<void> {
    const { question } = this
    this.question = undefined
    if (question?.kind !== 'unsaved' || answer === 'cancel') return
    if (answer === 'discard') await question.then()
    else if (this.session.savedAs)
      await this.#write(this.session.savedAs.name, this.session.savedAs.savedAt, question.then)
    else this.saveAs(question.then)
  }

  /** Unsaved work that nobody wants to lose unasked: `then` happens after the answer. */
  askBefore(then: Task): void {
    this.question = { kind: 'unsaved', then }
  }

  askDelete(session: Pick<SessionSummary, 'id' | 'name'>): void {
    this.question = { kind: 'delete', session }
  }

  async answerDelete(confirmed: boolean): Promise<void> {
    const { question } = this
    this.question = undefined
    if (question?.kind !== 'delete' || !confirmed) return
    await this.#attempt(words().session.failed.delete, () => this.shelf.delete(question.session.id))
  }

  async export(): Promise<void> {
    const name = this.session.savedAs?.name ?? words().session.untitled
    await this.#attempt(words().session.failed.export, async () => {
      const { client } = this.#workspace.engine
      const file = await client.call('exportSession', { name, work: this.session.work() })
      saveFile(file.fileName, 'application/octet-stream', file.bytes)
    })
  }

  import(files: readonly File[]): void {
    const [file, ...others] = files
    if (!file) return
    const title = words().session.failed.import(file.name)
    if (others.length > 0) {
      this.failure = { title, error: told('session-files', words().session.oneFile) }
      return
    }
    this.#guarded(() =>
      this.#take(title, async () => this.shelf.import(file.name, new Uint8Array(await file.arrayBuffer()))),
    )
  }

  restore(offer: SessionSummary): void {
    this.#guarded(() => this.#attempt(words().session.failed.restore, () => this.recoveries.restore(offer)))
  }

  async discard(offer: Pick<BrokenSession, 'id'>): Promise<void> {
    await this.#attempt(words().session.failed.discard, () => this.recoveries.discard(offer.id))
  }

  #guarded(then: Task): void {
    if (this.session.unsaved) this.askBefore(then)
    else void then()
  }

  async #take(title: string, read: () => Promise<Session>): Promise<void> {
    await this.#attempt(title, async () => {
      const session = await read()
      this.dialog = undefined
      await this.session.open(session)
      this.#say(words().session.open.done(session.name))
    })
  }

  async #write(name: string, replaces: string | null, then = this.#then): Promise<void> {
    this.failure = undefined
    this.busy = true
    try {
      await this.session.save(name, replaces)
      this.dialog = undefined
      this.#then = undefined
      this.#say(words().session.save.done(name))
    } catch (error) {
      const reason = engineError(error)
      if (reason.code !== 'session-exists') {
        this.failure = { title: words().session.failed.save, error: reason }
        return
      }
      // Somebody else has saved it: the dialog says so, and replaces it if that is what is wanted.
      this.saveAs(then)
      this.name = name
      this.changedElsewhere = replaces !== null
      return
    } finally {
      this.busy = false
    }
    await then?.()
  }

  async #attempt(title: string, act: () => Promise<void>): Promise<void> {
    this.failure = undefined
    this.busy = true
    try {
      await act()
    } catch (error) {
      const unknown = error instanceof UnknownProblem
      const reason = unknown
        ? told('session-problem', words().session.unknownProblem(error.problem))
        : engineError(error)
      this.failure = { title, error: reason }
    } finally {
      this.busy = false
    }
  }

  #say(sentence: string): void {
    this.#workspace.workbench?.announcer.say(sentence)
  }
}

function told(code: string, message: string): ContractError {
  return { code, kind: 'usage', message, details: [] }
}
