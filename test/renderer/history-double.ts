/** What an engine has kept, for tests of the history. */
import type { HistoryEntry, HistoryList, ResultOf } from '../../src-main/contract/calls'
import { observationsRead, solutionOf } from './engine-double'
import { payload } from './scene/fields'

const figures = {
  residual: 1e-9,
  floor: 9e-10,
  solutionError: 0.02,
  rmsMisfit: { a: 0.1, u: 2e-4 },
  reducedChiSquare: 1.1,
  totalMs: 5600,
}

type Changes = Partial<Omit<HistoryEntry, 'figures'>> & { readonly figures?: Partial<HistoryEntry['figures']> }

/** An entry that is called `name`, made on that day of November. */
export function entryOf(name: string, day: number, { figures: changed, ...changes }: Changes = {}): HistoryEntry {
  return {
    solutionId: `id-${name}`,
    name,
    pinned: false,
    createdAt: `2026-11-${String(day).padStart(2, '0')}T10:00:00.000Z`,
    version: '1.2.3',
    bytes: 500_000,
    problem: 'darcy',
    model: { id: 'darcy-64-student', sha256: 'ab'.repeat(32) },
    provider: 'cpu',
    parameters: { low: 4, source: 2 },
    seed: 7,
    samples: 8,
    steps: 1,
    refined: true,
    observations: { file: `${name}.csv`, count: 2, byField: { u: 2 }, latest: 0.9 },
    figures: { ...figures, ...changed },
    alarms: [],
    thumbnail: payload(4, 4, (x, y) => x + y),
    ...changes,
  }
}

export function listOf(entries: HistoryEntry[], changes: Partial<HistoryList> = {}): HistoryList {
  return {
    entries,
    damaged: [],
    bytes: 1_000_000,
    limitBytes: 2_000_000_000,
    directory: '/home/me/history',
    ...changes,
  }
}

/** What `openSolution` gives for an entry: the request that it shows. */
export function openedOf(entry: HistoryEntry): ResultOf<'openSolution'> {
  const { parameters, seed, samples, steps, solutionId, name, createdAt } = entry
  const request = {
    problem: entry.problem,
    observations: observationsRead.table,
    observationFile: entry.observations.file,
    ...{ parameters, samples, seed, steps },
    refine: false,
    noise: { kind: 'assumed' as const, level: 0.05 },
  }
  return { ...solutionOf(request), solutionId, name, createdAt, request }
}
