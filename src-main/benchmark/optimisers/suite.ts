import { studentFor } from '../../engine/students'
import { jacobianVectorGraph } from '../../graph/import'
import { parse } from '../../graph/parse'
import { serialise } from '../../graph/serialise'
import { mean } from '../../numerics/statistics'
import { float32, Session } from '../../runtime/session'
import { antitheticPrior, conditionOn, perturbed } from '../../tasks/conditioning'
import { evaluated, type FitContext } from '../../tasks/latent-fit'
import { LinearPosterior } from '../../tasks/linear-posterior'
import type { Student } from '../../tasks/student'
import { drawCase } from '../conditional/cases'
import { conditionalProblems, conditions, type Condition } from '../conditional/names'
import { observe } from '../conditional/sensors'
import { everyTask, type Task } from '../conditional/tasks'
import { row, type Row } from '../row'
import { pause, type SuiteRequest, type SuiteResult } from '../suite'
import type { Tangent } from './gauss-newton'
import { optimisers, type Start } from './methods'
import { excessFigure, instants, optimiserNames, type OptimiserName } from './names'
import { TimeUp, WatchedFit } from './watched-fit'

/** Of the cases that the fit of latents is chosen on. */
const tuningSeed = 20261225

const effort = {
  full: { cases: 4, members: 8, seconds: 5 },
  quick: { cases: 2, members: 2, seconds: 0.1 },
} as const

/** What one method reached on one case. */
interface Outcome {
  /** Lowest objective of each member after each of {@link instants}, and in the end. */
  readonly after: readonly Float64Array[]
  readonly best: Float64Array
  readonly start: Float64Array
  readonly runs: number
}

/**
 * Optimisers of the latents' posterior, each from the same linear-Gaussian start and for the same time: how far above the
 * lowest objective that any of them finds a member stands. The cases have other seeds than the published ones; by turns
 * they differ in what is observed and in the noise, 1 and 5 %.
 */
export async function optimisersSuite(request: SuiteRequest): Promise<SuiteResult> {
  const { problem, quick, samples, signal, onProgress } = request
  const { cases, members, seconds } = effort[quick ? 'quick' : 'full']
  const count = samples ?? cases
  const ids = problem === 'all' ? conditionalProblems : [problem]
  const rows: Row[] = []
  const models: SuiteResult['models'][number][] = []
  let provider = ''
  for (const [p, id] of ids.entries()) {
    const { student } = await studentFor(id)
    provider = student.provider
    models.push({ id: student.model.manifest.id, sha256: student.model.sha256 })
    const tangent = await tangentOf(student)
    const outcomes: Record<OptimiserName, Outcome>[] = []
    for (let index = 0; index < count; index += 1) {
      const context = fitOf(student, index, members)
      await warmUp(context, tangent)
      const start = await startOf(student, context)
      const found: Partial<Record<OptimiserName, Outcome>> = {}
      for (const [m, name] of optimiserNames.entries()) {
        await pause(signal)
        const fraction = (p + (index + m / optimiserNames.length) / count) / ids.length
        onProgress({ stage: `${student.problem.title}: ${name}`, fraction, figures: { case: index + 1, of: count } })
        found[name] = await outcomeOf(name, context, start, tangent(members, context.condition), seconds)
      }
      outcomes.push(found as Record<OptimiserName, Outcome>)
    }
    rows.push(...rowsOf(id, outcomes))
  }
  return { provider, models, rows }
}

/** What is observed changes from case to case, and so does the noise, but not always with it. */
function variant(tasks: readonly Task[], index: number): { readonly task: Task; readonly condition: Condition } {
  const noisy = conditions.filter(({ noise, offGrid }) => noise > 0 && !offGrid)
  const turn = index + Math.floor(index / tasks.length)
  return { task: tasks[index % tasks.length]!, condition: noisy[turn % noisy.length]! }
}

