import { GraphBuilder, type Value } from '../../graph/builder'
import { gradients } from '../../graph/gradient'
import type { Jet, Orders } from '../../graph/jets'
import { add, concat, mul, reshape, slice, square, sub } from '../../graph/operators'
import { adam } from '../../graph/optimisers/adam'
import { globalNorm } from '../../graph/optimisers/clipping'
import { countParameters, ParameterVector, type ParameterSlot } from '../../graph/parameters'
import type { Graph } from '../../graph/types'
import { mlp, type MlpConfiguration } from '../../networks/mlp'
import { parameterVector, type ParameterSource } from '../../networks/parameter-source'
import { columnCount, pointColumns } from '../../pointwise/columns'
import type { PointColumns, PointProblem } from '../../pointwise/point-problem'
import { optimise } from '../update-step'

/** A problem's solution as a network: what both have in common with every graph below. */
export interface Pinn {
  readonly problem: PointProblem
  readonly network: MlpConfiguration
}

/** The optimiser of training: a long memory of squared gradients, because their size falls by orders of magnitude. */
export const pinnOptimiser = adam({ beta2: 0.999 })

function outputsAt(
  { problem, network }: Pinn,
  parameters: ParameterVector,
  points: Value,
  orders: Orders,
): { columns: PointColumns; outputs: readonly Jet[] } {
  const columns = pointColumns(problem, points, orders)
  const raw = mlp(parameters, problem.features(columns, orders), problem.channels, network, orders)
  return { columns, outputs: problem.solution(columns, raw, orders) }
}

const pointsInput = (graph: GraphBuilder, { problem }: Pinn): Value =>
  graph.input('points', 'float32', ['N', columnCount(problem)])

/** The network's parameters: where each stands, and how many there are. */
export function pinnSlots(pinn: Pinn): { slots: readonly ParameterSlot[]; size: number } {
  const graph = new GraphBuilder('count')
  const { slots, size } = countParameters((parameters) => {
    outputsAt(pinn, parameters, pointsInput(graph, pinn), {})
  }, graph)
  return { slots, size }
}

/** `points` `[N, coordinates + parameters]` in physical units to each output `[N, 1]` by its key. */
export function solutionGraph(pinn: Pinn, source: ParameterSource): Graph {
  const graph = new GraphBuilder('solution')
  const parameters = parameterVector(graph, source)
  const { outputs } = outputsAt(pinn, parameters, pointsInput(graph, pinn), {})
  pinn.problem.outputs.forEach(({ key }, i) => graph.output(key, outputs[i]!.value))
  return graph.finish()
}

/** Name of a derivative among the outputs of {@link derivativesGraph}: `u_x`, `u_xx`; keys of several letters stand apart. */
export function derivativeName(output: string, coordinate: string, order: 1 | 2): string {
  return `${output}_${coordinate.length === 1 ? coordinate.repeat(order) : order === 2 ? `${coordinate}2` : coordinate}`
}

/**
 * As {@link solutionGraph}, with every derivative that the equation needs (Taylor mode, exact), and `residual`
 * `[N, equations]` as training scales it.
 */
export function derivativesGraph(pinn: Pinn, source: ParameterSource): Graph {
  const { problem } = pinn
  const graph = new GraphBuilder('derivatives')
  const parameters = parameterVector(graph, source)
  const { columns, outputs } = outputsAt(pinn, parameters, pointsInput(graph, pinn), problem.orders)
  problem.outputs.forEach(({ key }, i) => {
    const { value, first, second } = outputs[i]!
    graph.output(key, value)
    for (const [coordinate, part] of Object.entries(first)) graph.output(derivativeName(key, coordinate, 1), part)
    for (const [coordinate, part] of Object.entries(second)) graph.output(derivativeName(key, coordinate, 2), part)
  })
  graph.output('residual', concat(problem.residual(columns, outputs), 1))
  return graph.finish()
}

/** What a network learns from beside its equation: its teacher's outputs, `targets` `[N, outputs]`. */
export interface Distillation {
  /** Share of the teacher in the loss. */
  readonly alpha: number
  /** Standard deviation of the Gaussians about both networks' outputs, in units of the outputs' own size. */
  readonly scale: number
  /** Root mean square of each output. */
  readonly sizes: readonly number[]
}

