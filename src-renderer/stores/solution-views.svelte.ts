import type {
  ContractError,
  FieldPayload,
  ObservedPoint,
  Readings,
  RequestOf,
  ResultOf,
  VectorField,
} from '../../src-main/contract/calls'
import type { Engine } from './engine.svelte'
import { engineError } from './engine-error'
import { LatestOnly } from './latest-only'

type ViewRequest = RequestOf<'solutionView'>
export type Version = ViewRequest['version']
export type ViewKind = ViewRequest['view']['kind']

/** What is wanted of a solution: whose fields, and what of their ensemble. */
export interface ViewChoice {
  readonly version: Version
  readonly kind: ViewKind
  /** Of `sample`; 0 is the first. */
  readonly member: number
  /** Of `quantile`. */
  readonly level: number
}

/** Fields of one choice with what flows by them, and the sensors' misfits to that version's mean. */
export interface ShownView {
  readonly choice: ViewChoice
  readonly fields: readonly FieldPayload[]
  readonly vectors: readonly VectorField[]
  readonly points: readonly ObservedPoint[]
  /** Of all observations; `points` are some of them. */
  readonly readings: Readings
}

/** Quantiles to choose from: the ends of the 90, 80 and 50 % intervals, and the median. */
export const quantileLevels = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95] as const

const firstChoice: Omit<ViewChoice, 'version'> = { kind: 'mean', member: 0, level: quantileLevels[0] }

/** The views of one solution, raw and refined. What has been asked for once is kept. */
export class SolutionViews {
  /** The refined fields come first, being the ones that are exported. */
  readonly versions: readonly Version[]
  readonly members: number
  choice: ViewChoice = $state.raw()!
  /** The last good view; stays while another is on its way, and when it fails. */
  shown: ShownView = $state.raw()!
  /** All views that are here. */
  known = $state.raw<readonly ShownView[]>([])
  error = $state.raw<ContractError>()
  /** Why the last view that was wanted beside the shown one is not here. */
  wantError = $state.raw<ContractError>()
  readonly pending = $derived(this.error === undefined && nameOf(this.shown.choice) !== nameOf(this.choice))
  readonly #ask: (choice: ViewChoice) => Promise<ResultOf<'solutionView'>>
  readonly #requests: LatestOnly<ViewChoice, ResultOf<'solutionView'>>
  /** Views that are on their way without being shown. */
  #wanted: readonly string[] = []

  /** `former` is what was looked at in the solution before: it stays, as far as this one has it. */
  constructor(
    engine: Engine,
    { solutionId, document, fields, vectors, points, readings }: ResultOf<'solve'>,
    former?: ViewChoice,
  ) {
    this.versions = document.refined ? ['refined', 'raw'] : ['raw']
    this.members = document.samples
    const version = this.versions[0]!
    const solved = { ...firstChoice, version }
    this.known = [
      { choice: solved, fields: fields.filter(({ key }) => !key.endsWith('_std')), vectors, points, readings },
      {
        choice: { ...solved, kind: 'std' },
        fields: fields.filter(({ key }) => key.endsWith('_std')),
        vectors: [],
        points,
        readings,
      },
    ]
    this.shown = this.known[0]!
    this.choice = solved
    this.#ask = (choice) =>
      engine.client.call('solutionView', { solutionId, version: choice.version, view: requestOf(choice) })
    this.#requests = new LatestOnly(
      (choice) => this.#ask(choice),
      (outcome) => {
        const choice = outcome.request
        const wanted = nameOf(choice) === nameOf(this.choice)
        if ('result' in outcome) this.#take({ choice, ...outcome.result }, wanted)
        else if (wanted) this.error = engineError(outcome.error)
      },
    )
    if (former) this.choose({ ...former, version, member: Math.min(former.member, this.members - 1) })
  }

  choose(change: Partial<ViewChoice>): void {
    this.choice = { ...this.choice, ...change }
    this.error = undefined
    const found = this.find(this.choice)
    if (found) this.shown = found
    else this.#requests.submit(this.choice)
  }

  /** A view that is here already. */
  find(choice: ViewChoice): ShownView | undefined {
    return this.known.find((view) => nameOf(view.choice) === nameOf(choice))
  }

  /** Sees to it that a view is here, without showing it. */
  async want(choice: ViewChoice): Promise<void> {
    const name = nameOf(choice)
    if (this.find(choice) || this.#wanted.includes(name)) return
    this.#wanted = [...this.#wanted, name]
    try {
      const result = await this.#ask(choice)
      if (!this.find(choice)) this.#take({ choice, ...result }, false)
      this.wantError = undefined
    } catch (error) {
      this.wantError = engineError(error)
    } finally {
      this.#wanted = this.#wanted.filter((other) => other !== name)
    }
  }

  #take(view: ShownView, wanted: boolean): void {
    this.known = [...this.known, view]
    if (wanted) this.shown = view
  }
}

function requestOf({ kind, member, level }: ViewChoice): ViewRequest['view'] {
  if (kind === 'sample') return { kind, member }
  return kind === 'quantile' ? { kind, level } : { kind }
}

/** Equal for choices that show the same. */
function nameOf(choice: ViewChoice): string {
  return `${choice.version} ${JSON.stringify(requestOf(choice))}`
}