/** The fit of one case, to its observations at the noise that they state. */
function fitOf(student: Student, index: number, members: number): FitContext {
  const { problem, size, width } = student
  const known = drawCase(problem, size, index, tuningSeed)
  const tasks = everyTask(problem).filter(({ name }) => name !== 'forward')
  const { task, condition } = variant(tasks, index)
  const { observations } = observe(known, task, condition)
  return {
    student,
    map: student.generator,
    condition: Float32Array.from(problem.condition(known.parameters)),
    members,
    prior: antitheticPrior(members, width, index),
    channels: conditionOn(problem, known.grid, known.parameters, observations, observations.sigma).map((observed) => ({
      observed,
      sigma: observed.sigma,
      targets: Array.from({ length: members }, (_, m) => {
        return perturbed(observed.values, observed.sigma, index, observed.key, m)
      }),
    })),
  }
}

type TangentAt = (members: number, condition: Float32Array) => Tangent

/** The derivative of the generator along given directions. */
async function tangentOf({ model, problem, size, provider }: Student): Promise<TangentAt> {
  const graph = jacobianVectorGraph(parse(model.file('generator').bytes), 'state', 'latent')
  const session = await Session.load(serialise(graph), { provider })
  return (members, condition) => {
    const dims = [members, problem.fields.length, size, size]
    const rows = new Float32Array(members * condition.length).map((_, i) => condition[i % condition.length]!)
    return async (latents, vectors) => {
      const { image } = await session.run({
        latent: float32(latents, dims),
        condition: float32(rows, [members, condition.length]),
        tangent: float32(vectors, dims),
      })
      return image!
    }
  }
}

/** Every graph once, so that no method pays for its loading. */
async function warmUp({ map, condition, members, prior }: FitContext, tangent: TangentAt): Promise<void> {
  const states = await map.states(prior, condition)
  await map.pullback(prior, condition, states)
  await tangent(members, condition)(prior, prior)
}

async function startOf(student: Student, { condition, members, prior, channels }: FitContext): Promise<Start> {
  const map = await student.linearPart(1)
  const pixels = student.size ** 2
  const linear = await LinearPosterior.of({ map, condition, latents: student.width, pixels }, members, channels)
  return { linear, latents: await linear.sample(prior) }
}

async function outcomeOf(
  name: OptimiserName,
  context: FitContext,
  from: Start,
  tangent: Tangent,
  seconds: number,
): Promise<Outcome> {
  const { objective: start } = await evaluated(context, from.latents)
  const watched = new WatchedFit(context, seconds)
  const counted: Tangent = async (...inputs) => {
    watched.ran()
    return tangent(...inputs)
  }
  try {
    await optimisers[name](watched.context, from, counted)
  } catch (error) {
    if (!(error instanceof TimeUp)) throw error
  }
  const after = instants.map((instant) => watched.after(instant))
  return { start, after, best: watched.trace.at(-1)!.objective, runs: watched.runs }
}

function rowsOf(problem: string, outcomes: readonly Record<OptimiserName, Outcome>[]): Row[] {
  const lowest = outcomes.map((found) =>
    found[optimiserNames[0]].best.map((_, m) => Math.min(...optimiserNames.map((name) => found[name].best[m]!))),
  )
  /** Mean over cases and members of the objective over the lowest, less one. */
  const excess = (pick: (found: Record<OptimiserName, Outcome>) => Float64Array): number =>
    mean(outcomes.flatMap((found, c) => Array.from(pick(found), (value, m) => value / lowest[c]![m]! - 1)))
  const figure = (key: string, value: number, peer?: number): Row =>
    row(`optimisers.${problem}.${key}`, value, {
      unit: '1',
      better: 'lower',
      samples: outcomes.length,
      ...(peer !== undefined && { peer: { name: 'lbfgs-preconditioned', value: peer } }),
    })
  const at = (name: OptimiserName, i: number): number => excess((found) => found[name].after[i]!)
  return [
    figure(
      'start.excess',
      excess((found) => found.chord.start),
    ),
    ...optimiserNames.flatMap((name) => [
      ...instants.map((instant, i) => {
        const peer = name === 'chord-then-adam' ? at('lbfgs-preconditioned', i) : undefined
        return figure(`${name}.${excessFigure(instant)}`, at(name, i), peer)
      }),
      figure(`${name}.runs`, mean(outcomes.map((found) => found[name].runs))),
    ]),
  ]
}
