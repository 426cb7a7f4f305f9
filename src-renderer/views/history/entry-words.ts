import type { HistoryEntry, ProblemDescription } from '../../../src-main/contract/calls'
import { formatMoment } from '../session/moment'
import { taskName } from '../solve/task-name'

export type Problems = Readonly<Record<string, ProblemDescription>>

/** A problem that this engine does not know keeps its identifier. */
export function problemTitle({ problem }: HistoryEntry, problems: Problems): string {
  return problems[problem]?.title ?? problem
}

/** What was asked: forward, inverse, reconstruction, forecast; empty where nothing was measured. */
export function taskOf({ problem: id, observations, thumbnail }: HistoryEntry, problems: Problems): string {
  const problem = problems[id]
  const observed = Object.keys(observations.byField)
  if (!problem || observed.length === 0) return ''
  const { symbols, extent } = thumbnail.grid
  const times = symbols.y === 't' ? { latest: observations.latest, duration: extent.y } : undefined
  return taskName(problem, observed, times)
}

/** Everything of an entry that can be searched for. */
export function searchedText(entry: HistoryEntry, problems: Problems): string {
  const { name, observations, model, alarms, createdAt, provider } = entry
  const own = [name, observations.file, model.id, provider, ...alarms, formatMoment(createdAt)]
  return [...own, problemTitle(entry, problems), taskOf(entry, problems)].join(' ')
}
