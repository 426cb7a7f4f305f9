import { Failure } from '../../field/failure'
import type { Problem } from '../../problems/problem'
import { pause } from '../suite'
import { batchesOf } from './batch'
import { qualityFigures, type Figures, type HeldOut } from './figures'
import { KeptMethod } from './kept'
import type { Method, Samples } from './method'
import type { Work } from './work'

/** Work of measuring a sample, in evaluations of a denoiser. */
const measuringWork = 10

export interface Contest {
  readonly problem: Problem
  readonly methods: readonly Method[]
}

/** The jobs of a contest, with their sizes. */
export function jobsOf({ problem, methods }: Contest, samples: number): [name: string, size: number][] {
  return methods.map(({ name, evaluations }) => [jobName(problem, name), (evaluations + measuringWork) * samples])
}

const jobName = (problem: Problem, method: string): string => `${problem.id} ${method}`

export interface QualityRequest {
  /** Directory of what is kept. */
  readonly run: string | undefined
  readonly signal: AbortSignal
  readonly work: Work
  /** Hears of methods and samples that are left out. */
  readonly note: (line: string) => void
}

/**
 * Draws as many samples of each method as there are held-out fields and measures them, or takes what was kept of them. A
 * method whose samples are no fields is left out.
 */
export async function measureQuality(
  { problem, methods }: Contest,
  held: HeldOut,
  { run, signal, work, note }: QualityRequest,
): Promise<Map<string, Figures>> {
  const { count } = held.data
  const batches = batchesOf(held.data)
  const all = new Map<string, Figures>()
  for (const method of methods) {
    const kept = await KeptMethod.open(run, problem.id, method)
    const measure = async (): Promise<Figures> => {
      const drawn: Samples[] = []
      for (const { first, batch } of batches) {
        work.stage(`Sampling ${problem.id} with ${method.name}`)
        await pause(signal)
        drawn.push(await kept.samples(first, batch.data.count, async () => finite(await method.draw(batch))))
        work.advance(method.evaluations * batch.data.count)
      }
      work.stage(`Measuring ${method.name} on ${problem.id}`)
      await pause(signal)
      work.advance(measuringWork * count)
      return qualityFigures(problem, joined(drawn), held)
    }
    try {
      const figures = await kept.figures(count, () => usable(measure))
      all.set(method.name, figures)
      if (figures['unsolved']! > 0) {
        const share = `${figures['unsolved']} of ${count} samples`
        note(`${problem.id}, ${method.name}: the reference solver refuses ${share}; floor and solutionError lack them.`)
      }
    } catch (error) {
      if (!(error instanceof UnusableSamples)) throw error
      note(`${problem.id}, ${method.name} is left out: ${error.message}.`)
    }
    work.finish(jobName(problem, method.name))
  }
  return all
}

/** A method's samples are no fields of the problem. */
class UnusableSamples extends Error {}

async function usable<T>(measure: () => Promise<T>): Promise<T> {
  try {
    return await measure()
  } catch (error) {
    // Solvers and residuals refuse what is not finite or cannot be followed; anything else is no sample's fault.
    const isRefusal = error instanceof Failure && refusals.includes(error.detail.code)
    throw isRefusal ? new UnusableSamples(error.message) : error
  }
}

const refusals = [
  'samples-not-finite',
  'initial-state-not-finite',
  'time-step-unstable',
  'flow-too-fast',
  'shock-not-resolved',
]

function finite(samples: Samples): Samples {
  if (samples.states.every(Number.isFinite)) return samples
  throw new Failure({ code: 'samples-not-finite', kind: 'solve', what: 'its samples are not finite' })
}

function joined(parts: readonly Samples[]): Samples {
  const solutions = parts.flatMap((part) => part.solutions ?? [])
  return {
    states: concatenated(
      parts.map(({ states }) => states),
      (length) => new Float32Array(length),
    ),
    ...(solutions.length > 0 && { solutions: concatenated(solutions, (length) => new Float64Array(length)) }),
  }
}

function concatenated<T extends Float32Array | Float64Array>(parts: readonly T[], make: (length: number) => T): T {
  const whole = make(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
