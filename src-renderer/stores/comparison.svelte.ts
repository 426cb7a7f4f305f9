import { formatEntry } from '../components/number-format'
import { colourMaps } from '../scene/colour-map'
import {
  differenceField,
  differenceSize,
  indifference,
  type DifferenceSize,
  type Indifference,
} from '../scene/difference'
import type { FieldView } from '../scene/field-view'
import { automaticRange, joinRanges, type ValueRange } from '../scene/value-range'
import { words } from '../text/words.svelte'
import type { Display } from './display.svelte'
import type { Reconstruction } from './reconstruction.svelte'
import type { Sampling } from './sampling.svelte'
import type { SolutionViews, ViewChoice } from './solution-views.svelte'

/** Something that the second picture may show. */
export interface Companion {
  /** Stable, as the view settings keep it. */
  readonly name: string
  readonly group: 'fields' | 'ensemble' | 'others'
  readonly title: string
  /** Undefined while it is not here. */
  readonly view: FieldView | undefined
  /** The view of the reconstruction that it needs. */
  readonly wanted?: ViewChoice
}

/** The second picture less the first. */
export interface Difference {
  readonly view: FieldView
  readonly range: ValueRange
  readonly size: DifferenceSize
}

/** What stands beside the picture, or is subtracted from it. */
export class Comparison {
  /** A picture that was kept while everything else moves on. */
  pinned = $state.raw<FieldView>()
  // Only what each needs of the settings: they change with every frame while time runs.
  readonly #arrangement = $derived.by(() => this.#display.settings.arrangement)
  readonly #beside = $derived.by(() => this.#display.settings.beside)
  readonly #fixed = $derived.by(() => this.#display.settings.range.kind !== 'automatic')
  readonly choices: readonly Companion[] = $derived.by(() => this.#choicesBeside(this.#display.view))
  /** The chosen one; the nearest at hand where nothing is chosen or the chosen one cannot be had here. */
  readonly chosen: Companion | undefined = $derived.by(() => {
    return this.choices.find(({ name }) => name === this.#beside) ?? this.#ownChoice()
  })
  readonly second: FieldView | undefined = $derived.by(() =>
    this.#arrangement === 'single' ? undefined : this.chosen?.view,
  )
  /** Why there is no difference of both, if that is so. */
  readonly refusal: Indifference | undefined = $derived.by(() => {
    const [first, second] = [this.#display.view, this.chosen?.view]
    return first && second ? indifference(first.field, second.field) : undefined
  })
  readonly difference: Difference | undefined = $derived.by(() => {
    const [first, { second }] = [this.#display.view, this]
    if (this.#arrangement !== 'difference' || !first || !second || this.refusal) return undefined
    const field = differenceField(first.field, second.field)
    const map = colourMaps.balance
    return {
      view: { ...differenceNames(first, second), field, statistic: 'difference', symbol: '', map, fromZero: false },
      range: automaticRange(field.data, map),
      size: differenceSize(first.field, second.field),
    }
  })
  /** What both pictures span: the same where one can be read against the other. */
  readonly ranges: { readonly first: ValueRange; readonly second: ValueRange } = $derived.by(() => {
    const { view, range: held } = this.#display
    const first = held.range
    const { second } = this
    if (!second) return { first, second: first }
    const own = automaticRange(second.field.data, second.map, second.fromZero)
    if (!view || !sameScale(view, second)) return { first, second: own }
    const shared = this.#fixed ? first : joinRanges([first, own])
    return { first: shared, second: shared }
  })
  readonly #display: Display
  readonly #reconstruction: Reconstruction
  readonly #sampling: Sampling

  constructor(display: Display, reconstruction: Reconstruction, sampling: Sampling) {
    this.#display = display
    this.#reconstruction = reconstruction
    this.#sampling = sampling
  }

  /** Keeps the shown picture, to stand beside what comes. */
  pin(): void {
    const { view } = this.#display
    if (!view) return
    const { pinnedQualifier } = words().stage.arrangement.arrange
    this.pinned = {
      ...view,
      qualifier: pinnedQualifier(view.qualifier === '' ? this.#settingsInWords() : view.qualifier),
    }
    this.#display.set({ beside: 'pinned' })
  }

  unpin(): void {
    this.pinned = undefined
  }

  /** Asks for the second picture where it is not here; to be run whenever that changes. */
  fetch(): void {
    if (this.#arrangement === 'single' || !this.chosen?.wanted || this.chosen.view) return
    void this.#views?.want(this.chosen.wanted)
  }

  get #views(): SolutionViews | undefined {
    return this.#reconstruction.solution?.views
  }

  #settingsInWords(): string {
    const { problem, parameters, seed } = this.#sampling
    const values = problem.parameters.map(({ key, symbol }) => `${symbol} = ${formatEntry(parameters[key]!)}`)
    return [...values, `seed ${seed}`].join(', ')
  }

  #choicesBeside(view: FieldView | undefined): readonly Companion[] {
    if (!view) return []
    const text = words().stage.arrangement.arrange
    const { of } = view.field
    const fields = this.#display.views
      .filter(({ field }) => field.of !== of)
      .map((other): Companion => ({ name: `field:${other.field.of}`, group: 'fields', title: other.name, view: other }))
    const inSolution = this.#display.source === 'solution' && this.#views !== undefined
    const [otherSource, otherTitle] = inSolution
      ? (['sample', text.freeSample] as const)
      : (['solution', text.reconstruction] as const)
    const other = this.#display.viewsOf(otherSource).find(({ field }) => field.of === of)
    return [
      ...(inSolution ? this.#ensembleBeside(this.#views!, of) : []),
      ...fields,
      ...(other
        ? [
            {
              name: inSolution ? 'free' : 'reconstruction',
              group: 'others' as const,
              title: otherTitle,
              view: inSolution ? { ...other, qualifier: text.freeQualifier } : other,
            },
          ]
        : []),
      ...(this.pinned
        ? [{ name: 'pinned', group: 'others' as const, title: text.pinned(this.pinned.name), view: this.pinned }]
        : []),
    ]
  }

  /** Other views of the same ensemble: the other version, its mean and spread, and each of its samples. */
  #ensembleBeside(views: SolutionViews, of: string): Companion[] {
    const text = words().stage.arrangement.arrange
    const { choice: shown } = views.shown
    const companion = (name: string, title: string, change: Partial<ViewChoice>): Companion => {
      const wanted = { ...shown, ...change }
      const found = views.find(wanted)
      const view = found && this.#display.viewsOfShown(found).find(({ field }) => field.of === of)
      return { name, group: 'ensemble', title, view, wanted }
    }
    const version = views.versions.find((candidate) => candidate !== shown.version)
    const members = Array.from({ length: views.members }, (_, member) => member)
    return [
      ...(version ? [companion('version', text[version], { version })] : []),
      ...(shown.kind === 'mean' ? [] : [companion('mean', text.mean, { kind: 'mean' })]),
      ...(shown.kind === 'std' ? [] : [companion('std', text.spread, { kind: 'std' })]),
      ...members
        .filter((member) => shown.kind !== 'sample' || shown.member !== member)
        .map((member) => companion(`sample:${member}`, text.member(member + 1), { kind: 'sample', member })),
    ]
  }

  #ownChoice(): Companion | undefined {
    const order = ['pinned', 'version', 'std', 'mean']
    const named = order.map((name) => this.choices.find((choice) => choice.name === name))
    return named.find((choice) => choice !== undefined) ?? this.choices[0]
  }
}

/** Colours and heights of one say something about the other. */
function sameScale(first: FieldView, second: FieldView): boolean {
  return (
    first.field.unit === second.field.unit &&
    first.field.of === second.field.of &&
    first.map === second.map &&
    first.fromZero === second.fromZero
  )
}

function differenceNames(first: FieldView, second: FieldView): Pick<FieldView, 'name' | 'qualifier'> {
  const { minus, freeQualifier } = words().stage.arrangement.arrange
  const kind = ({ qualifier }: FieldView): string => (qualifier === '' ? freeQualifier : qualifier)
  return first.name === second.name
    ? { name: first.name, qualifier: minus(kind(second), kind(first)) }
    : {
        name: minus(second.name, first.name),
        qualifier: kind(first) === kind(second) ? kind(first) : minus(kind(second), kind(first)),
      }
}
