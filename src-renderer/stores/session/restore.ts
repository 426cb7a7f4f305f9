import type { Workbench } from '../workbench.svelte'
import type { Workspace } from '../workspace.svelte'
import { captureWindow, type ProblemState, type WindowState } from './state'

/**
 * Sets a problem as it was. Results are no part of it: the reconstruction that is there stays, and is not shown where
 * there is none.
 */
function restoreProblem({ sampling, observations, reconstruction, display }: Workbench, state: ProblemState): void {
  sampling.restore(state)
  const file = state.observations ?? undefined
  if (observations.file !== file) {
    observations.clear()
    observations.file = file
  }
  reconstruction.samples = state.samples
  reconstruction.refine = state.refine
  reconstruction.noiseKind = state.noiseKind
  reconstruction.noiseLevel = state.noiseLevel
  const { solution } = reconstruction
  display.show(state.source === 'solution' && !solution ? 'sample' : state.source)
  display.selectField(state.field)
  // The clock goes on from where it is.
  display.set({ ...state.settings, time: display.settings.time })
  if (solution && solution.solutionId === state.solutionId && state.choice) solution.views.choose(state.choice)
}

/** Sets everything as it was, where it differs; problems that have been opened since stay as they are. */
export function restoreWindow(workspace: Workspace, state: WindowState): void {
  const current = captureWindow(workspace, state)
  for (const [id, wanted] of Object.entries(state.problems)) {
    const workbench = workspace.workbenchOf(id)
    if (workbench && current?.problems[id] !== wanted) restoreProblem(workbench, wanted)
  }
  if (current?.problem !== state.problem) workspace.choose(state.problem)
}
