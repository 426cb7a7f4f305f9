/** The graphs of residual-guided sampling: the residual of a denoiser's estimate, and of a state itself. */
import { GraphBuilder, type Value } from '../graph/builder'
import { gradients } from '../graph/gradient'
import { reduceMean, reduceSum, sqrt, square } from '../graph/operators'
import { ParameterVector } from '../graph/parameters'
import type { Graph } from '../graph/types'
import { denoiser } from '../networks/denoiser'
import type { PackagedNetwork } from '../library/network'
import type { Problem } from '../problems/problem'

/** Mean square over the grid of the residual over the source, per sample `[N]`. */
export function meanSquareResidual(problem: Problem, state: Value, condition: Value): Value {
  return reduceMean(square(problem.residualNodes(state, condition)), [1, 2, 3], false)
}

/** d value_i / d wrt_i of every sample by itself: their sum's gradient. */
function perSampleGradient(graph: GraphBuilder, value: Value, wrt: Value): Value {
  const seed = graph.scalar(1, 'float32')
  return gradients(graph, [{ value: reduceSum(value, [0], false), seed }], [wrt])[0]!
}

/**
 * x `[N, C, n, n]`, sigma `[N, 1]`, condition `[N, K]` to `estimate` = D(x; sigma, c), `value` `[N]`, the root mean
 * square over the grid of its residual over the source, and `gradient` `[N, C, n, n]` = d value / dx, through the
 * denoiser and into every channel as DiffusionPDE has it.
 */
export function guidanceGraph(problem: Problem, { configuration, parameters }: PackagedNetwork): Graph {
  const graph = new GraphBuilder(`${problem.id}.guidance`)
  const { bases, size } = configuration.gaussian
  const vector = new ParameterVector(
    graph.initializer('parameters', { type: 'float32', dims: [parameters.length], data: parameters }),
  )
  const x = graph.input('x', 'float32', ['N', bases.length, size, size])
  const sigma = graph.input('sigma', 'float32', ['N', 1])
  const condition = graph.input('condition', 'float32', ['N', problem.conditionNames.length])
  const { estimate } = denoiser(vector, configuration, { state: x }, sigma, condition)
  const value = sqrt(meanSquareResidual(problem, estimate, condition))
  graph.output('estimate', estimate)
  graph.output('value', value)
  graph.output('gradient', perSampleGradient(graph, value, x))
  return graph.finish()
}

/**
 * state `[N, C, n, n]`, condition `[N, K]` to `value` `[N]`, the mean square over the grid of the residual over the
 * source, and `gradient` `[N, C, n, n]` = d value / d state in every channel.
 */
export function residualGradientGraph(problem: Problem, size: number): Graph {
  const graph = new GraphBuilder(`${problem.id}.residual`)
  const state = graph.input('state', 'float32', ['N', problem.fields.length, size, size])
  const condition = graph.input('condition', 'float32', ['N', problem.conditionNames.length])
  const value = meanSquareResidual(problem, state, condition)
  graph.output('value', value)
  graph.output('gradient', perSampleGradient(graph, value, state))
  return graph.finish()
}
