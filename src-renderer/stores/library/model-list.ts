/** What of the library a person wants to see, and in which order. */
import type { ModelEntry, ModelKind } from '../../../src-main/contract/calls'

export const sortOrders = ['problem', 'name', 'size'] as const
export type SortOrder = (typeof sortOrders)[number]

export interface ModelFilter {
  /** Undefined shows all. */
  readonly problem: string | undefined
  readonly kind: ModelKind | undefined
  /** Part of an identifier. */
  readonly search: string
  readonly sort: SortOrder
}

export const everything: ModelFilter = { problem: undefined, kind: undefined, search: '', sort: 'problem' }

const kindOrder: readonly ModelKind[] = ['student', 'teacher', 'baseline']

export function shownModels(models: readonly ModelEntry[], filter: ModelFilter): ModelEntry[] {
  const wanted = filter.search.trim().toLowerCase()
  return models
    .filter(({ problem }) => filter.problem === undefined || problem === filter.problem)
    .filter(({ kind }) => filter.kind === undefined || kind === filter.kind)
    .filter(({ id }) => id.includes(wanted))
    .toSorted(comparators[filter.sort])
}

const byName = (a: ModelEntry, b: ModelEntry): number => a.id.localeCompare(b.id)

const comparators: Readonly<Record<SortOrder, (a: ModelEntry, b: ModelEntry) => number>> = {
  /** Of each problem the model in use first, then students, teachers, baselines. */
  problem: (a, b) =>
    a.problem.localeCompare(b.problem) ||
    Number(b.inUse) - Number(a.inUse) ||
    kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind) ||
    byName(a, b),
  name: byName,
  size: (a, b) => b.diskBytes - a.diskBytes || byName(a, b),
}

/** A name like `id` that no model has: `mine`, `mine-2`, `mine-3`. */
export function freeName(id: string, taken: readonly string[]): string {
  const stem = id.replace(/-\d+$/, '').slice(0, 60)
  let name = id
  for (let count = 2; taken.includes(name); count += 1) name = `${stem}-${count}`
  return name
}

/** As the engine takes it for the identifier of a model. */
export const isModelName = (name: string): boolean => /^[a-z0-9][a-z0-9-]{0,63}$/.test(name)
