import { solutionKey, type Parameters, type Problem } from '../problems/problem'
import type { LawPosterior } from './law-posterior'
import type { GivenAndSolution } from './readings'
import { ensembleOf, meansOf, type Ensemble } from './solution'
import type { Student } from './student'

/**
 * Members in physical units from normalised states `[members, width]`. The mean is taken in the normalised state and
 * then brought to physical units: for a coefficient that is the mean of its logarithm, the mean that composite media
 * themselves take in two dimensions, so that the equation's solution for it is close to the mean of the solutions.
 */
export function physicalEnsemble(
  { problem, size, width }: Pick<Student, 'problem' | 'size' | 'width'>,
  parameters: Parameters,
  states: Float32Array,
  meanState: Float32Array = meanOf(states, width),
): Record<string, Ensemble> {
  const members = states.length / width
  const cells = size * size
  const samples = Object.fromEntries(problem.fields.map(({ key }) => [key, new Float64Array(members * cells)]))
  for (let m = 0; m < members; m++) {
    const fields = problem.denormalise(parameters, states.slice(m * width, (m + 1) * width))
    for (const { key } of problem.fields) samples[key]!.set(fields[key]!, m * cells)
  }
  const means = problem.denormalise(parameters, meanState)
  return Object.fromEntries(
    problem.fields.map(({ key }) => [key, { ...ensembleOf(samples[key]!, members), mean: means[key]! }]),
  )
}

function meanOf(states: Float32Array, width: number): Float32Array {
  const members = states.length / width
  const mean = new Float64Array(width)
  states.forEach((value, i) => (mean[i % width] = mean[i % width]! + value / members))
  return Float32Array.from(mean)
}

/**
 * The physics polish: the solution of every member, and of the mean, is replaced by the reference solution for its given
 * data, started from the member's own.
 */
export function polished(
  problem: Problem,
  size: number,
  parameters: Parameters,
  fields: Readonly<Record<string, Ensemble>>,
): Record<string, Ensemble> {
  const u = solutionKey(problem)
  const solutionOf = (pick: (ensemble: Ensemble) => Float64Array): Float64Array => {
    const picked = Object.fromEntries(Object.entries(fields).map(([key, ensemble]) => [key, pick(ensemble)]))
    return problem.solve(size, parameters, problem.given(picked), { guess: picked[u]! }).solution
  }
  const cells = size * size
  const samples = new Float64Array(fields[u]!.samples.length)
  for (let start = 0; start < samples.length; start += cells) {
    samples.set(
      solutionOf((ensemble) => ensemble.samples.slice(start, start + cells)),
      start,
    )
  }
  return { ...fields, [u]: { ...ensembleOf(samples, samples.length / cells), mean: solutionOf(({ mean }) => mean) } }
}

/** Members and mean of a posterior of given data, as the problem's fields. */
export function lawEnsemble(problem: Problem, { mean, members }: LawPosterior): Record<string, Ensemble> {
  return Object.fromEntries(
    problem.fields.map(({ key, role }) => {
      const of = ({ given, solution }: GivenAndSolution): Float64Array => (role === 'coefficient' ? given : solution)
      const cells = of(mean).length
      const samples = new Float64Array(members.length * cells)
      members.forEach((member, m) => samples.set(of(member), m * cells))
      return [key, { ...ensembleOf(samples, members.length), mean: of(mean) }]
    }),
  )
}

/** The mean fields as a normalised state `[channels * pixels]`. */
export function stateOfMeans(
  problem: Problem,
  parameters: Parameters,
  fields: Readonly<Record<string, Ensemble>>,
): Float32Array {
  return problem.normalise(parameters, meansOf(fields))
}
