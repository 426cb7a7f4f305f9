import { quantileLevels, type SolutionViews, type ViewKind } from '../../stores/solution-views.svelte'

/** The views of an ensemble in their order, as they are called. */
export const viewKinds: readonly { readonly value: ViewKind; readonly label: string; readonly title: string }[] = [
  { value: 'mean', label: 'Mean', title: 'Mean of the samples (V)' },
  {
    value: 'std',
    label: 'Spread',
    title: 'Standard deviation of the samples: how far the sensors leave the field open (V)',
  },
  { value: 'sample', label: 'One sample', title: 'One of the fields that fit the sensors (V)' },
  {
    value: 'quantile',
    label: 'Quantile',
    title: 'The value below which a share of the samples lies, point by point (V)',
  },
]

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
  if (kind === 'sample') {
    return {
      label: 'Sample',
      text: `${member + 1} of ${views.members}`,
      value: member,
      count: views.members,
      go: (to) => views.choose({ member: to }),
    }
  }
  if (kind !== 'quantile') return undefined
  return {
    label: 'Quantile',
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
  const at = viewKinds.findIndex(({ value }) => value === views.choice.kind)
  views.choose({ kind: viewKinds[(at + 1) % viewKinds.length]!.value })
}

/** Refined and raw by turns, where there are both. */
export function otherVersion(views: SolutionViews): void {
  const other = views.versions.find((version) => version !== views.choice.version)
  if (other) views.choose({ version: other })
}
