/** Few-step students, what the reference solver adds to them, and what a student starts from. */
import { parametersAt } from '../../distillation/measure'
import { serialise } from '../../graph/serialise'
import { unpackNetwork } from '../../library/network'
import type { ModelPackage } from '../../library/package'
import { gaussianGraph } from '../../networks/gaussian-graph'
import { generatorGraph } from '../../networks/generator-graph'
import { solutionKey, withReferenceSolution, type Fields, type Problem } from '../../problems/problem'
import { float32, Session, type SessionOptions } from '../../runtime/session'
import type { Batch } from './batch'
import { once, type Method, type Samples } from './method'
import { ablationNames, polishedName, studentName } from './names'
import type { ProblemPackages } from './packages'

/** The student with what the reference solver adds to it, the Gaussian model, and the ablations. */
export function students({ problem, student, teacher, ablations }: ProblemPackages, options: SessionOptions): Method[] {
  return [
    ...(student ? stepsOf(problem, student, options) : []),
    linearGaussian(teacher, options),
    ...ablationNames.flatMap((name) => {
      const model = ablations[name]
      return model ? [generatorMethod(name, model, 1, options)] : []
    }),
  ]
}

/** As many steps as a student serves, its polish, and the reference solver. */
function stepsOf(problem: Problem, student: ModelPackage, options: SessionOptions): Method[] {
  const oneStep = generatorMethod(studentName(1), student, 1, options)
  return [
    oneStep,
    ...student.manifest.steps
      .filter((steps) => steps > 1)
      .map((steps) => generatorMethod(studentName(steps), student, steps, options)),
    polished(problem, oneStep),
    referenceSolver(problem, oneStep),
  ]
}

/** A student's steps in one graph, with the weights of its package. */
function generatorMethod(name: string, model: ModelPackage, steps: number, options: SessionOptions): Method {
  return latentMethod(
    { name, evaluations: steps, identity: { student: model.sha256 } },
    once(() => Session.load(generatorBytes(model, steps), options)),
  )
}

function generatorBytes(model: ModelPackage, steps: number): Uint8Array {
  if (steps === 1) return model.file('generator').bytes
  const { configuration, parameters } = unpackNetwork(model, 'generator')
  return serialise(generatorGraph(configuration, levelsOf(model, steps), { stored: parameters }))
}

/** Noise levels of a student's steps. */
export function levelsOf({ manifest: { sigma } }: ModelPackage, steps: number): readonly number[] {
  return sigma.levels?.[steps - 1] ?? [sigma.start!]
}

/** The linear-Gaussian model by itself, an exact sample of it without any network. */
function linearGaussian(teacher: ModelPackage, options: SessionOptions): Method {
  const { gaussian } = unpackNetwork(teacher, 'denoiser').configuration
  return latentMethod(
    { name: 'linear-gaussian', evaluations: 0, identity: { teacher: teacher.sha256 } },
    once(() => Session.load(serialise(gaussianGraph(gaussian)), options)),
  )
}

/** A graph from a latent, the noise of later steps and a condition to a state. */
export function latentMethod(
  about: Pick<Method, 'name' | 'evaluations' | 'identity'>,
  session: () => Promise<Session>,
): Method {
  return {
    ...about,
    async draw(batch) {
      const { dims, condition } = batch
      const [count, channels, ...grid] = dims
      const later = Math.max(0, about.evaluations - 1)
      const { state } = await (
        await session()
      ).run({
        latent: float32(batch.noise('start'), dims),
        ...(later > 0 && { renoise: float32(batch.noise('renoise', later), [count!, later * channels!, ...grid]) }),
        condition,
      })
      return { states: state! }
    },
  }
}

/** The student with the physics polish: the solution that its coefficient determines, sought from its own. */
function polished(problem: Problem, raw: Method): Method {
  return {
    ...raw,
    name: polishedName,
    async draw(batch) {
      const { states } = await raw.draw(batch)
      return solved(problem, states, batch, (fields) => fields[solutionKey(problem)])
    },
  }
}

/** The reference solver for the coefficients that the student generated: no network in its time. */
function referenceSolver(problem: Problem, raw: Method): Method {
  const fromNothing = (states: Float32Array, batch: Batch) => solved(problem, states, batch, () => undefined)
  return {
    name: 'reference-solver',
    evaluations: 0,
    identity: raw.identity,
    draw: async (batch) => fromNothing((await raw.draw(batch)).states, batch),
    async timed(batch) {
      const { states } = await raw.draw(batch)
      return () => fromNothing(states, batch)
    },
  }
}

/** The states with the reference solutions for their given data, iterations started from `guess`. */
function solved(
  problem: Problem,
  states: Float32Array,
  { data }: Batch,
  guess: (fields: Fields) => Float64Array | undefined,
): Samples {
  const { size, count } = data
  const key = solutionKey(problem)
  const width = states.length / count
  const finished = new Float32Array(states.length)
  const solutions = new Float64Array(count * size * size)
  for (let i = 0; i < count; i += 1) {
    const parameters = parametersAt(problem, data, i)
    const fields = problem.denormalise(parameters, states.slice(i * width, (i + 1) * width))
    const start = guess(fields)
    const reference = withReferenceSolution(problem, size, parameters, fields, start && { guess: start })
    solutions.set(reference[key]!, i * size * size)
    finished.set(problem.normalise(parameters, reference), i * width)
  }
  return { states: finished, solutions }
}
