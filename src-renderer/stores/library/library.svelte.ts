import {
  ContractFailure,
  type ContractError,
  type ModelCard,
  type ModelEntry,
  type RefusedPackage,
  type RemovedModel,
  type ResultOf,
  type Verification,
} from '../../../src-main/contract/calls'
import { words } from '../../text/words.svelte'
import { Announcer } from '../announcer.svelte'
import type { Engine } from '../engine.svelte'
import { engineError } from '../engine-error'
import { Job } from './job.svelte'
import { everything, freeName, shownModels, type ModelFilter } from './model-list'

export type LibraryAction = 'use' | 'verify' | 'import' | 'export' | 'remove' | 'restore' | 'delete'

/** A file that a person chose or dropped. */
export interface OfferedPackage {
  readonly name: string
  readonly size: number
  load(): Promise<Uint8Array>
}

/** What the engine said of an archive that could not be taken in. */
export interface RefusedImport {
  readonly offered: OfferedPackage
  readonly error: ContractError
  /** An identifier under which it could be taken in, where only its own stands in the way. */
  readonly freeName: string | undefined
}

/** A model that was removed a moment ago. */
export interface Removal extends ResultOf<'removeModel'> {
  readonly id: string
}

/** What verifying a model has shown. */
export type Check =
  | { readonly state: 'sound'; readonly verification: Verification }
  | { readonly state: 'faulty'; readonly error: ContractError }

/** What one message to the engine can carry, see contract/wire.ts. */
const largestImport = 240 * 2 ** 20

/** The model packages of this machine: what the library view shows and does. */
export class Library {
  readonly engine: Engine
  readonly announcer = new Announcer()
  models = $state.raw<readonly ModelEntry[]>([])
  refused = $state.raw<readonly RefusedPackage[]>([])
  removed = $state.raw<readonly RemovedModel[]>([])
  /** Why the file that names the models in use was passed over. */
  damage = $state.raw<ContractError>()
  listed = $state(false)
  listError = $state.raw<ContractError>()
  filter = $state.raw<ModelFilter>(everything)
  card = $state.raw<ModelCard>()
  cardError = $state.raw<ContractError>()
  /** By identifier. */
  readonly checks = $state<Record<string, Check>>({})
  /** The last action that the engine refused, and what it was done to. */
  failed = $state.raw<{ action: LibraryAction; subject: string; error: ContractError }>()
  refusedImport = $state.raw<RefusedImport>()
  imported = $state.raw<ResultOf<'importModel'>>()
  removal = $state.raw<Removal>()
  readonly verifying = new Job()
  readonly importing = new Job()
  readonly exporting = new Job()
  readonly shown: readonly ModelEntry[] = $derived.by(() => shownModels(this.models, this.filter))
  #selectedId = $state<string>()
  readonly selected: ModelEntry | undefined = $derived.by(
    () => this.models.find(({ id }) => id === this.#selectedId) ?? this.shown[0],
  )

  constructor(engine: Engine) {
    this.engine = engine
    engine.onReturn(() => {
      if (this.listed) void this.open()
    })
  }

  /** Reads the list, and the card of the model that is shown. */
  async open(): Promise<void> {
    try {
      const { models, refused, removed, damage } = await this.engine.client.call('listModels', {})
      this.models = models
      this.refused = refused
      this.removed = removed
      this.damage = damage ?? undefined
      this.listed = true
      this.listError = undefined
    } catch (error) {
      this.listError = engineError(error)
      return
    }
    await this.#readCard()
  }

  async select(id: string): Promise<void> {
    this.#selectedId = id
    await this.#readCard()
  }

  /** Shows what is new in the list too: what was left out before is not the whole. */
  show(change: Partial<ModelFilter>): void {
    this.filter = { ...this.filter, ...change }
    if (this.selected && !this.shown.includes(this.selected) && this.shown[0]) void this.select(this.shown[0].id)
  }

  async #readCard(): Promise<void> {
    const wanted = this.selected?.id
    if (wanted === undefined) {
      this.card = undefined
      return
    }
    try {
      const card = await this.engine.client.call('modelCard', { id: wanted })
      if (this.selected?.id !== wanted) return
      this.card = card
      this.cardError = undefined
    } catch (error) {
      if (this.selected?.id !== wanted) return
      this.card = undefined
      this.cardError = engineError(error)
    }
  }

