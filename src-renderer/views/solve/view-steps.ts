import { quantileLevels, type SolutionViews, type ViewKind } from '../../stores/solution-views.svelte'
import { words } from '../../text/words.svelte'

/** The views of an ensemble in their order. */
export const viewKinds = ['mean', 'std', 'sample', 'quantile'] as const satisfies readonly ViewKind[]

/** The views that step through a list: one sample of many, one quantile of several. */
export interface ViewSteps {
  readonly label: string
  readonly text: string
  readonly value: number
  readonly count: number
  go(to: number): void
}

export function stepsOf(views: SolutionViews): ViewSteps | undefined {
  const { kind, member, level } = views.choice
  const text = words().solve.views
  if (kind === 'sample') {
    return {
      label: text.sample,
      text: text.member(member + 1, views.members),
      value: member,
      count: views.members,
      go: (to) => views.choose({ member: to }),
    }
  }
  if (kind !== 'quantile') return undefined
  return {
    label: text.quantile,
    text: `${Math.round(level * 100)} %`,
    value: quantileLevels.findIndex((candidate) => candidate === level),
    count: quantileLevels.length,
    go: (to) => views.choose({ level: quantileLevels[to]! }),
  }
}

/** The next or previous one, by a key. */
export function stepBy(views: SolutionViews, direction: 1 | -1): void {
  const steps = stepsOf(views)
  const to = (steps?.value ?? 0) + direction
  if (steps && to >= 0 && to < steps.count) steps.go(to)
}

export function nextKind(views: SolutionViews): void {
  const at = viewKinds.indexOf(views.choice.kind)
  views.choose({ kind: viewKinds[(at + 1) % viewKinds.length]! })
}

/** Refined and raw by turns, where there are both. */
export function otherVersion(views: SolutionViews): void {
  const other = views.versions.find((version) => version !== views.choice.version)
  if (other) views.choose({ version: other })
}
