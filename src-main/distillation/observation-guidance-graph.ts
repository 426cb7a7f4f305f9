import { GraphBuilder, type Value } from '../graph/builder'
import { gradients } from '../graph/gradient'
import { add, channelOf, matMul, mul, reduceSum, reshape, slice, sqrt, square, sub } from '../graph/operators'
import type { Graph } from '../graph/types'
import type { PackagedNetwork } from '../library/network'
import { parameterVector } from '../networks/parameter-source'
import type { Problem } from '../problems/problem'
import { denoiserNodes } from './graphs'
import { plainResidual } from './guidance-graph'
import { physicsTerm } from './physics-term'

/** Keeps the slope of a norm finite where it vanishes. */
const smallestSquare = 1e-12

/**
 * A denoiser guided by observations and, with `equation`, by the residual: DiffusionPDE's losses, each the norm of what
 * the estimate leaves unexplained.
 *
 * Beside x `[N, C, n, n]`, sigma `[N, 1]` and condition `[N, K]` it takes, for each key of `observed`, `operator.<key>`
 * `[n^2, P]`, the transpose of the observation operator on that channel, and `targets.<key>` `[N, P]`, both normalised;
 * and `strengths` `[keys]`. It gives `estimate` = D(x; sigma, c),
 *
 *     misfit = sum strength_key ||H_key D_key - y_key||   and   residual = rms(R(D)),
 *
 * `[N]` each, the latter with `equation` only, and `misfitGradient` and `residualGradient` `[N, C, n, n]` with respect to
 * x of each sample by itself.
 */
export function observationGuidanceGraph(
  problem: Problem,
  { configuration, parameters }: PackagedNetwork,
  observed: readonly string[],
  { equation }: { readonly equation: boolean },
): Graph {
  const { size } = configuration.gaussian
  const graph = new GraphBuilder(`${problem.id}.observationGuidance`)
  const { x, condition, estimate } = denoiserNodes(graph, configuration, parameterVector(graph, { stored: parameters }))
  const strengths = graph.input('strengths', 'float32', [observed.length])
  const misfits = observed.map((key, i) => {
    const points = `points.${key}`
    const operator = graph.input(`operator.${key}`, 'float32', [size * size, points])
    const targets = graph.input(`targets.${key}`, 'float32', ['N', points])
    const channel = problem.fields.findIndex((field) => field.key === key)
    const predicted = matMul(reshape(channelOf(estimate, channel), [-1, size * size]), operator)
    const squares = reduceSum(square(sub(predicted, targets)), [1], false)
    return mul(sqrt(add(squares, smallestSquare)), slice(strengths, [{ axis: 0, start: i, end: i + 1 }]))
  })
  const give = (name: string, value: Value): void => {
    const whole = { value: reduceSum(value, [0], false), seed: graph.scalar(1, 'float32') }
    const [gradient] = gradients(graph, [whole], [x])
    graph.output(name, value)
    graph.output(`${name}Gradient`, gradient!)
  }
  graph.output('estimate', estimate)
  give(
    'misfit',
    misfits.reduce((sum, term) => add(sum, term)),
  )
  if (equation) give('residual', sqrt(physicsTerm(problem, size, plainResidual, estimate, condition)))
  return graph.finish()
}
