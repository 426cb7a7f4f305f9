import { performance } from 'node:perf_hooks'
import type { Fields } from '../../problems/problem'
import type { Identity } from '../kept'
import type { KnownCase } from './cases'
import type { MethodName } from './names'
import type { Observed, SensorCount } from './sensors'
import type { Task } from './tasks'

/** What a method found, in physical units: at least the field that is sought, with both observed also the given data. */
export interface Answer {
  readonly fields: Fields
  readonly seconds: number
  /** Runs of a network, and of its gradient, for one field. */
  readonly evaluations: number
}

/** What solves tasks: one solve gives the answers of one or of several methods that share their work. */
export interface Contender {
  readonly name: string
  readonly methods: readonly MethodName[]
  /** How many sensors it is given. */
  readonly count: SensorCount
  /** What its answers depend on beside the case. */
  readonly identity: Identity
  /**
   * The answers by method. A method with several ways has one by `method/way` for each, the best of which counts.
   *
   * @throws Failure where a solver refuses what the method found
   */
  solve(known: KnownCase, task: Task, observed: Observed): Promise<Readonly<Record<string, Answer>>>
}

/** What `work` gives, and the seconds that it takes. */
export async function timed<T>(work: () => T | Promise<T>): Promise<{ readonly value: T; readonly seconds: number }> {
  const started = performance.now()
  const value = await work()
  return { value, seconds: (performance.now() - started) / 1e3 }
}