const mean = (x: Value): Value => x.graph.node('ReduceMean', [x], { keepdims: 0 })
const sum = (values: readonly Value[]): Value => values.reduce((a, b) => add(a, b))

/**
 * The loss at `points`: sum over the equations of w_e mean(c_p r_e(p)^2), with `weights` w `[equations]` and `emphasis`
 * c `[N, 1]`. A student's is alpha KL + (1 - alpha) of that; between Gaussians of equal scale s about the outputs of
 * teacher and student, KL = (u_T - u_S)^2/(2 s^2) (KD-PINN: Bounja et al. 2025).
 */
function lossOf(
  pinn: Pinn,
  parameters: ParameterVector,
  graph: GraphBuilder,
  distillation: Distillation | undefined,
): { loss: Value; equations: readonly Value[]; squares: Value } {
  const { problem } = pinn
  const points = pointsInput(graph, pinn)
  const emphasis = graph.input('emphasis', 'float32', ['N', 1])
  const { columns, outputs } = outputsAt(pinn, parameters, points, problem.orders)
  const squares = problem.residual(columns, outputs).map(square)
  const equations = squares.map((r) => mean(mul(emphasis, r)))
  const weights = graph.input('weights', 'float32', [equations.length])
  const physics = sum(
    equations.map((equation, e) => mul(equation, reshape(slice(weights, [{ axis: 0, start: e, end: e + 1 }]), []))),
  )
  const all = sum(squares)
  if (!distillation) return { loss: physics, equations, squares: all }
  const { alpha, scale, sizes } = distillation
  const targets = graph.input('targets', 'float32', ['N', outputs.length])
  const divergences = outputs.map(({ value }, i) => {
    const target = slice(targets, [{ axis: 1, start: i, end: i + 1 }])
    return mul(mean(square(sub(target, value))), 1 / (2 * (scale * sizes[i]!) ** 2))
  })
  return { loss: add(mul(sum(divergences), alpha), mul(physics, 1 - alpha)), equations, squares: all }
}

/** One step of the optimiser, with the loss and each point's squared residual, `squares` `[N, 1]`. */
export function pinnStepGraph(pinn: Pinn, size: number, distillation?: Distillation): Graph {
  const graph = new GraphBuilder('pinn-step')
  const flat = graph.input('parameters', 'float32', [size])
  const parameters = new ParameterVector(flat)
  const { loss, squares } = lossOf(pinn, parameters, graph, distillation)
  const slopes = gradients(graph, [{ value: loss, seed: graph.scalar(1, 'float32') }], parameters.values)
  optimise(graph, flat, parameters.gather(slopes), pinnOptimiser)
  graph.output('loss', loss)
  graph.output('squares', squares)
  return graph.finish()
}

/** Loss and its gradient, as `lossObjective` takes them. */
export function pinnLossGraph(pinn: Pinn, size: number, distillation?: Distillation): Graph {
  const graph = new GraphBuilder('pinn-loss')
  const parameters = parameterVector(graph, { size })
  const { loss } = lossOf(pinn, parameters, graph, distillation)
  const slopes = gradients(graph, [{ value: loss, seed: graph.scalar(1, 'float32') }], parameters.values)
  graph.output('loss', loss)
  graph.output('gradient', parameters.gather(slopes))
  return graph.finish()
}

/** Length of each equation's own gradient, `norms` `[equations]`. */
export function pinnBalanceGraph(pinn: Pinn, size: number): Graph {
  const graph = new GraphBuilder('pinn-balance')
  const parameters = parameterVector(graph, { size })
  const { equations } = lossOf(pinn, parameters, graph, undefined)
  const norms = equations.map((equation) => {
    const slopes = gradients(graph, [{ value: equation, seed: graph.scalar(1, 'float32') }], parameters.values)
    return reshape(globalNorm([parameters.gather(slopes)]), [1])
  })
  graph.output('norms', concat(norms, 0))
  return graph.finish()
}
