import { createContext } from 'svelte'
import type { ModelDescription, ProblemDescription } from '../../src-main/contract/calls'
import { Announcer } from './announcer.svelte'
import { Display } from './display.svelte'
import type { Engine } from './engine.svelte'
import { ObservationStore } from './observations.svelte'
import { Reconstruction } from './reconstruction.svelte'
import { Sampling } from './sampling.svelte'

/** Everything that belongs to one problem under work. */
export class Workbench {
  readonly engine: Engine
  readonly problem: ProblemDescription
  readonly sampling: Sampling
  readonly observations: ObservationStore
  readonly reconstruction: Reconstruction
  readonly display: Display
  readonly announcer = new Announcer()
  /** The students that answer for the problem. */
  readonly models: readonly ModelDescription[] = $derived.by(
    () =>
      this.engine.description?.models.filter(
        ({ kind, problem }) => kind === 'student' && problem === this.problem.id,
      ) ?? [],
  )
  readonly model: ModelDescription | undefined = $derived(this.models.find(({ inUse }) => inUse))

  constructor(engine: Engine, problem: ProblemDescription, reducedMotion: boolean) {
    this.engine = engine
    this.problem = problem
    this.sampling = new Sampling(engine, problem, () => this.model?.steps ?? [1])
    this.observations = new ObservationStore(engine, problem)
    this.reconstruction = new Reconstruction(engine, this.sampling, this.observations)
    this.display = new Display(this.sampling, this.observations, this.reconstruction, reducedMotion)
  }

  /** Reads an observation file and says what came of it. */
  async openObservations(fileName: string, load: () => Promise<Uint8Array<ArrayBuffer>>): Promise<void> {
    const good = await this.observations.open(fileName, load)
    const { file, refused } = this.observations
    if (good && file) this.announcer.say(`${file.fileName}: ${file.count} sensors read`)
    else if (refused) this.announcer.say(`${refused.fileName} was refused`)
  }

  /** Reconstructs and shows the result. */
  async reconstruct(): Promise<void> {
    const solution = await this.reconstruction.start()
    if (solution) {
      this.display.show('solution')
      const [alarm] = solution.document.alarms
      this.announcer.say(`Reconstruction finished${alarm ? `. Alarm: ${alarm.what}` : ''}`)
    } else if (this.reconstruction.error) this.announcer.say('Reconstruction failed')
    else this.announcer.say('Reconstruction cancelled')
  }
}

export const [getWorkbench, setWorkbench] = createContext<Workbench>()
