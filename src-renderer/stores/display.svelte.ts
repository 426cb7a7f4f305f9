import { untrack } from 'svelte'
import type { ProblemDescription } from '../../src-main/contract/calls'
import { defaultViewSettings, type ViewSettings } from '../../src-main/contract/view-settings'
import { fieldViews, withChosenMap, type ChosenMaps, type FieldView, type Statistic } from '../scene/field-view'
import { automaticRange, joinRanges, type ValueRange } from '../scene/value-range'
import { HeldRange } from './held-range.svelte'
import type { Sensor } from './observations/measurements'
import type { Misfits } from './observations/misfits.svelte'
import type { Reconstruction } from './reconstruction.svelte'
import type { Sampling } from './sampling.svelte'
import type { ShownView, SolutionViews, ViewKind } from './solution-views.svelte'
import { words } from '../text/words.svelte'

export type Source = 'sample' | 'solution'

const statistics: Readonly<Record<ViewKind, Exclude<Statistic, 'residual'>>> = {
  mean: 'mean',
  std: 'deviation',
  sample: 'sample',
  quantile: 'quantile',
}

/** What the middle of the window shows, and how. */
export class Display {
  /** The model's free sample, or the reconstruction from the observations. */
  source = $state<Source>('sample')
  /** How pictures are drawn; replaced as a whole, so that who holds a former value has it unchanged. */
  settings = $state.raw<ViewSettings>(defaultViewSettings)
  readonly range: HeldRange
  readonly views: readonly FieldView[] = $derived.by(() => this.viewsOf(this.source))
  readonly view: FieldView | undefined = $derived.by(() => this.#nearest())
  /** The measurements to show, with their misfits where it is the reconstruction that is looked at. */
  readonly points: readonly Sensor[] = $derived.by(() => this.#misfits.sensors(this.source === 'solution'))
  #of = $state<string>()!
  // Apart, so that no other setting makes the views anew.
  readonly #map: string = $derived(this.settings.map)
  readonly #signedMap: string = $derived(this.settings.signedMap)
  /** What the range was last of; one that was typed is for that alone. */
  #quantity = ''
  readonly #problem: ProblemDescription
  readonly #sampling: Sampling
  readonly #misfits: Misfits
  readonly #reconstruction: Reconstruction

  constructor(sampling: Sampling, misfits: Misfits, reconstruction: Reconstruction, reducedMotion: boolean) {
    this.#problem = sampling.problem
    this.#sampling = sampling
    this.#misfits = misfits
    this.#reconstruction = reconstruction
    this.range = new HeldRange(reducedMotion)
    this.#of = this.#solutionKey ?? this.#problem.fields[0]!.key
    // Who moves a slider wants to see what it does, and that is the sample.
    sampling.onMove(() => {
      this.source = 'sample'
      this.range.stir()
    })
  }

  set(change: Partial<ViewSettings>): void {
    this.settings = { ...this.settings, ...change }
  }

  /** Holds the range as it stands, or lets it follow the field again. */
  hold(held: boolean): void {
    this.set({ range: { kind: held ? 'held' : 'automatic' } })
  }

  /** Key of the field that was chosen, whether there is a picture of it or not. */
  get chosenField(): string {
    return this.#of
  }

  select({ field }: Pick<FieldView, 'field'>): void {
    this.selectField(field.of)
  }

  /** Shows the field of this key, or the residual. */
  selectField(key: string): void {
    this.#of = key
  }

  show(source: Source): void {
    this.source = source
  }

  /** Lets the range follow the field; to be run whenever that changes. */
  followRange(): void {
    const { view } = this
    if (!view) return
    const { subject, range } = this.#spanOf(view)
    const quantity = `${scaleOf(view)} ${view.field.of}`
    const chosen = this.settings.range
    const released =
      (chosen.kind === 'fixed' && this.#quantity !== '' && quantity !== this.#quantity) ||
      (chosen.kind === 'held' && this.range.isAnother(subject))
    this.#quantity = quantity
    if (released) this.set({ range: { kind: 'automatic' } })
    // Who calls this shall not be called again by what it sets.
    untrack(() => this.range.follow(subject, range, released ? { kind: 'automatic' } : chosen))
  }

  get #solutionKey(): string | undefined {
    return this.#problem.fields.find(({ role }) => role === 'solution')?.key
  }

  get #solutionViews(): SolutionViews | undefined {
    return this.#reconstruction.solution?.views
  }

  /** The chosen field; where there is no such picture, as of a quantile's residual, rather the solution than another. */
  #nearest(): FieldView | undefined {
    const of = (key: string | undefined): FieldView | undefined => this.views.find(({ field }) => field.of === key)
    return of(this.#of) ?? of(this.#solutionKey) ?? this.views[0]
  }

  /**
   * What the colours span. Values of one field of a reconstruction, be it their mean, a sample or a quantile, raw or
   * refined, share the range of all that have been looked at, so that the switch between them shows what differs.
   */
  #spanOf(view: FieldView): { subject: string; range: ValueRange } {
    const own = automaticRange(view.field.data, view.map, view.fromZero)
    const views = this.#solutionViews
    if (this.source === 'sample' || !views) return { subject: `sample ${view.field.of}`, range: own }
    if (view.statistic === 'residual') return { subject: `residual ${views.shown.choice.version}`, range: own }
    const spread = scaleOf(view) === 'spread'
    const comparable = views.known
      .filter(({ choice }) => (choice.kind === 'std') === spread)
      .flatMap(({ fields }) => fields.filter(({ of }) => of === view.field.of))
    return {
      subject: `${spread ? 'spread' : 'values'} ${view.field.of}`,
      range: joinRanges(comparable.map(({ data }) => automaticRange(data, view.map, view.fromZero))),
    }
  }

  /** Every picture of a source, as it is looked at there. */
  viewsOf(source: Source): readonly FieldView[] {
    if (source === 'sample')
      return this.#sampling.result ? this.#inChosenColours(fieldViews(this.#sampling.result, this.#problem)) : []
    const views = this.#solutionViews
    return views ? this.viewsOfShown(views.shown) : []
  }

  /** Every picture of one view of the reconstruction. */
  viewsOfShown(shown: ShownView): readonly FieldView[] {
    const statistic = statistics[shown.choice.kind]
    const qualifier = qualifierOf(shown, this.#solutionViews!)
    return this.#inChosenColours(fieldViews(shown, this.#problem, statistic, qualifier))
  }

  #inChosenColours(views: readonly FieldView[]): readonly FieldView[] {
    const chosen: ChosenMaps = { map: this.#map, signedMap: this.#signedMap }
    return views.map((view) => withChosenMap(view, chosen))
  }
}

/** Views of one field that can be read against each other have the same. */
function scaleOf({ statistic }: FieldView): 'spread' | 'residual' | 'values' {
  if (statistic === 'deviation') return 'spread'
  return statistic === 'residual' ? 'residual' : 'values'
}

/** What a view of a reconstruction shows, e.g. `sample 3 of 8, raw`. */
function qualifierOf({ choice }: ShownView, { members, versions }: SolutionViews): string {
  const { kind, member, level, version } = choice
  const { of } = words().solve.views
  const what = {
    mean: of.mean,
    std: of.std,
    sample: of.sample(member + 1, members),
    quantile: of.quantile(Math.round(level * 100)),
  }[kind]
  return versions.length > 1 ? `${what}, ${of[version]}` : what
}
