import { performance } from 'node:perf_hooks'
import { evaluated, type FitContext } from '../../tasks/latent-fit'
import type { LatentMap } from '../../tasks/student'

/** Ends a method whose time is up, from within. */
export class TimeUp extends Error {}

/** How far a method was at a moment. */
interface TracePoint {
  readonly seconds: number
  /** Runs of the generator for the whole ensemble, and of its derivative either way. */
  readonly runs: number
  /** Lowest objective of each member so far. */
  readonly objective: Float64Array
}

/** A fit whose generator keeps the time: every run of it is a point of the trace, and the last one the limit allows. */
export class WatchedFit {
  readonly context: FitContext
  readonly trace: TracePoint[] = []
  readonly #started = performance.now()
  #runs = 0

  constructor(context: FitContext, limitSeconds: number) {
    const { map } = context
    const check = (): void => {
      if (this.seconds > limitSeconds) throw new TimeUp()
    }
    const watched: LatentMap = {
      states: async (latents, condition) => {
        check()
        const states = await map.states(latents, condition)
        this.ran()
        const { objective } = await evaluated(
          { ...context, map: { ...map, states: () => Promise.resolve(states) } },
          latents,
        )
        this.#record(objective)
        return states
      },
      pullback: async (...inputs) => {
        check()
        const gradient = await map.pullback(...inputs)
        this.ran()
        return gradient
      },
    }
    this.context = { ...context, map: watched }
  }

  get seconds(): number {
    return (performance.now() - this.#started) / 1e3
  }

  get runs(): number {
    return this.#runs
  }

  /** Counts a run of a graph that the watched map does not have. */
  ran(): void {
    this.#runs += 1
  }

  /** Lowest objective of each member after so many seconds; at first, that of the start. */
  after(seconds: number): Float64Array {
    return (this.trace.findLast((point) => point.seconds <= seconds) ?? this.trace[0]!).objective
  }

  #record(objective: Float64Array): void {
    const before = this.trace.at(-1)?.objective
    const lowest = objective.map((value, m) => (before && !(value < before[m]!) ? before[m]! : value))
    this.trace.push({ seconds: this.seconds, runs: this.#runs, objective: lowest })
  }
}
