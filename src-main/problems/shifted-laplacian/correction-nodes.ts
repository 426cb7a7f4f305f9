import type { Value } from '../../graph/builder'
import { add, channelOf, concat, div, mul, multiplyBothAxes, sub } from '../../graph/operators'
import { float32Tensor } from '../../graph/types'
import { dirichletEigenvalues, nodeSineMatrix, transposed } from '../../numerics/transforms'
import type { NormalisedEquation } from './residual-nodes'

/**
 * The state `[N, 2, n, n]` (f, u) with its solution corrected by the equation's own inverse, a product in the sine basis.
 * The residual r of a solution that is zero on the boundary leaves u - (lap_h + k^2)^-1 r = (lap_h + k^2)^-1 f on the
 * interior nodes, whatever u was.
 */
export function shiftedLaplacianCorrectionNodes(state: Value, equation: NormalisedEquation): Value {
  const n = state.shape[3] as number
  const graph = state.graph
  const cells = dirichletEigenvalues(n - 1, 1 / (n - 1))
  const inside = (k: number): boolean => k % n < n - 2 && Math.floor(k / n) < n - 2
  const plane = (entry: (k: number) => number): Value =>
    graph.constant(
      float32Tensor(
        Float32Array.from({ length: n * n }, (_, k) => (inside(k) ? entry(k) : 0)),
        [1, 1, n, n],
      ),
    )
  const lambda = plane((k) => cells[k % n]! + cells[Math.floor(k / n)]!)
  // The modes of the boundary nodes have no equation: their share of the solution becomes zero.
  const interior = plane(() => 1)
  const sines = nodeSineMatrix(n)
  const along = (x: Value, matrix: Float64Array): Value => multiplyBothAxes(x, { y: matrix, x: matrix })
  const source = channelOf(state, 0)
  const operator = mul(sub(equation.kSquared, lambda), equation.scaleRatio)
  // 1 where the operator has no meaning, so that nothing is divided by zero there.
  const solution = div(mul(along(source, sines), interior), add(mul(operator, interior), sub(1, interior)))
  return concat([source, along(solution, transposed(sines, n, n))], 1)
}
