/** What a person has set in a window, as a value that never changes: each change gives another, which shares the rest. */
import type { ViewSettings } from '../../../src-main/contract/view-settings'
import type { Source } from '../display.svelte'
import type { Measurements } from '../observations/measurements'
import type { ViewChoice } from '../solution-views.svelte'
import type { Workbench } from '../workbench.svelte'
import type { Workspace } from '../workspace.svelte'
import { differences, shared, type Difference } from './values'

export interface ProblemState {
  readonly parameters: Readonly<Record<string, number>>
  readonly seed: number
  /** Sampling steps that were chosen, whether the model in use serves them or not. */
  readonly steps: number
  readonly samples: number
  readonly refine: boolean
  readonly noiseKind: 'assumed' | 'estimated'
  readonly noiseLevel: number
  readonly observations: Measurements | null
  readonly source: Source
  /** Key of the field that is shown. */
  readonly field: string
  /** What of the reconstruction is looked at. */
  readonly choice: ViewChoice | null
  readonly settings: ViewSettings
  /** The reconstruction that is there: a result, which belongs to a session but is no step to undo. */
  readonly solutionId: string | null
}

export interface WindowState {
  /** The problem under work. */
  readonly problem: string
  /** By problem, those that have been opened in this window. */
  readonly problems: Readonly<Record<string, ProblemState>>
}

/** Everything set for a problem; reads what it depends on, so that an effect follows it. */
export function stateOf({ sampling, observations, reconstruction, display }: Workbench): ProblemState {
  const { solution } = reconstruction
  return {
    parameters: { ...sampling.parameters },
    seed: sampling.seed,
    steps: sampling.chosenSteps,
    samples: reconstruction.samples,
    refine: reconstruction.refine,
    noiseKind: reconstruction.noiseKind,
    noiseLevel: reconstruction.noiseLevel,
    observations: observations.file ?? null,
    source: display.source,
    field: display.chosenField,
    choice: solution?.views.choice ?? null,
    settings: display.settings,
    solutionId: solution?.solutionId ?? null,
  }
}

/** Undefined before there is a problem. What is as in `former` is the same object as there. */
export function captureWindow({ workbench, workbenches }: Workspace, former?: WindowState): WindowState | undefined {
  if (!workbench) return undefined
  const problems = Object.entries(workbenches).map(([id, one]) => [id, stateOf(one)] as const)
  const next: WindowState = { problem: workbench.problem.id, problems: Object.fromEntries(problems) }
  return shared(former, next)
}

/** Where the clock of a flow stands is neither a step nor work to keep. */
const clock = 'settings.time'
/** What a reconstruction brings with it when it is there, or goes. */
const broughtBySolution = ['source', 'choice', 'solutionId']

/** What differs for somebody who undoes it. Results are no steps, and neither is a problem that has been opened since. */
export function stepsBetween(before: WindowState, after: WindowState): readonly Difference[] {
  return differencesBetween(before, after, (former, state) =>
    former.solutionId === state.solutionId ? [clock] : [clock, ...broughtBySolution],
  )
}

/** What differs for somebody who saves it; of problems that `before` does not have, from how they were at `first`. */
export function unsavedBetween(
  before: WindowState,
  after: WindowState,
  first: WindowState['problems'],
): readonly Difference[] {
  return differencesBetween({ ...before, problems: { ...first, ...before.problems } }, after, () => [clock])
}

function differencesBetween(
  before: WindowState,
  after: WindowState,
  without: (before: ProblemState, after: ProblemState) => readonly string[],
): Difference[] {
  const problems = Object.entries(after.problems).flatMap(([id, state]) => {
    const former = before.problems[id]
    if (!former || former === state) return []
    const passedOver = without(former, state)
    return differences(former, state)
      .filter(({ path }) => !passedOver.some((name) => path === name || path.startsWith(`${name}.`)))
      .map((difference) => ({ ...difference, path: `${id}.${difference.path}` }))
  })
  const chosen = before.problem === after.problem ? [] : [{ path: 'problem', continuous: false }]
  return [...chosen, ...problems]
}
