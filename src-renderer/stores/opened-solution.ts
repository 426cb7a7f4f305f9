import type { ResultOf } from '../../src-main/contract/calls'
import { Measurements } from './observations/measurements'
import type { Workbench } from './workbench.svelte'

/** Shows a solution of the history, with everything set as it was when it was made. */
export function showOpened(workbench: Workbench, opened: ResultOf<'openSolution'>): void {
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