  async use(id: string): Promise<void> {
    await this.#act('use', id, async () => {
      await this.engine.client.call('useModel', { id })
      await this.#changed()
    })
  }

  async verify(id: string): Promise<void> {
    const outcome = await this.verifying.run(id, (options) => this.engine.client.call('verifyModel', { id }, options))
    if (!outcome) return
    if ('result' in outcome) this.checks[id] = { state: 'sound', verification: outcome.result }
    else if (outcome.error.kind === 'model') this.checks[id] = { state: 'faulty', error: outcome.error }
    else this.failed = { action: 'verify', subject: id, error: outcome.error }
    this.#say('result' in outcome ? 'verify' : 'failed', id)
  }

  /** Takes a package in, under `id` where its own identifier is taken. */
  async import(offered: OfferedPackage, id?: string): Promise<void> {
    this.refusedImport = undefined
    this.imported = undefined
    const outcome = await this.importing.run(offered.name, async (options) => {
      if (offered.size > largestImport) throw tooLarge(offered)
      const bytes = await offered.load()
      const request = { fileName: offered.name, bytes, ...(id !== undefined && { id }) }
      return this.engine.client.call('importModel', request, options)
    })
    if (!outcome) return
    if ('error' in outcome) {
      this.refusedImport = { offered, error: outcome.error, freeName: this.#freeNameFor(outcome.error, offered, id) }
      this.#say('failed', offered.name)
      return
    }
    this.imported = outcome.result
    this.#selectedId = outcome.result.id
    this.filter = { ...everything, sort: this.filter.sort }
    this.checks[outcome.result.id] = { state: 'sound', verification: outcome.result.verification }
    await this.#changed()
    this.#say('import', outcome.result.id)
  }

  /** The package as a file to save. */
  async export(id: string): Promise<ResultOf<'exportModel'> | undefined> {
    const outcome = await this.exporting.run(id, (options) => this.engine.client.call('exportModel', { id }, options))
    if (outcome && 'error' in outcome) this.failed = { action: 'export', subject: id, error: outcome.error }
    if (!outcome || 'error' in outcome) return undefined
    this.#say('export', id)
    return outcome.result
  }

  /** Puts a model aside; {@link undoRemoval} has it back. */
  async remove(id: string): Promise<void> {
    await this.#act('remove', id, async () => {
      this.removal = { id, ...(await this.engine.client.call('removeModel', { id })) }
      delete this.checks[id]
      await this.#changed()
    })
  }

  async undoRemoval(): Promise<void> {
    if (this.removal) await this.restore(this.removal, this.removal.wasInUse)
  }

  async restore({ removal, id }: Pick<RemovedModel, 'removal' | 'id'>, use = false): Promise<void> {
    await this.#act('restore', id, async () => {
      await this.engine.client.call('restoreModel', { removal, use })
      if (this.removal?.removal === removal) this.removal = undefined
      this.#selectedId = id
      await this.#changed()
    })
  }

  async deleteRemoved({ removal, id }: RemovedModel): Promise<void> {
    await this.#act('delete', id, async () => {
      await this.engine.client.call('deleteRemoved', { removal })
      if (this.removal?.removal === removal) this.removal = undefined
      await this.open()
    })
  }

  async #act(action: LibraryAction, subject: string, act: () => Promise<void>): Promise<void> {
    this.failed = undefined
    try {
      await act()
      this.#say(action, subject)
    } catch (cause) {
      const error = engineError(cause)
      this.failed = { action, subject, error }
      this.#say('failed', subject)
    }
  }

  /** Other views choose among models too. */
  async #changed(): Promise<void> {
    await Promise.all([this.open(), this.engine.describe()])
  }

  #say(done: LibraryAction | 'failed', subject: string): void {
    this.announcer.say(words().library.announced[done](subject))
  }

  #freeNameFor({ code }: ContractError, { name }: OfferedPackage, id: string | undefined): string | undefined {
    if (code !== 'model-exists') return undefined
    const own =
      id ??
      name
        .replace(/\.zip$/i, '')
        .toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '-')
        .replace(/^-+|-+$/g, '')
    const taken = [...this.models.map((model) => model.id), ...this.refused.map((entry) => entry.name)]
    return freeName(own || 'model', taken)
  }
}

function tooLarge({ name, size }: OfferedPackage): Error {
  return new ContractFailure({
    code: 'package-too-large',
    kind: 'usage',
    message: `the package is too large for the window, at ${name}, expected at most ${largestImport} bytes, received ${size} bytes`,
    details: [`fieldsmith models --import ${name} has no limit`],
  })
}
