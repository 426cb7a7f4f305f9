import type { GaussianLaw } from '../problems/gaussian-law'
import { solutionKey, type Parameters, type Problem } from '../problems/problem'
import { phasesDiscrepancy, widened, type ChannelObservations } from './conditioning'
import { lawEnsemble, physicalEnsemble, polished } from './ensemble'
import { lawPosterior } from './law-posterior'
import { phasesPosterior } from './phases-posterior'
import { meansOf, type Ensemble } from './solution'

export interface RefinementInput {
  readonly problem: Problem
  readonly size: number
  readonly parameters: Parameters
  /** Of the given data, where the problem states one. */
  readonly law: GaussianLaw | undefined
  readonly observed: readonly ChannelObservations[]
  /** The generator's ensemble, in physical units and as normalised states `[members, width]`. */
  readonly raw: Readonly<Record<string, Ensemble>>
  readonly states: Float32Array
  readonly seed: number
  /** Time steps of a solution beyond which given data is refused; any by default. */
  readonly mostIterations?: number
  readonly onStep: (done: number, of: number) => void
  readonly signal?: AbortSignal
}

/** Smallest deviation, normalised, to which the exact physics fits an observed solution of a two-phase medium. */
const solutionFloor = 0.002

/**
 * The ensemble with physics exact: under observations the posterior of the given data's law, or a two-phase medium moved
 * until its solution fits; without any, the generator's own given data. Every solution is the one that its given data
 * determines.
 *
 * @throws Failure of the reference solver for given data that it refuses
 */
export async function refinedEnsemble(input: RefinementInput): Promise<Record<string, Ensemble>> {
  const { problem, size, parameters, law, observed, raw, states } = input
  if (observed.length === 0) return polished(problem, size, parameters, raw)
  const width = problem.fields.length * size ** 2
  if (law) {
    const start = problem.given(meansOf(raw))
    return lawEnsemble(problem, await lawPosterior({ ...input, law, start, members: states.length / width }))
  }
  const moved = await phasesPosterior({
    ...input,
    sigma: ({ key, sigma }) =>
      key === solutionKey(problem) ? sigma.map((s) => Math.max(s, solutionFloor)) : widened(sigma, phasesDiscrepancy),
  })
  const coefficients = physicalEnsemble({ problem, size, width }, parameters, moved.states, moved.mean)
  return polished(problem, size, parameters, coefficients)
}
