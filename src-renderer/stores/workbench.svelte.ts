import { createContext } from 'svelte'
import type { ModelDescription, ProblemDescription } from '../../src-main/contract/calls'
import { Announcer } from './announcer.svelte'
import { Comparison } from './comparison.svelte'
import { Course } from './course.svelte'
import { Display } from './display.svelte'
import type { Engine } from './engine.svelte'
import { Exports } from './exports.svelte'
import { Misfits } from './observations/misfits.svelte'
import { Picking } from './observations/picking.svelte'
import { ObservationStore, type OfferedFile } from './observations.svelte'
import { Pictures } from './pictures.svelte'
import { Reconstruction } from './reconstruction.svelte'
import { alarmWords } from '../text/engine-names'
import { words } from '../text/words.svelte'
import { Timeline } from './timeline.svelte'
import { Sampling } from './sampling.svelte'

/** Everything that belongs to one problem under work. */
export class Workbench {
  readonly engine: Engine
  readonly problem: ProblemDescription
  readonly sampling: Sampling
  readonly observations: ObservationStore
  readonly reconstruction: Reconstruction
  readonly misfits: Misfits
  readonly picking: Picking
  readonly display: Display
  readonly exports: Exports
  readonly comparison: Comparison
  readonly course: Course
  readonly timeline: Timeline
  readonly pictures: Pictures
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
    this.misfits = new Misfits(this.observations, this.reconstruction)
    this.display = new Display(this.sampling, this.misfits, this.reconstruction, reducedMotion)
    this.picking = new Picking(this.observations, this.display)
    this.exports = new Exports(engine, this.sampling, this.reconstruction, this.display)
    this.comparison = new Comparison(this.display, this.reconstruction, this.sampling)
    this.course = new Course(engine, this.sampling, this.reconstruction, this.display)
    this.timeline = new Timeline(this.display)
    this.pictures = new Pictures(this.display, this.comparison, this.course, this.timeline)
  }

  /** Reads observation files, the first in place of what is there or behind it, and says what came of each. */
  async openObservations(files: readonly OfferedFile[], append = false): Promise<void> {
    let behind = append
    for (const file of files) {
      const reading = await this.observations.open(file, behind)
      const { observations, announcer } = this
      if (reading === 'read') announcer.say(words().observations.read(file.name, observations.file!.count))
      else if (reading === 'refused') announcer.say(words().observations.wasRefused(file.name))
      // The next file would hide what is wrong with this one.
      if (reading !== 'read') return
      behind = true
    }
  }

  /** Reconstructs and shows the result. */
  async reconstruct(): Promise<void> {
    const solution = await this.reconstruction.start()
    const { said } = words().solve
    if (solution) {
      this.display.show('solution')
      const [alarm] = solution.document.alarms
      this.announcer.say(alarm ? `${said.finished}. ${said.alarm(alarmWords(alarm).what)}` : said.finished)
    } else this.announcer.say(this.reconstruction.error ? said.failed : said.cancelled)
  }
}

export const [getWorkbench, setWorkbench] = createContext<Workbench>()
