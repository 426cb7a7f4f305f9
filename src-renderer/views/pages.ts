import type { Component } from 'svelte'
import type { Workspace } from '../stores/workspace.svelte'
import HistoryView from './history/HistoryView.svelte'
import LibraryView from './library/LibraryView.svelte'
import ReportView from './report/ReportView.svelte'
import TrainView from './train/TrainView.svelte'

interface PageProps {
  workspace: Workspace
  /** It is before one's eyes: it takes the keys and asks for news. */
  active: boolean
}

/** The views beside Solve, in their order. One is built when it is first looked at, and kept, with all that was set in it. */
export const pages = {
  train: TrainView,
  library: LibraryView,
  report: ReportView,
  history: HistoryView,
} satisfies Record<string, Component<PageProps>>

/** The key that leads to each view. */
export const viewKeys = { solve: 'S', train: 'T', library: 'B', report: 'Y', history: 'H' } as const
