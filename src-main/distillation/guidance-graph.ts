/** The graphs of residual-guided sampling: the residual of a denoiser's estimate, and of a state itself. */
import { GraphBuilder } from '../graph/builder'
import { gradients } from '../graph/gradient'
import { reduceSum, sqrt } from '../graph/operators'
import type { Graph } from '../graph/types'
import type { PackagedNetwork } from '../library/network'
import { parameterVector } from '../networks/parameter-source'
import type { Problem } from '../problems/problem'
import { denoiserNodes } from './graphs'
import { physicsTerm, physicsTermGraph, type PhysicsNorms } from './physics-term'

/** The residual as the published methods take it: its mean square over the grid. */
export const plainResidual: PhysicsNorms = { hMinus2: 0, hMinus1: 0, l2: 1 }

/**
 * x `[N, C, n, n]`, sigma `[N, 1]`, condition `[N, K]` to `estimate` = D(x; sigma, c), `value` `[N]`, the root mean
 * square over the grid of its normalised residual, and `gradient` `[N, C, n, n]` = d value / dx of each sample by itself,
 * through the denoiser and into every channel as DiffusionPDE has it.
 */
export function guidanceGraph(problem: Problem, { configuration, parameters }: PackagedNetwork): Graph {
  const graph = new GraphBuilder(`${problem.id}.guidance`)
  const vector = parameterVector(graph, { stored: parameters })
  const { x, condition, estimate } = denoiserNodes(graph, configuration, vector)
  const value = sqrt(physicsTerm(problem, configuration.gaussian.size, plainResidual, estimate, condition))
  const whole = { value: reduceSum(value, [0], false), seed: graph.scalar(1, 'float32') }
  const [gradient] = gradients(graph, [whole], [x])
  graph.output('estimate', estimate)
  graph.output('value', value)
  graph.output('gradient', gradient!)
  return graph.finish()
}

/** The physics term of {@link plainResidual} with its gradient in every channel, as CoCoGen has it. */
export const residualGradientGraph = (problem: Problem, size: number): Graph =>
  physicsTermGraph(problem, size, plainResidual, { coefficientGradient: true })
