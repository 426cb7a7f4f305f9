import type { ContractError, HistoryEntry, HistoryList } from '../../src-main/contract/calls'
import type { Engine } from './engine.svelte'
import { engineError } from './engine-error'

/** By what the entries are ordered; pinned ones come first in each. */
export const historyOrders = ['newest', 'oldest', 'name', 'problem', 'residual', 'error', 'size'] as const
export type HistoryOrder = (typeof historyOrders)[number]

type Comparison = (a: HistoryEntry, b: HistoryEntry) => number

const comparisons: Readonly<Record<HistoryOrder, Comparison>> = {
  newest: (a, b) => b.createdAt.localeCompare(a.createdAt),
  oldest: (a, b) => a.createdAt.localeCompare(b.createdAt),
  name: (a, b) => a.name.localeCompare(b.name),
  problem: (a, b) => a.problem.localeCompare(b.problem),
  residual: (a, b) => a.figures.residual - b.figures.residual,
  error: (a, b) => a.figures.solutionError - b.figures.solutionError,
  size: (a, b) => b.bytes - a.bytes,
}

/** What was deleted and can be brought back. */
export interface Removed {
  readonly solutionId: string
  readonly name: string
}

/** Why something could not be done, and what it was about. */
export interface HistoryFailure {
  readonly kind: 'open' | 'change'
  readonly name: string
  readonly error: ContractError
}

/** The reconstructions that were made before: which of them are shown, which is chosen, what is done to them. */
export class History {
  /** The last list that was read; stays while another is on its way, and when that fails. */
  list = $state.raw<HistoryList>()
  error = $state.raw<ContractError>()
  failure = $state.raw<HistoryFailure>()
  /** Identifier of a problem; empty for all. */
  problem = $state('')
  search = $state('')
  order = $state<HistoryOrder>('newest')
  selectedId = $state<string>()
  /** At most two. */
  compared = $state.raw<readonly string[]>([])
  /** The latest last. */
  removed = $state.raw<readonly Removed[]>([])
  readonly entries: readonly HistoryEntry[] = $derived(this.list?.entries ?? [])
  readonly shown: readonly HistoryEntry[] = $derived.by(() => this.#arranged())
  readonly selected: HistoryEntry | undefined = $derived(
    this.shown.find(({ solutionId }) => solutionId === this.selectedId),
  )
  readonly pair: readonly HistoryEntry[] = $derived(
    this.compared.flatMap((id) => this.entries.filter(({ solutionId }) => solutionId === id)),
  )
  readonly #engine: Engine
  readonly #wordsOf: (entry: HistoryEntry) => string
  #latest = 0

  /** `wordsOf` gives what of an entry can be searched for, in the language in use. */
  constructor(engine: Engine, wordsOf: (entry: HistoryEntry) => string) {
    this.#engine = engine
    this.#wordsOf = wordsOf
  }

  /** Reads the list; a later call overtakes an earlier one. */
  async refresh(): Promise<void> {
    this.#latest += 1
    const ticket = this.#latest
    try {
      const list = await this.#engine.client.call('history', {})
      if (ticket !== this.#latest) return
      this.list = list
      this.error = undefined
    } catch (error) {
      if (ticket === this.#latest) this.error = engineError(error)
    }
  }

  async rename({ solutionId, name: former }: HistoryEntry, name: string): Promise<void> {
    const trimmed = name.trim()
    if (trimmed === '' || trimmed === former) return
    await this.#change(former, async () => {
      const { entry } = await this.#engine.client.call('renameSolution', { solutionId, name: trimmed })
      this.#replace(entry)
    })
  }

  async pin({ solutionId, name, pinned }: HistoryEntry): Promise<void> {
    await this.#change(name, async () => {
      const { entry } = await this.#engine.client.call('pinSolution', { solutionId, pinned: !pinned })
      this.#replace(entry)
    })
  }

  async remove({ solutionId, name }: Removed): Promise<void> {
    const at = this.shown.findIndex((entry) => entry.solutionId === solutionId)
    await this.#change(name, async () => {
      await this.#engine.client.call('removeSolution', { solutionId })
      this.removed = [...this.removed, { solutionId, name }]
      this.compared = this.compared.filter((id) => id !== solutionId)
      if (this.selectedId === solutionId) this.selectedId = (this.shown[at + 1] ?? this.shown[at - 1])?.solutionId
      await this.refresh()
    })
  }

  /** Brings back what was deleted last; resolves to its name. */
  async undoRemove(): Promise<string | undefined> {
    const last = this.removed.at(-1)
    if (!last) return undefined
    return this.#change(last.name, async () => {
      await this.#engine.client.call('restoreSolution', { solutionId: last.solutionId })
      this.removed = this.removed.filter((one) => one !== last)
      await this.refresh()
      this.selectedId = last.solutionId
      return last.name
    })
  }

  /** What was deleted stays so. */
  forgetRemoved(): void {
    this.removed = []
  }

  /** Puts an entry beside another, in place of the one that was chosen first; or takes it away. */
  compare(solutionId: string): void {
    this.compared = this.compared.includes(solutionId)
      ? this.compared.filter((id) => id !== solutionId)
      : [...this.compared.slice(-1), solutionId]
  }

  /** Does something to an entry; what stands in its way is told with its name. */
  async #change<T>(name: string, act: () => Promise<T>): Promise<T | undefined> {
    try {
      this.failure = undefined
      return await act()
    } catch (error) {
      this.failure = { kind: 'change', name, error: engineError(error) }
      return undefined
    }
  }

  #replace(entry: HistoryEntry): void {
    if (!this.list) return
    const entries = this.list.entries.map((one) => (one.solutionId === entry.solutionId ? entry : one))
    this.list = { ...this.list, entries }
  }

  #arranged(): readonly HistoryEntry[] {
    const wanted = this.search.toLowerCase().split(/\s+/).filter(Boolean)
    const compare = comparisons[this.order]
    return this.entries
      .filter(({ problem }) => this.problem === '' || problem === this.problem)
      .filter((entry) => {
        const text = this.#wordsOf(entry).toLowerCase()
        return wanted.every((word) => text.includes(word))
      })
      .toSorted((a, b) => Number(b.pinned) - Number(a.pinned) || compare(a, b) || comparisons.newest(a, b))
  }
}
