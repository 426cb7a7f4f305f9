import { GraphBuilder } from '../../../src-main/graph/builder'
import { vectorJacobianGraph } from '../../../src-main/graph/import'
import { serialise } from '../../../src-main/graph/serialise'
import { RandomStream } from '../../../src-main/numerics/random'
import type { Problem } from '../../../src-main/problems/problem'
import { float32, Session, type RuntimeTensor } from '../../../src-main/runtime/session'
import type { DrawnState } from './residual-graph'

/** The correction of a problem, run; and J^T cotangents at the given states. */
export interface LoadedCorrection {
  run(batch: readonly DrawnState[]): Promise<Float32Array[]>
  pullback(batch: readonly DrawnState[], cotangents: readonly Float32Array[]): Promise<Float32Array[]>
}

export async function loadCorrection(problem: Problem, size: number, sweeps: number): Promise<LoadedCorrection> {
  const [channels, conditions] = [problem.fields.length, problem.conditionNames.length]
  const graph = new GraphBuilder('correction')
  const state = graph.input('state', 'float32', ['N', channels, size, size])
  const condition = graph.input('condition', 'float32', ['N', conditions])
  graph.output('corrected', problem.correctionNodes!(state, condition, sweeps))
  const built = graph.finish()
  const forward = await Session.load(serialise(built), { threads: 1 })
  const loadBackward = (): Promise<Session> =>
    Session.load(serialise(vectorJacobianGraph(built, 'corrected', 'state')), { threads: 1 })
  const joined = (rows: readonly ArrayLike<number>[], ...dims: number[]): RuntimeTensor =>
    float32(Float32Array.from(rows.flatMap((row) => Array.from(row))), [rows.length, ...dims])
  const feeds = (batch: readonly DrawnState[]) => ({
    state: joined(
      batch.map((one) => one.state),
      channels,
      size,
      size,
    ),
    condition: joined(
      batch.map(({ parameters }) => problem.condition(parameters)),
      conditions,
    ),
  })
  const parts = (states: Float32Array, count: number): Float32Array[] => {
    const width = states.length / count
    return Array.from({ length: count }, (_, i) => states.slice(i * width, (i + 1) * width))
  }
  return {
    async run(batch) {
      return parts((await forward.run(feeds(batch)))['corrected']!, batch.length)
    },
    async pullback(batch, cotangents) {
      const cotangent = joined(cotangents, channels, size, size)
      const backward = await loadBackward()
      return parts((await backward.run({ ...feeds(batch), cotangent }))['gradient']!, batch.length)
    },
  }
}

/**
 * |<J^T c, v> - <c, (F(x + h v) - F(x - h v)) / 2h>| / (|J^T c| |v|) of a correction F for random c and v, the difference
 * taken to the fourth order.
 */
export async function pullbackErrors(
  { run, pullback }: LoadedCorrection,
  batch: readonly DrawnState[],
  h: number,
): Promise<number[]> {
  const random = new RandomStream(5, 'pullback')
  const noise = (): Float32Array => Float32Array.from(batch[0]!.state, () => random.normal())
  const [cotangents, directions] = [batch.map(noise), batch.map(noise)]
  const moved = (step: number): Promise<Float32Array[]> =>
    run(
      batch.map(({ parameters, state }, i) => ({
        parameters,
        state: state.map((value, p) => value + step * directions[i]![p]!),
      })),
    )
  const [a, b, c, d] = [await moved(2 * h), await moved(h), await moved(-h), await moved(-2 * h)]
  const found = await pullback(batch, cotangents)
  return found.map((gradient, i) => {
    const [cotangent, direction] = [cotangents[i]!, directions[i]!]
    const slope = gradient.reduce((sum, g, p) => sum + g * direction[p]!, 0)
    const difference = cotangent.reduce(
      (sum, w, p) => sum + (w * (-a[i]![p]! + 8 * b[i]![p]! - 8 * c[i]![p]! + d[i]![p]!)) / (12 * h),
      0,
    )
    return Math.abs(slope - difference) / (Math.hypot(...gradient) * Math.hypot(...direction))
  })
}
