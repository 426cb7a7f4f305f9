/**
 * What the equation's own iteration does by itself: students whose last layers are sweeps of it are measured without
 * them, and others with them.
 */
import { GraphBuilder } from '../../graph/builder'
import { serialise } from '../../graph/serialise'
import type { Graph } from '../../graph/types'
import { unpackNetwork } from '../../library/network'
import type { Correction } from '../../networks/denoiser'
import { generatorGraph } from '../../networks/generator-graph'
import { float32, Session, type SessionOptions } from '../../runtime/session'
import { once, type Method } from './method'
import { studentName } from './names'
import type { ProblemPackages } from './packages'
import { latentMethod, levelsOf } from './students'

/** The student's one step less its sweeps, and each of `others` followed by them; nothing for a student without any. */
export function sweptMethods(
  { problem, gridSize, student }: ProblemPackages,
  others: readonly Method[],
  options: SessionOptions,
): Method[] {
  if (!student) return []
  const { configuration, parameters } = unpackNetwork(student, 'generator')
  const { correct, ...bare } = configuration
  if (!correct) return []
  const identity = { student: student.sha256 }
  const sweeps = once(() => {
    const graph = sweepsGraph(correct, problem.fields.length, gridSize, problem.conditionNames.length)
    return Session.load(serialise(graph), options)
  })
  return [
    latentMethod(
      { name: `${studentName(1)}-unswept`, evaluations: 1, identity },
      once(() => {
        return Session.load(serialise(generatorGraph(bare, levelsOf(student, 1), { stored: parameters })), options)
      }),
    ),
    ...others.map((method): Method => ({
      name: `${method.name}-swept`,
      evaluations: method.evaluations,
      identity: { ...method.identity, ...identity },
      async draw(batch) {
        const { states } = await method.draw(batch)
        const { swept } = await (await sweeps()).run({ state: float32(states, batch.dims), condition: batch.condition })
        return { states: swept! }
      },
    })),
  ]
}

/** state `[N, C, n, n]` and condition `[N, K]` to `swept`, of the same shape. */
function sweepsGraph(correct: Correction, channels: number, size: number, conditions: number): Graph {
  const graph = new GraphBuilder('sweeps')
  const state = graph.input('state', 'float32', ['N', channels, size, size])
  const condition = graph.input('condition', 'float32', ['N', conditions])
  graph.output('swept', correct(state, condition))
  return graph.finish()
}
