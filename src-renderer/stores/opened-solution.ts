import type { ContractError, ResultOf } from '../../src-main/contract/calls'
import { engineError } from './engine-error'
import { Measurements } from './observations/measurements'
import type { Workbench } from './workbench.svelte'
import type { Workspace } from './workspace.svelte'

/** Shows a solution of the history, with everything set as it was when it was made. */
function showOpened(workbench: Workbench, opened: ResultOf<'openSolution'>): void {
  const { sampling, observations, reconstruction, display } = workbench
  const { parameters, seed, steps, samples, refine, noise, observations: table, observationFile } = opened.request
  sampling.restore({ parameters, seed, steps })
  observations.clear()
  if (table.value.length > 0) observations.file = new Measurements(observationFile, table)
  reconstruction.samples = samples
  reconstruction.refine = refine
  reconstruction.noiseKind = noise.kind
  if (noise.kind === 'assumed') reconstruction.noiseLevel = noise.level
  reconstruction.adopt(opened)
  display.show('solution')
}

/** Opens a solution of the history and leads to it; resolves to why it cannot be opened. */
export async function openFromHistory(
  workspace: Workspace,
  solutionId: string,
  view: 'solve' | 'report',
): Promise<ContractError | undefined> {
  try {
    const opened = await workspace.engine.client.call('openSolution', { solutionId })
    const { problem } = opened.request
    const workbench = workspace.workbenchOf(problem)
    if (!workbench) {
      const message = `there is no model for ${problem}`
      return { code: 'model-not-found', kind: 'model', message, details: [] }
    }
    showOpened(workbench, opened)
    workspace.choose(problem)
    workspace.view = view
    return undefined
  } catch (error) {
    return engineError(error)
  }
}
